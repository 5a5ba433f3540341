package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.message.EncodedMessage;
import io.github.persistq.internal.message.ForeignMessages;
import io.github.persistq.internal.message.JmsMessage;
import io.github.persistq.internal.message.SendStamp;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import org.jspecify.annotations.Nullable;

/**
 * Sends a session's messages: stamps the headers, takes a snapshot, and hands it to the unit of work.
 *
 * <p>Threading: thread-safe.
 */
final class Sender {
    private final JmsConnection connection;
    private final MessageStore store;
    private final UnitOfWork unitOfWork;
    private final Completions completions;

    Sender(JmsConnection connection, UnitOfWork unitOfWork, Completions completions) {
        this.connection = connection;
        this.store = connection.store();
        this.unitOfWork = unitOfWork;
        this.completions = completions;
    }

    /**
     * Sends a message; with a listener, asynchronously.
     *
     * @throws JMSException if nothing was sent; the session can go on
     */
    void send(
            DestinationRef destination,
            @Nullable Message message,
            SendOptions options,
            @Nullable CompletionListener listener)
            throws JMSException {
        if (message == null) {
            throw JmsErrors.messageFormat("The message is null", null);
        }
        Outgoing outgoing = outgoing(destination, message, options);
        if (listener == null) {
            // What was sent asynchronously before must come first in the queue.
            completions.await();
            unitOfWork.send(outgoing);
        } else {
            makeReadable(message);
            completions.submit(() -> unitOfWork.send(outgoing), message, listener);
        }
    }

    /** A completion listener reads the body without a reset of its own (javadoc of BytesMessage and StreamMessage). */
    private static void makeReadable(Message message) throws JMSException {
        if (message instanceof BytesMessage bytes) {
            bytes.reset();
        } else if (message instanceof StreamMessage stream) {
            stream.reset();
        }
    }

    /** Waits until what was sent asynchronously is done. */
    void awaitCompletions() {
        completions.await();
    }

    private Outgoing outgoing(DestinationRef destination, Message message, SendOptions options) throws JMSException {
        connection.temporaries().checkPresent(destination);
        long now = store.clock().millis();
        SendStamp stamp = new SendStamp(
                options.disableMessageId() ? null : connection.messageIds().next(),
                options.disableTimestamp() ? 0 : now,
                destination,
                options.persistent(),
                options.priority(),
                options.timeToLive() == 0 ? 0 : saturatedAdd(now, options.timeToLive()),
                saturatedAdd(now, options.deliveryDelay()));
        JmsMessage own = message instanceof JmsMessage mine ? mine : ForeignMessages.copyOf(message);
        own.stamp(stamp);
        EncodedMessage encoded = own.encode();
        if (own != message) {
            writeBack(stamp, message);
        }
        Object key = own.getObjectProperty(Outgoing.UNIQUE_KEY);
        StoredMessage stored = new StoredMessage(
                encoded.head(),
                encoded.body(),
                stamp.priority(),
                options.deliveryDelay() == 0 ? 0 : stamp.deliveryTimeMillis(),
                stamp.expirationMillis(),
                key == null ? null : key.toString());
        try {
            store.checkSize(stored);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
        String origin = destination.kind().isTopic() ? connection.identity().origin() : null;
        Object group = own.getObjectProperty(Outgoing.GROUP_ID);
        boolean grouped = group != null && !group.toString().isEmpty();
        return new Outgoing(stored, destination, origin, options.persistent(), grouped);
    }

    /** A message of another provider gets the headers as well ({@code Jakarta Messaging 3.1, 3.12}). */
    private static void writeBack(SendStamp stamp, Message message) throws JMSException {
        message.setJMSMessageID(stamp.messageId());
        message.setJMSTimestamp(stamp.timestampMillis());
        message.setJMSDestination(Destinations.destination(stamp.destination()));
        message.setJMSDeliveryMode(stamp.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(stamp.priority());
        message.setJMSExpiration(stamp.expirationMillis());
        message.setJMSDeliveryTime(stamp.deliveryTimeMillis());
    }

    private static long saturatedAdd(long millis, long more) {
        long sum = millis + more;
        return sum < millis ? Long.MAX_VALUE : sum;
    }
}
