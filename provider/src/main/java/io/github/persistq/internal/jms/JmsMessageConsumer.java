package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.message.JmsMessage;
import io.github.persistq.spi.StorageException;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of one queue, or of a subscription to a topic. It holds no messages: each is claimed when it is asked for, or when its listener is free.
 *
 * <p>Threading: used by the session's thread; any thread may close it, which ends a receive.
 */
final class JmsMessageConsumer
        implements QueueReceiver, TopicSubscriber, Intake.Outlet, Intake.Source<JmsMessageConsumer> {
    private final SessionState session;
    private final DestinationRef destination;
    private final @Nullable String selector;
    private final boolean noLocal;
    private final QueueReader reader;
    private final Claims claims;
    private final Intake<JmsMessageConsumer> intake;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable MessageListener listener;

    JmsMessageConsumer(
            SessionState session,
            DestinationRef destination,
            @Nullable String selector,
            boolean noLocal,
            QueueReader reader) {
        this.session = session;
        this.destination = destination;
        this.selector = selector == null || selector.isBlank() ? null : selector;
        this.noLocal = noLocal;
        this.reader = reader;
        this.claims = new Claims(session.store(), reader, session.trust());
        this.intake = session.newIntake();
    }

    @Override
    public QueueReader reader() {
        return reader;
    }

    boolean isListening() {
        return !closed.get() && listener != null;
    }

    /** Has a waiting receive look again: the session has changed. */
    void signal() {
        intake.signal();
    }

    @Override
    public @Nullable Received claim() {
        return claims.next();
    }

    /** Hands a message to the listener and settles it; called within a delivery. */
    void deliver(Received received) throws JMSException {
        MessageListener current = listener;
        if (current == null || closed.get()) {
            release(received);
            return;
        }
        session.deliver(received, current);
    }

    @Override
    public @Nullable Message receive() throws JMSException {
        return receiveWithin(Intake.FOREVER);
    }

    @Override
    public @Nullable Message receive(long timeout) throws JMSException {
        return receiveWithin(nanos(timeout));
    }

    @Override
    public @Nullable Message receiveNoWait() throws JMSException {
        return receiveWithin(0);
    }

    private @Nullable Message receiveWithin(long nanos) throws JMSException {
        Received received = take(nanos);
        if (received == null) {
            return null;
        }
        try {
            session.prepare(received);
            session.acknowledger().receiving(received);
            return received.message();
        } finally {
            session.gate().exit();
        }
    }

    /** Turns the timeout of {@code receive(long)}, where 0 is for ever, into nanoseconds. */
    static long nanos(long timeoutMillis) {
        return timeoutMillis == 0 ? Intake.FOREVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /**
     * Receives a body of a type. A message whose body is not of it stays in the queue as if it had not been received, if the
     * session acknowledges by itself; otherwise it is received.
     */
    <T> @Nullable T receiveBody(Class<T> type, long nanos) throws JMSException {
        Received received = take(nanos);
        if (received == null) {
            return null;
        }
        try {
            return acknowledgedBody(type, received);
        } finally {
            session.gate().exit();
        }
    }

    private <T> @Nullable T acknowledgedBody(Class<T> type, Received received) throws JMSException {
        session.prepare(received);
        boolean automatic = session.acknowledgesByItself();
        if (!automatic) {
            session.acknowledger().receiving(received);
        }
        T body;
        try {
            body = body(type, received.message());
        } catch (JMSException e) {
            if (automatic) {
                release(received);
            }
            throw e;
        }
        if (automatic) {
            session.acknowledger().receiving(received);
        }
        return body;
    }

    private static <T> @Nullable T body(Class<T> type, JmsMessage message) throws JMSException {
        T body = message.getBody(type);
        boolean empty = body == null && (message instanceof MapMessage || message instanceof BytesMessage);
        if (body == null && !empty) {
            throw JmsErrors.messageFormat(
                    "The message %s has no body; expected a %s".formatted(message.getJMSMessageID(), type.getName()),
                    null);
        }
        return body;
    }

    private @Nullable Received take(long nanos) throws JMSException {
        checkOpen();
        if (listener != null) {
            throw JmsErrors.illegalState(
                    "The consumer of " + destination + " has a message listener; it cannot receive");
        }
        try {
            Intake.Taken<JmsMessageConsumer> taken = intake.take(this, nanos);
            return taken == null ? null : taken.received();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.failure("The thread was interrupted while it waited for a message of " + destination, e);
        }
    }

    /** This consumer, unless it is closed. */
    @Override
    public List<JmsMessageConsumer> open() {
        return closed.get() ? List.of() : List.of(this);
    }

    private void release(Received received) throws JMSException {
        try {
            session.store().release(received.delivery());
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        checkOpen();
        return listener;
    }

    @Override
    public void setMessageListener(@Nullable MessageListener newListener) throws JMSException {
        checkOpen();
        listener = newListener;
        session.listenersChanged();
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        checkOpen();
        return selector;
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        if (Destinations.destination(destination) instanceof Queue queue) {
            return queue;
        }
        throw JmsErrors.illegalState("The consumer's destination is " + destination + ", which is not a queue");
    }

    @Override
    public Topic getTopic() throws JMSException {
        checkOpen();
        if (Destinations.destination(destination) instanceof Topic topic) {
            return topic;
        }
        throw JmsErrors.illegalState("The consumer's destination is " + destination + ", which is not a topic");
    }

    @Override
    public boolean getNoLocal() throws JMSException {
        checkOpen();
        return noLocal;
    }

    /** Ends a receive that waits, and waits for a delivery in progress unless the listener itself closes. */
    @Override
    public void close() {
        boolean first = closed.compareAndSet(false, true);
        // Whoever closes second waits for this, too: then the subscription is free.
        reader.close();
        if (first) {
            session.remove(this);
            signal();
            session.gate().awaitOutside(this);
        }
    }

    private void checkOpen() throws JMSException {
        session.checkOpen();
        if (closed.get()) {
            throw JmsErrors.illegalState("The consumer of " + destination + " is closed");
        }
    }
}
