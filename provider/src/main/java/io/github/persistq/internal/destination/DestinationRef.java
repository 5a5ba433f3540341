package io.github.persistq.internal.destination;

import io.github.persistq.spi.QueueName;

/**
 * Names a destination without JMS types: what is stored in a message's head and what the core routes by.
 *
 * @param kind queue or topic, temporary or not
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters
 */
public record DestinationRef(Kind kind, String name) {
    /** The longest name, in characters. */
    public static final int MAX_NAME_LENGTH = QueueName.MAX_LENGTH;

    /** Queue or topic, temporary or not. */
    public enum Kind {
        QUEUE,
        TOPIC,
        TEMPORARY_QUEUE,
        TEMPORARY_TOPIC;

        public boolean isTopic() {
            return this == TOPIC || this == TEMPORARY_TOPIC;
        }

        public boolean isTemporary() {
            return this == TEMPORARY_QUEUE || this == TEMPORARY_TOPIC;
        }
    }

    public DestinationRef {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("The name of a destination has 1 to %d characters; '%s' has %d"
                    .formatted(MAX_NAME_LENGTH, name.substring(0, Math.min(name.length(), 40)), name.length()));
        }
    }

    public static DestinationRef queue(String name) {
        return new DestinationRef(Kind.QUEUE, name);
    }

    public static DestinationRef topic(String name) {
        return new DestinationRef(Kind.TOPIC, name);
    }

    public static DestinationRef temporaryQueue(String name) {
        return new DestinationRef(Kind.TEMPORARY_QUEUE, name);
    }

    public static DestinationRef temporaryTopic(String name) {
        return new DestinationRef(Kind.TEMPORARY_TOPIC, name);
    }

    /** {@code queue://NAME} or {@code topic://NAME}. */
    @Override
    public String toString() {
        return (kind.isTopic() ? "topic://" : "queue://") + name;
    }
}
