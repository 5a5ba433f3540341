package io.github.persistq.internal.core;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StoredMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters: copies of messages that were given up, with the story of their end as properties.
 *
 * <p>A dead letter never expires and is not delayed. Threading: stateless.
 */
public final class DeadLetters {
    /** Property: the queue that the message was in, or the topic. */
    public static final String ORIGIN = "JMS_PERSISTQ_ORIGIN";

    /**
     * Property, of a topic's dead letters alone: the subscription that the message was in, {@code CLIENTID/NAME} or
     * {@code NAME}; empty for one without a name.
     */
    public static final String SUBSCRIPTION = "JMS_PERSISTQ_SUBSCRIPTION";

    /** Property: why it was given up. */
    public static final String REASON = "JMS_PERSISTQ_REASON";

    /** Property: class and text of the error that the last delivery ended with, if there was one. */
    public static final String ERROR = "JMS_PERSISTQ_ERROR";

    /** Property: how often it was delivered. */
    public static final String DELIVERY_COUNT = "JMS_PERSISTQ_DELIVERY_COUNT";

    /** {@link #REASON}: it was delivered as often as its queue allows. */
    public static final String DELIVERY_LIMIT = "delivery limit";

    /** {@link #REASON}: its time was over. */
    public static final String EXPIRED = "expired";

    /** {@link #REASON}: its stored bytes are not a message. */
    public static final String UNREADABLE = "unreadable";

    private static final String PREFIX = "DLQ.";
    private static final int MAX_ERROR_CHARS = 1000;

    private DeadLetters() {}

    /** Where the dead letters of a queue or topic go; a name that would be too long loses its end. */
    static QueueName queueFor(Origin origin) {
        String name = PREFIX + origin.destination();
        return QueueName.queue(name.substring(0, Math.min(name.length(), QueueName.MAX_LENGTH)));
    }

    /** Where the dead letters of a queue go. */
    public static QueueName queueFor(QueueName queue) {
        return queueFor(Origin.of(queue));
    }

    /** Whether a queue is where dead letters go. */
    public static boolean isDeadLetterQueue(QueueName queue) {
        return queue.kind() == QueueName.Kind.QUEUE && queue.name().startsWith(PREFIX);
    }

    /** The dead letter that a message becomes. */
    static StoredMessage of(Delivery delivery, Origin origin, String reason, @Nullable Throwable error) {
        StoredMessage message = delivery.message();
        Map<String, Object> story = new LinkedHashMap<>();
        story.put(ORIGIN, origin.destination());
        if (origin.subscription() != null) {
            story.put(SUBSCRIPTION, origin.subscription());
        }
        story.put(REASON, reason);
        story.put(DELIVERY_COUNT, delivery.deliveryCount());
        if (error != null) {
            story.put(ERROR, describe(error));
        }
        MessageHead head = headOf(delivery)
                .withProperties(story)
                .withDestination(DestinationRef.queue(queueFor(origin).name()))
                .withExpiration(0);
        return new StoredMessage(head.encode(), message.body(), message.priority(), 0, 0, null);
    }

    /** An unreadable head is replaced by one that presents the stored body as plain bytes. */
    private static MessageHead headOf(Delivery delivery) {
        try {
            return MessageHead.decode(delivery.message().head());
        } catch (MalformedMessageException e) {
            return MessageHead.builder().bodyKind(BodyKind.BYTES).build();
        }
    }

    private static String describe(Throwable error) {
        String text;
        try {
            text = error.toString();
        } catch (RuntimeException e) {
            // An application's exception may fail even at this; the dead letter must not be lost with it.
            text = error.getClass().getName();
        }
        return text.substring(0, Math.min(text.length(), MAX_ERROR_CHARS));
    }
}
