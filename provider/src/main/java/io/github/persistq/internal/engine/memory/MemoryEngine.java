package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.ReadyListener;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps queues and maps in sorted collections under one lock; what {@code spi} leaves open, it decides:
 *
 * <ul>
 *   <li>A sequence is drawn for an append when it is written or prepared. A message that every queue drops draws none, and
 *       a unit of work that fails gives back what it drew. A Nack at the tail draws a place from the same count, and a put
 *       into a map its version.
 *   <li>In a LIFO queue, too, a message at the tail comes after all that was stored before it.
 *   <li>An append is checked queue by queue in the order given: unknown queue, then duplicate, then room.
 *   <li>A branch's appends take up room and hold their unique keys from the prepare on; its commit checks neither again.
 *   <li>A queue is empty, so that its order may change, when it has no message in any state, kept and held ones included.
 *   <li>Browsing goes through the states in the order in which {@link MessageState} declares them.
 *   <li>Expired messages are claimed by {@link #claimExpired} in the order of their expiry, then of their sequence.
 *   <li>For {@link Claimer#claimAfter}, a message that is gone stood where its sequence puts it among the messages of the
 *       highest priority that is ready.
 *   <li>When a temporary queue vanishes, prepared branches forget what they hold for it.
 * </ul>
 *
 * <p>Threading: thread-safe, guarded by one lock. Filters are asked under it; the ready listener is called without it.
 */
final class MemoryEngine implements StorageEngine {
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock(); // guards everything below but the listener
    private MemoryState state;
    private boolean closed;
    private volatile ReadyListener listener = (queue, messages) -> {};

    MemoryEngine(InstantSource clock) {
        this(clock, new MemoryState());
    }

    private MemoryEngine(InstantSource clock, MemoryState state) {
        this.clock = clock;
        this.state = state;
    }

    @Override
    public long[] write(List<Change> changes, Durability durability) {
        UnitOfWork unit = locked(now -> {
            UnitOfWork work = new UnitOfWork(state, now);
            work.apply(changes);
            return work;
        });
        unit.becameReady().forEach(listener::ready);
        return unit.numbers();
    }

    @Override
    public Claimer claimer(QueueName queue, Filter filter) {
        return locked(now -> new MemoryClaimer(this, queue, filter));
    }

    @Override
    public List<Delivery> claimExpired(QueueName name, int limit) {
        return locked(now -> {
            MemoryQueue queue = find(name, now);
            if (queue == null) {
                return List.of();
            }
            List<Entry> expired = queue.waitingByExpiry().stream()
                    .takeWhile(entry -> entry.isExpired(now))
                    .limit(limit)
                    .toList();
            return claim(name, queue, expired, now);
        });
    }

    /** Puts the entries in flight; the caller holds the lock. */
    List<Delivery> claim(QueueName name, MemoryQueue queue, List<Entry> entries, long now) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Entry entry : entries) {
            Entry claimed = entry.claimed();
            queue.set(entry.sequence(), claimed);
            deliveries.add(new Delivery(
                    name, entry.sequence(), claimed.deliveryCount(), entry.isExpired(now), entry.message()));
        }
        return deliveries;
    }

    @Override
    public Iterator<QueuedMessage> browse(QueueName name, Set<MessageState> states) {
        return locked(now -> {
            List<QueuedMessage> seen = new ArrayList<>();
            MemoryQueue queue = find(name, now);
            for (MessageState wanted : MessageState.values()) {
                if (queue != null && states.contains(wanted)) {
                    queue.in(wanted)
                            .forEach(e -> seen.add(
                                    new QueuedMessage(e.sequence(), e.state(), e.deliveryCount(), e.message())));
                }
            }
            return Collections.unmodifiableList(seen).iterator();
        });
    }

    @Override
    public Map<QueueName, QueueSpec> queues() {
        return locked(now -> {
            Map<QueueName, QueueSpec> specs = new LinkedHashMap<>();
            state.queues.forEach((name, queue) -> specs.put(name, queue.spec()));
            return Collections.unmodifiableMap(specs);
        });
    }

    @Override
    public QueueStats stats(QueueName name) {
        return locked(now -> {
            MemoryQueue queue = find(name, now);
            return queue == null ? QueueStats.EMPTY : queue.stats();
        });
    }

    @Override
    public Set<BranchId> prepared() {
        return locked(now -> Collections.unmodifiableSet(new LinkedHashSet<>(state.branches.keySet())));
    }

    @Override
    public @Nullable MapEntry entry(String name, Bytes key) {
        return this.<@Nullable MapEntry>locked(now -> {
            MemoryMap map = state.maps.get(name);
            return map == null ? null : map.entries.get(key);
        });
    }

    @Override
    public Iterator<MapEntry> entries(String name) {
        return locked(now -> {
            MemoryMap map = state.maps.get(name);
            List<MapEntry> seen = map == null ? List.of() : List.copyOf(map.entries.values());
            return seen.iterator();
        });
    }

    @Override
    public long entryCount(String name) {
        return locked(now -> {
            MemoryMap map = state.maps.get(name);
            return map == null ? 0L : map.entries.size();
        });
    }

    @Override
    public Map<String, Map<String, String>> maps() {
        return locked(now -> {
            Map<String, Map<String, String>> labels = new LinkedHashMap<>();
            state.maps.forEach((name, map) -> labels.put(name, map.labels));
            return Collections.unmodifiableMap(labels);
        });
    }

    @Override
    public long compact() {
        return locked(now -> 0L);
    }

    @Override
    public void onReady(ReadyListener newListener) {
        locked(now -> listener = newListener);
    }

    @Override
    public void close() {
        evenIfClosed(() -> {
            closed = true;
            state = new MemoryState();
        });
    }

    /**
     * Closes this engine and opens another on what it held, as if the owner had died and come back: for tests of what a
     * durable engine does when it is reopened.
     */
    MemoryEngine restarted() {
        MemoryState survivor = locked(now -> {
            MemoryState current = state;
            current.recover(now);
            return current;
        });
        close();
        return new MemoryEngine(clock, survivor);
    }

    /** The queue with its messages as they stand now, or null; the caller holds the lock. */
    @Nullable
    MemoryQueue find(QueueName name, long now) {
        MemoryQueue queue = state.queues.get(name);
        if (queue != null) {
            queue.advance(now);
        }
        return queue;
    }

    /** Runs it under the lock with the time of the call, unless the engine is closed. */
    <T extends @Nullable Object> T locked(LongFunction<T> action) {
        lock.lock();
        try {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "The memory store is closed; open it again");
            }
            return action.apply(clock.millis());
        } finally {
            lock.unlock();
        }
    }

    void evenIfClosed(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
