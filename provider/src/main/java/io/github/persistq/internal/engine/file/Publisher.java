package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.ReadyListener;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes appended messages claimable once their units of work are durable, in the order of the journal, and tells the
 * listener.
 *
 * <p>Threading: guarded by the engine's lock where a method says so; the others must be called without it.
 */
final class Publisher implements GroupCommitter.Durable {
    private final ReentrantLock lock;
    private final StoreIndex index;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private volatile ReadyListener listener = ReadyListener.NONE;

    /** The last frame, of those held for, that changes a key. */
    private final Map<MapKey, Long> pendingKeys = new HashMap<>();

    private record Held(long lsn, List<Entry> messages, List<MapKey> keys) {}

    /** A publisher for the index, under its engine's lock. */
    Publisher(ReentrantLock lock, StoreIndex index) {
        this.lock = lock;
        this.index = index;
    }

    void listener(ReadyListener newListener) {
        listener = newListener;
    }

    /** Holds messages, and keys of maps, until their frame is durable; the caller holds the lock. */
    void hold(long lsn, Applied applied) {
        if (!applied.hidden().isEmpty() || !applied.changedKeys().isEmpty()) {
            held.add(new Held(lsn, applied.hidden(), applied.changedKeys()));
            for (MapKey key : applied.changedKeys()) {
                pendingKeys.put(key, lsn);
            }
        }
    }

    /** The frame that must be durable before a reader sees what the key has, 0 if there is none; the caller holds the lock. */
    long pending(MapKey key) {
        return pendingKeys.isEmpty() ? 0 : pendingKeys.getOrDefault(key, 0L);
    }

    /** Publishes messages, and counts them by queue; the caller holds the lock. */
    void publish(List<Entry> messages, Map<QueueName, Integer> ready) {
        for (Entry message : messages) {
            index.publish(message);
            QueueName queue = message.queue().name();
            ready.put(queue, ready.getOrDefault(queue, 0) + 1);
        }
    }

    /** Publishes what is held for frames up to one, which are durable; the caller holds the lock. */
    Map<QueueName, Integer> publishHeld(long lsn) {
        Map<QueueName, Integer> ready = new HashMap<>();
        while (!held.isEmpty() && held.getFirst().lsn() <= lsn) {
            Held durable = held.removeFirst();
            publish(durable.messages(), ready);
            for (MapKey key : durable.keys()) {
                pendingKeys.remove(key, durable.lsn());
            }
        }
        return ready;
    }

    @Override
    public void durableUpTo(long lsn) {
        Map<QueueName, Integer> ready;
        lock.lock();
        try {
            ready = publishHeld(lsn);
        } finally {
            lock.unlock();
        }
        tell(ready);
    }

    /** Tells the listener, whose failure is not the writer's; called without the lock. */
    void tell(Map<QueueName, Integer> ready) {
        for (Map.Entry<QueueName, Integer> queue : ready.entrySet()) {
            try {
                listener.ready(queue.getKey(), queue.getValue());
            } catch (RuntimeException | Error e) {
                Log.warn("A listener for ready messages failed", e);
            }
        }
    }
}
