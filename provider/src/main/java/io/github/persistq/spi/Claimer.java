package io.github.persistq.spi;

import java.util.List;
import java.util.Optional;

/**
 * One consumer's way of taking ready messages from a queue. It remembers which messages its filter refused, so that each
 * is tested once.
 *
 * <p>A claim raises the message's delivery count, and is written (not forced) before it returns: what was claimed when a
 * process died comes back with its count risen. A store without room claims all the same, unwritten, so that consumers can
 * empty it: then a crash forgets that delivery. An expired message is returned flagged, whatever the filter.
 *
 * <p>Threading: one thread at a time.
 */
public interface Claimer extends AutoCloseable {
    /**
     * Takes up to {@code limit} ready messages that match, in delivery order; empty if there are none, or if the queue
     * does not exist.
     *
     * @throws StorageException of kind POISONED, CLOSED, CORRUPT or IO; what this call had claimed is given back, but for a
     *     message whose bytes are damaged, which stays in flight so that it is in nobody's way
     */
    List<Delivery> claim(int limit);

    /** Takes the message of this sequence if it is ready, whatever the filter. */
    Optional<Delivery> claimExactly(long sequence);

    /** Takes the first ready message that matches and comes after this one in delivery order, else the first of all. */
    Optional<Delivery> claimAfter(long sequence);

    /** When the next delayed message of the queue becomes ready, in milliseconds since the epoch; {@code Long.MAX_VALUE} if none. */
    long nextDueMillis();

    /** Forgets the filter's place. Gives nothing back: what was claimed is settled by changes. */
    @Override
    void close();
}
