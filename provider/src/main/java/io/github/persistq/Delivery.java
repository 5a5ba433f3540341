package io.github.persistq;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to process an item: the item, what is known of it, and how the attempt ends. It ends once, with {@code ack},
 * {@code nack} or {@code fail}; until then the item is in flight and nobody else gets it.
 *
 * <p>An end that fails with a StorageException has not happened, and can be tried again.
 *
 * <p>Threading: thread-safe.
 *
 * @param <T> the type of the item
 */
public interface Delivery<T extends @Nullable Object> {
    /** The item's number in its store. */
    long id();

    /** The item. */
    T item();

    /** When it was put; the epoch for a JMS message that was sent without a timestamp. */
    Instant enqueuedAt();

    /** Attempts so far, this one included: 1 on the first. */
    int deliveryCount();

    /** 0 to 9, low first; 5 unless it was put with another one. */
    int priority();

    /** What was put with the item; values are boxed primitives, Strings or null. Of a JMS message, its properties. */
    Map<String, @Nullable Object> properties();

    /**
     * Ends the attempt: done.
     *
     * @throws IllegalStateException if it has ended already, or is part of a transaction
     */
    void ack();

    /**
     * Ends the attempt: the item comes again, at its old place, after the delay that the queue's options say; or becomes a dead
     * letter if it was delivered as often as they allow.
     *
     * @throws IllegalStateException as {@link #ack}
     */
    void nack();

    /** As {@link #nack()}, with another delay; zero is at once. */
    void nack(Duration delay);

    /**
     * Ends the attempt: the item is given up, and becomes a dead letter in {@code DLQ.<queue>} with the reason as a property, unless
     * the queue keeps no dead letters.
     *
     * @throws IllegalStateException as {@link #ack}
     */
    void fail(String reason);
}
