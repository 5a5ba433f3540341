package io.github.persistq.spi;

/** Where a stored message stands in its queue. */
public enum MessageState {
    /** Claimable now (or expired and not yet settled). */
    READY,
    /** Not claimable before a due time: delivery delay or redelivery delay. */
    DELAYED,
    /** Claimed, or acknowledged by a prepared branch, and not settled. */
    IN_FLIGHT,
    /** Acknowledged and kept, as {@link QueueSpec#keepAcked} asks. */
    ACKED
}
