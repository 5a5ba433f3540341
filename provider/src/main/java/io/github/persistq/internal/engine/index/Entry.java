package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import org.jspecify.annotations.Nullable;

/**
 * One message in one queue.
 *
 * <p>Threading: confined to the index's owner; what a caller may read without its lock is final or said to be.
 */
public final class Entry {
    /** Where an entry stands; the states that browsing shows, and two that it does not. */
    public enum State {
        /** Appended by a unit of work whose durability does not hold yet, or by a prepared branch. */
        HIDDEN,
        READY,
        DELAYED,
        IN_FLIGHT,
        /** In flight, and settled by a prepared branch. */
        HELD,
        ACKED,
        /** No longer in its queue. */
        GONE;

        @Nullable
        MessageState visible() {
            return switch (this) {
                case READY -> MessageState.READY;
                case DELAYED -> MessageState.DELAYED;
                case IN_FLIGHT, HELD -> MessageState.IN_FLIGHT;
                case ACKED -> MessageState.ACKED;
                case HIDDEN, GONE -> null;
            };
        }
    }

    private final QueueIndex queue;
    final long sequence;
    final MessageMeta meta;
    /**
     * Place among the messages of its priority, low to high: the sequence, negated in a LIFO queue, or after going to the tail a
     * later number. Changes only while the entry is in no ordered set.
     */
    long order;
    /** Place among the acknowledged messages, once it is one. */
    long acknowledgement;

    /** Replaced as a whole when the message is replaced; volatile because bodies are read without the index's lock. */
    volatile Location location;

    State state = State.HIDDEN;
    int attempts;
    long readyAtMillis;

    Entry(QueueIndex queue, long sequence, MessageMeta meta, Location location) {
        this.queue = queue;
        this.sequence = sequence;
        this.meta = meta;
        this.order = queue.spec().order() == QueueSpec.Order.FIFO ? sequence : -sequence;
        this.location = location;
        this.readyAtMillis = meta.deliverAtMillis();
    }

    /** The queue it was put in. */
    public QueueIndex queue() {
        return queue;
    }

    public long sequence() {
        return sequence;
    }

    public MessageMeta meta() {
        return meta;
    }

    public Location location() {
        return location;
    }

    /** Deliveries so far; steady while the message is in flight. */
    public int attempts() {
        return attempts;
    }

    EntryImage image() {
        return new EntryImage(sequence, order, meta, location, state, attempts, readyAtMillis);
    }

    /** A copy that keeps this place in the order, for cursors: the original's place may change. */
    public Entry snapshot() {
        Entry copy = new Entry(queue, sequence, meta, location);
        copy.order = order;
        copy.acknowledgement = acknowledgement;
        return copy;
    }

    /** Whether it can be claimed; guarded by the owner's lock. */
    public boolean isReady() {
        return state == State.READY;
    }

    /** Where browsing shows it, or null; guarded by the owner's lock. */
    public @Nullable MessageState visibleState() {
        return state.visible();
    }

    /** Whether the message's time is over. */
    public boolean isExpired(long nowMillis) {
        return meta.expiresAtMillis() != 0 && nowMillis >= meta.expiresAtMillis();
    }
}
