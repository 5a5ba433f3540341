package io.github.persistq;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts, takes and acknowledgements of queues and changes of maps of one store, as one unit of work: all of it happens with {@link #commit}, or
 * nothing. What was put is there for others once it is committed; what was taken is in flight until then.
 *
 * <pre>{@code
 * try (Transaction transaction = store.begin()) {
 *     Order order = transaction.take(orders).item();
 *     transaction.put(bills, billOf(order));
 *     transaction.commit();
 * }
 * }</pre>
 *
 * <p>It ends once; calls after that are IllegalStateExceptions.
 *
 * <p>Threading: one thread at a time.
 */
public interface Transaction extends AutoCloseable {
    /** Puts an item at commit. Waiting for room, and the check for duplicates, come with the commit. */
    <T extends @Nullable Object> void put(PersistentQueue<T> queue, T item);

    /** As {@link #put(PersistentQueue, Object)}, with options. */
    <T extends @Nullable Object> void put(PersistentQueue<T> queue, T item, PutOptions options);

    /** Takes the next item, waiting for it; it is acknowledged at commit and comes again after a rollback. */
    <T extends @Nullable Object> Delivery<T> take(PersistentQueue<T> queue) throws InterruptedException;

    /** Takes the next item if there is one within the timeout; zero tries once. */
    <T extends @Nullable Object> Optional<Delivery<T>> poll(PersistentQueue<T> queue, Duration timeout)
            throws InterruptedException;

    /** Acknowledges at commit what was taken before, outside of a transaction; after a rollback it is the caller's again. */
    void ack(Delivery<?> delivery);

    /** What a key has, changes of this transaction included; null if it has nothing. A change of it by others fails the commit if this transaction changes it, too. */
    <K, V> @Nullable V get(PersistentMap<K, V> map, K key);

    /** Gives a key a value at commit. */
    <K, V> void put(PersistentMap<K, V> map, K key, V value);

    /** Removes a key at commit, if it is there. */
    <K, V> void remove(PersistentMap<K, V> map, K key);

    /**
     * Writes it all; on the device when this returns.
     *
     * @throws io.github.persistq.spi.StorageException if it could not be written, and was rolled back; of kind CONFLICT if an entry
     *     of a map that it has read and changed was changed by others meanwhile: do it again
     */
    void commit();

    /** Forgets what was to be put, and gives back what was taken as {@link Delivery#nack()} does. */
    void rollback();

    /** Rolls back if it has not ended; what was taken comes again at once. */
    @Override
    void close();
}
