package io.github.persistq;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item that was looked at and not taken.
 *
 * <p>Threading: immutable.
 *
 * @param <T> the type of the item
 */
public interface StoredItem<T extends @Nullable Object> {
    /** The item's number in its store. */
    long id();

    /**
     * The item.
     *
     * @throws UnreadableItemException if the serializer cannot read it
     */
    T item();

    /** Where it stood when it was read. */
    ItemState state();

    /** When it was put; the epoch for a JMS message that was sent without a timestamp. */
    Instant enqueuedAt();

    /** Attempts so far. */
    int deliveryCount();

    /** 0 to 9, low first. */
    int priority();

    /** What was put with the item. */
    Map<String, @Nullable Object> properties();
}
