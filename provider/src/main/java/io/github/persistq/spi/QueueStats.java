package io.github.persistq.spi;

/**
 * A queue's figures, kept as it changes and never counted by a scan.
 *
 * @param ready messages claimable now, expired ones not yet settled included
 * @param delayed messages waiting for a due time
 * @param inFlight messages claimed and not settled
 * @param acked acknowledged messages that are kept
 * @param failed messages that left through {@link Change.AckFailed} since the queue was opened first
 * @param bytes heads and bodies of the ready, delayed and in-flight ones
 */
public record QueueStats(long ready, long delayed, long inFlight, long acked, long failed, long bytes) {
    public static final QueueStats EMPTY = new QueueStats(0, 0, 0, 0, 0, 0);
}
