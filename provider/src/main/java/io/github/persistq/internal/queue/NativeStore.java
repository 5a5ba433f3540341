package io.github.persistq.internal.queue;

import io.github.persistq.PersistentMap;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializer;
import io.github.persistq.Transaction;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.internal.core.UniqueIds;
import io.github.persistq.spi.QueueName;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One program's hold on a store, with what it has taken.
 *
 * <p>Threading: thread-safe.
 */
final class NativeStore implements QueueStore {
    private final StoreRegistry.Reference reference;
    private final Session session;
    private final String idPrefix = "ID:" + UniqueIds.next() + ":";
    private final AtomicLong idCounter = new AtomicLong();

    NativeStore(StoreRegistry.Reference reference) {
        this.reference = reference;
        this.session = new Session(reference.store());
    }

    @Override
    public <T extends @Nullable Object> PersistentQueue<T> queue(String name, Serializer<T> serializer) {
        return open(name, serializer, null);
    }

    @Override
    public <T extends @Nullable Object> PersistentQueue<T> queue(
            String name, Serializer<T> serializer, QueueOptions options) {
        return open(name, serializer, options);
    }

    private <T extends @Nullable Object> PersistentQueue<T> open(
            String name, Serializer<T> serializer, @Nullable QueueOptions options) {
        session.checkOpen();
        QueueName queue = QueueName.queue(name);
        session.store().admin().open(queue, options == null ? null : options.urlOptions(), serializer.id());
        ItemCodec<T> codec = new ItemCodec<>(queue, serializer, this::nextMessageId);
        return new NativeQueue<>(session, queue, codec, options != null && options.isAutoAck());
    }

    @Override
    public <K, V> PersistentMap<K, V> map(String name, Serializer<K> keys, Serializer<V> values) {
        session.checkOpen();
        session.store().maps().open(name, keys.id(), values.id());
        return new NativeMap<>(session, name, keys, values);
    }

    @Override
    public Set<String> maps() {
        session.checkOpen();
        return new TreeSet<>(session.store().maps().names());
    }

    @Override
    public long dropMap(String name) {
        session.checkOpen();
        return session.store().maps().drop(name);
    }

    private String nextMessageId() {
        return idPrefix + idCounter.incrementAndGet();
    }

    @Override
    public Transaction begin() {
        session.checkOpen();
        return new NativeTransaction(session);
    }

    @Override
    public Set<String> queues() {
        session.checkOpen();
        Set<String> names = new TreeSet<>();
        for (QueueName queue : session.store().queues()) {
            if (queue.kind() == QueueName.Kind.QUEUE) {
                names.add(queue.name());
            }
        }
        return names;
    }

    @Override
    public long drop(String name) {
        session.checkOpen();
        return session.store().admin().drop(QueueName.queue(name));
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            reference.close();
        }
    }
}
