package io.github.persistq;

import io.github.persistq.internal.queue.Stores;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One open store, for Java code that does not speak JMS: named queues and maps that survive the process, and transactions over
 * them.
 *
 * <pre>{@code
 * try (QueueStore store = QueueStore.open("persistq:file:/var/lib/orders")) {
 *     PersistentQueue<String> orders = store.queue("orders", Serializers.utf8());
 *     orders.put("one coffee");
 *     Delivery<String> order = orders.take();
 *     order.ack();
 * }
 * }</pre>
 *
 * <p>All who open the same store in one process share it, JMS connection factories included: a queue here is the JMS queue of the
 * same name. Errors of storage are {@link io.github.persistq.spi.StorageException}, whose kind says what can be done; a call
 * that breaks a rule is an {@link IllegalStateException} or {@link IllegalArgumentException}.
 *
 * <p>Threading: thread-safe, as all that it hands out but {@link Transaction}.
 */
public interface QueueStore extends AutoCloseable {
    /**
     * Opens a store, creating it if it is not there, and recovers it if its last owner crashed: what was in flight then is
     * ready again.
     *
     * @param url for example {@code persistq:file:/var/lib/orders?maxDeliveries=5}
     * @throws IllegalArgumentException if the URL is malformed, or has an unknown option or a bad value
     * @throws io.github.persistq.spi.StorageException of kind LOCKED if another process owns it, and others as they say
     */
    static QueueStore open(String url) {
        return Stores.open(url);
    }

    /** A queue that is run as the URL's options ask; see {@link #queue(String, Serializer, QueueOptions)}. */
    <T extends @Nullable Object> PersistentQueue<T> queue(String name, Serializer<T> serializer);

    /**
     * A queue, created if it is not there. Its serializer's id is recorded and checked from then on.
     *
     * @param name 1 to 512 characters
     * @param options what is to differ from the URL's options, for this queue and all who use it in this process; options that
     *     are given later for the same queue take their place
     * @throws IllegalArgumentException if the queue was made with another serializer: the text names both
     */
    <T extends @Nullable Object> PersistentQueue<T> queue(String name, Serializer<T> serializer, QueueOptions options);

    /**
     * A map, created if it is not there. Its serializers' ids are recorded and checked from then on.
     *
     * @param name 1 to 512 characters; maps and queues may have the same names
     * @throws IllegalArgumentException if the map was made with other serializers: the text names them
     */
    <K, V> PersistentMap<K, V> map(String name, Serializer<K> keys, Serializer<V> values);

    /** Begins a transaction; it ends with its {@code commit}, {@code rollback} or {@code close}. */
    Transaction begin();

    /** The names of the queues that are there, dead-letter queues included. */
    Set<String> queues();

    /** The names of the maps that are there. */
    Set<String> maps();

    /** Removes a map with all its entries, and returns how many it had; unknown names are fine. */
    long dropMap(String name);

    /**
     * Removes a queue with all that it holds; what is in flight can no longer be settled. Unknown names are fine.
     *
     * @return how many items it held that were not settled
     */
    long drop(String name);

    /**
     * Ends what is blocked in calls of this store, gives back what it took and did not settle, and lets go of the store; the last
     * one of the process to let go closes it. Closing twice is fine; later calls fail with a StorageException of kind CLOSED.
     */
    @Override
    void close();
}
