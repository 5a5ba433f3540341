package io.github.persistq;

/**
 * A queue's figures; never negative, and the same after a restart but for what was in flight.
 *
 * @param ready items that can be taken now
 * @param delayed items that wait for their time
 * @param inFlight items taken and not settled
 * @param acked acknowledged items that are kept
 * @param failed items given up since the queue was made
 * @param bytes bytes of the items ready, delayed and in flight, with what is stored beside them
 */
public record QueueStats(long ready, long delayed, long inFlight, long acked, long failed, long bytes) {
    /** Items that are not settled. */
    public long unsettled() {
        return ready + delayed + inFlight;
    }
}
