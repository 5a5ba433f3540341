package io.github.persistq.spi;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps queues of messages, and maps. All change goes through {@link #write}; all taking goes through a {@link Claimer}.
 *
 * <p>After a crash at any instant, every unit of work whose write returned is there as its durability promises, any other
 * is there whole or not at all, and what was in flight is ready again with its delivery count risen (but for claims that
 * a full store could not write).
 *
 * <p>Threading: thread-safe. An interrupt neither stops a call nor harms the store; the flag stays set.
 */
public interface StorageEngine extends Sharing, AutoCloseable {
    /**
     * Applies the changes in their order, all or none. Appended messages become claimable once the durability holds.
     *
     * @return one number per {@link Change.Append} and {@link Change.ForgetAcked} in the list, in order, not counting those in a
     *     Prepare: the sequence of an append, 0 for one that every queue dropped as a duplicate; and how many messages were
     *     forgotten
     * @throws StorageException and nothing is changed, except kinds POISONED, of which the outcome is known after reopening,
     *     and UNKNOWN
     */
    long[] write(List<Change> changes, Durability durability);

    /** A new consumer of the queue; the queue need not exist yet. */
    Claimer claimer(QueueName queue, Filter filter);

    /** Claims up to {@code limit} ready or delayed messages whose time is over, so that they can be settled. */
    List<Delivery> claimExpired(QueueName queue, int limit);

    /**
     * Walks the messages that are in one of the states, without claiming them: state by state, each in delivery order
     * (acked ones oldest first). Weakly consistent: sees each message that stays put, and may or may not see changes made
     * meanwhile. An unknown queue is empty.
     */
    Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states);

    /** The queues that exist, and how they behave. */
    Map<QueueName, QueueSpec> queues();

    /** The queue's figures; {@link QueueStats#EMPTY} for an unknown queue. Takes the same time whatever its depth. */
    QueueStats stats(QueueName queue);

    /** The branches that are prepared and neither committed nor rolled back. */
    Set<BranchId> prepared();

    /** The entry of a key; null if there is none, or no such map. */
    @Nullable
    MapEntry entry(String map, Bytes key);

    /**
     * Walks a map's entries in the order of their keys, a few at a time. Weakly consistent, as {@link #browse}. An unknown map is
     * empty.
     */
    Iterator<MapEntry> entries(String map);

    /** How many entries the map has; 0 for an unknown map. Takes the same time whatever their number. */
    long entryCount(String map);

    /** The maps that exist, and their labels. */
    Map<String, Map<String, String>> maps();

    /**
     * Gives room that is no longer needed back to the system, at once and while the store is in use.
     *
     * @return how many bytes smaller the store is on disk; 0 if it is not, or keeps nothing there
     * @throws StorageException as {@link #write}; of kind STORE_FULL if the device has no room to move things
     */
    long compact();

    /** Sets the one listener that is told of messages becoming ready. */
    void onReady(ReadyListener listener);

    /** Makes everything durable and lets go of files, locks and memory. Closing twice is fine; later calls fail as CLOSED. */
    @Override
    void close();
}
