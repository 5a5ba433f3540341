package io.github.persistq.spi;

import org.jspecify.annotations.Nullable;

/**
 * The name of a stored queue.
 *
 * <p>A topic is not stored: each of its subscriptions is a queue of its own, in a name space of its own so that no
 * subscription can collide with a queue that an application names.
 *
 * @param kind the name space
 * @param name 1 to {@value #MAX_LENGTH} characters
 */
public record QueueName(Kind kind, String name) {
    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 512;

    /** The name space of a queue. */
    public enum Kind {
        QUEUE,
        SUBSCRIPTION
    }

    public QueueName {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A queue's name has 1 to %d characters; '%s' has %d"
                    .formatted(MAX_LENGTH, name.substring(0, Math.min(name.length(), 40)), name.length()));
        }
    }

    // Written out, here and in QueueSpec, because a record's own are linked at their first call, which takes
    // milliseconds of a
    // program's start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueName that && kind == that.kind && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + name.hashCode();
    }

    /** A queue that applications name. */
    public static QueueName queue(String name) {
        return new QueueName(Kind.QUEUE, name);
    }

    @Override
    public String toString() {
        return kind == Kind.QUEUE ? name : "subscription " + name;
    }
}
