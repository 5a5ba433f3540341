package io.github.persistq;

/** Where an item stands in its queue. */
public enum ItemState {
    /** Can be taken now. */
    READY,
    /** Waits for its time: it was put with a delay, or comes again after one. */
    DELAYED,
    /** Taken, and not settled. */
    IN_FLIGHT,
    /** Acknowledged, and kept as {@link QueueOptions#keepAcked} asks. */
    ACKED
}
