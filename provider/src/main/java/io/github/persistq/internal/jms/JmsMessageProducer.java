package io.github.persistq.internal.jms;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A producer of messages for one destination, or for any that a send names.
 *
 * <p>Threading: used by the session's thread; any thread may close it.
 */
final class JmsMessageProducer implements QueueSender, TopicPublisher {
    private final SessionState session;
    private final @Nullable DestinationRef bound;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile SendOptions options = SendOptions.DEFAULT;

    JmsMessageProducer(SessionState session, @Nullable DestinationRef bound) {
        this.session = session;
        this.bound = bound;
    }

    @Override
    public void send(@Nullable Message message) throws JMSException {
        send(toBound(), message, options, null);
    }

    @Override
    public void send(@Nullable Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        send(toBound(), message, with(deliveryMode, priority, timeToLive), null);
    }

    @Override
    public void send(@Nullable Destination destination, @Nullable Message message) throws JMSException {
        send(to(destination), message, options, null);
    }

    @Override
    public void send(
            @Nullable Destination destination,
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive)
            throws JMSException {
        send(to(destination), message, with(deliveryMode, priority, timeToLive), null);
    }

    @Override
    public void send(@Nullable Message message, @Nullable CompletionListener listener) throws JMSException {
        send(toBound(), message, options, required(listener));
    }

    @Override
    public void send(
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            @Nullable CompletionListener listener)
            throws JMSException {
        send(toBound(), message, with(deliveryMode, priority, timeToLive), required(listener));
    }

    @Override
    public void send(
            @Nullable Destination destination, @Nullable Message message, @Nullable CompletionListener listener)
            throws JMSException {
        send(to(destination), message, options, required(listener));
    }

    @Override
    public void send(
            @Nullable Destination destination,
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            @Nullable CompletionListener listener)
            throws JMSException {
        send(to(destination), message, with(deliveryMode, priority, timeToLive), required(listener));
    }

    @Override
    public void send(@Nullable Queue queue, @Nullable Message message) throws JMSException {
        send((Destination) queue, message);
    }

    @Override
    public void send(@Nullable Queue queue, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send((Destination) queue, message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void publish(@Nullable Message message) throws JMSException {
        send(message);
    }

    @Override
    public void publish(@Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send(message, deliveryMode, priority, timeToLive);
    }

    @Override
    public void publish(@Nullable Topic topic, @Nullable Message message) throws JMSException {
        send((Destination) topic, message);
    }

    @Override
    public void publish(
            @Nullable Topic topic, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        send((Destination) topic, message, deliveryMode, priority, timeToLive);
    }

    private void send(
            DestinationRef destination,
            @Nullable Message message,
            SendOptions how,
            @Nullable CompletionListener listener)
            throws JMSException {
        session.sender().send(destination, message, how, listener);
    }

    private SendOptions with(int deliveryMode, int priority, long timeToLive) throws JMSException {
        return options.withDeliveryMode(deliveryMode).withPriority(priority).withTimeToLive(timeToLive);
    }

    private DestinationRef toBound() throws JMSException {
        checkOpen();
        if (bound == null) {
            throw new UnsupportedOperationException(
                    "The producer was created without a destination; call send(destination, message)");
        }
        return bound;
    }

    private DestinationRef to(@Nullable Destination destination) throws JMSException {
        checkOpen();
        if (bound != null) {
            throw new UnsupportedOperationException(
                    "The producer was created for " + bound + "; call send(message), or create a producer for null");
        }
        return Destinations.ref(destination);
    }

    private static CompletionListener required(@Nullable CompletionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("The completion listener is null");
        }
        return listener;
    }

    @Override
    public void setDisableMessageID(boolean value) throws JMSException {
        checkOpen();
        options = options.withDisableMessageId(value);
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        return open().disableMessageId();
    }

    @Override
    public void setDisableMessageTimestamp(boolean value) throws JMSException {
        checkOpen();
        options = options.withDisableTimestamp(value);
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        return open().disableTimestamp();
    }

    @Override
    public void setDeliveryMode(int deliveryMode) throws JMSException {
        checkOpen();
        options = options.withDeliveryMode(deliveryMode);
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        return open().deliveryMode();
    }

    @Override
    public void setPriority(int priority) throws JMSException {
        checkOpen();
        options = options.withPriority(priority);
    }

    @Override
    public int getPriority() throws JMSException {
        return open().priority();
    }

    @Override
    public void setTimeToLive(long timeToLive) throws JMSException {
        checkOpen();
        options = options.withTimeToLive(timeToLive);
    }

    @Override
    public long getTimeToLive() throws JMSException {
        return open().timeToLive();
    }

    @Override
    public void setDeliveryDelay(long deliveryDelay) throws JMSException {
        checkOpen();
        options = options.withDeliveryDelay(deliveryDelay);
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        return open().deliveryDelay();
    }

    @Override
    public @Nullable Destination getDestination() throws JMSException {
        checkOpen();
        return Destinations.destinationOrNull(bound);
    }

    @Override
    public @Nullable Queue getQueue() throws JMSException {
        return getDestination() instanceof Queue queue ? queue : null;
    }

    @Override
    public @Nullable Topic getTopic() throws JMSException {
        return getDestination() instanceof Topic topic ? topic : null;
    }

    @Override
    public void close() throws JMSException {
        if (!closed.get()) {
            session.checkOutsideCompletion("MessageProducer.close()");
            closed.set(true);
            session.sender().awaitCompletions();
        }
    }

    private SendOptions open() throws JMSException {
        checkOpen();
        return options;
    }

    private void checkOpen() throws JMSException {
        session.checkOpen();
        if (closed.get()) {
            throw JmsErrors.illegalState("The producer is closed");
        }
    }
}
