package io.github.persistq.internal.destination;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Turns JMS destinations into references and back.
 *
 * <p>Threading: stateless.
 */
public final class Destinations {
    private Destinations() {}

    /**
     * The reference of a destination; one of another provider is taken by its name.
     *
     * @throws JMSException an InvalidDestinationException for null, a name that is null or out of bounds, and for what is
     *     neither queue nor topic
     */
    public static DestinationRef ref(@Nullable Destination destination) throws JMSException {
        if (destination == null) {
            throw JmsErrors.invalidDestination("The destination is null; expected a Queue or a Topic");
        }
        if (destination instanceof JmsQueue queue) {
            return DestinationRef.queue(queue.getQueueName());
        } else if (destination instanceof JmsTemporaryQueue temporary) {
            return DestinationRef.temporaryQueue(temporary.getQueueName());
        } else if (destination instanceof JmsTemporaryTopic temporary) {
            return DestinationRef.temporaryTopic(temporary.getTopicName());
        } else if (destination instanceof Queue queue) {
            return named(DestinationRef.Kind.QUEUE, queue.getQueueName());
        } else if (destination instanceof Topic topic) {
            return named(DestinationRef.Kind.TOPIC, topic.getTopicName());
        }
        throw JmsErrors.invalidDestination("The destination is a "
                + destination.getClass().getName() + ", which is neither a jakarta.jms.Queue nor a jakarta.jms.Topic");
    }

    /** As {@link #ref}, with null for null: for headers that may be absent. */
    public static @Nullable DestinationRef refOrNull(@Nullable Destination destination) throws JMSException {
        return destination == null ? null : ref(destination);
    }

    /** The destination that a reference names; a temporary one cannot be deleted through it. */
    public static Destination destination(DestinationRef ref) {
        if (ref.kind().isTopic()) {
            return ref.kind().isTemporary() ? temporaryTopic(ref.name()) : new JmsTopic(ref.name());
        }
        return ref.kind().isTemporary() ? temporaryQueue(ref.name()) : new JmsQueue(ref.name());
    }

    // As interfaces, so that who needs a queue alone does not load the classes of all destinations.
    private static Destination temporaryQueue(String name) {
        return new JmsTemporaryQueue(name, null);
    }

    private static Destination temporaryTopic(String name) {
        return new JmsTemporaryTopic(name, null);
    }

    /** As {@link #destination}, with null for null: for headers that may be absent. */
    public static @Nullable Destination destinationOrNull(@Nullable DestinationRef ref) {
        return ref == null ? null : destination(ref);
    }

    private static DestinationRef named(DestinationRef.Kind kind, @Nullable String name) throws JMSException {
        if (name == null) {
            throw JmsErrors.invalidDestination("The destination is a %s without a name".formatted(kind));
        }
        try {
            return new DestinationRef(kind, name);
        } catch (IllegalArgumentException e) {
            throw JmsErrors.invalidDestination(String.valueOf(e.getMessage()));
        }
    }
}
