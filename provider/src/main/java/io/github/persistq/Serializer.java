package io.github.persistq;

import org.jspecify.annotations.Nullable;

/**
 * Turns items into bytes and back. Nulls never come here: the queue stores them by itself. See {@link Serializers} for those that
 * are there.
 *
 * <p>Threading: implementations are thread-safe.
 *
 * @param <T> the type of the items
 */
public interface Serializer<T extends @Nullable Object> {
    /** The JMS message that holds the bytes, and so what JMS programs see of them. */
    enum Kind {
        /** A TextMessage; the bytes are UTF-8. */
        TEXT,
        /** A BytesMessage. */
        BYTES,
        /** An ObjectMessage; the bytes are a Java serialization stream. */
        OBJECT
    }

    /** What is recorded with a queue and checked when it is opened again: a name for the format, for example {@code json}. */
    String id();

    /** The form of message that holds the bytes. */
    Kind kind();

    /**
     * The bytes of an item. Equal items should have equal bytes, so that queues with unique items know them.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    byte[] toBytes(T item);

    /**
     * The item of these bytes.
     *
     * @throws RuntimeException if they are no such item; it then becomes a dead letter that tells the error
     */
    T fromBytes(byte[] bytes);
}
