package io.github.persistq.internal.queue;

import io.github.persistq.PutOptions;
import io.github.persistq.PutResult;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.core.RoomLimit;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts items into one queue.
 *
 * <p>Threading: thread-safe.
 */
final class Putter<T extends @Nullable Object> {
    private final Session session;
    private final MessageStore store;
    private final QueueName queue;
    private final ItemCodec<T> codec;

    Putter(Session session, QueueName queue, ItemCodec<T> codec) {
        this.session = session;
        this.store = session.store();
        this.queue = queue;
        this.codec = codec;
    }

    /** An item as it is stored; its times count from now. */
    Outgoing encode(T item, PutOptions options) {
        session.checkOpen();
        Outgoing outgoing = codec.encode(
                item,
                options,
                store.clock().millis(),
                store.policy(queue).spec().unique());
        store.checkSize(outgoing.message());
        return outgoing;
    }

    /** Stores all items or none. */
    List<PutResult> put(List<Outgoing> items, RoomLimit limit) {
        session.checkOpen();
        return write(session, items, limit);
    }

    /** Also what was handed over before the store was closed; then without waiting for room. */
    static List<PutResult> write(Session session, List<Outgoing> items, RoomLimit limit) {
        if (items.isEmpty()) {
            return List.of();
        }
        try {
            return results(session.store().commit(List.of(), items, Durability.FORCED, limit));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.QUEUE_FULL) {
                session.checkOpen();
            }
            throw e;
        }
    }

    private static List<PutResult> results(long[] sequences) {
        List<PutResult> results = new ArrayList<>(sequences.length);
        for (long sequence : sequences) {
            results.add(new PutResult(sequence, sequence == 0));
        }
        return results;
    }

    /** Stores an item if there is room within the time. */
    Optional<PutResult> offer(Outgoing item, long nanos) {
        try {
            return Optional.of(put(List.of(item), session.room(nanos)).get(0));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.QUEUE_FULL) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
