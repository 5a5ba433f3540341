package io.github.persistq.testing;

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
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A memory engine that several {@link Peer}s share as processes share a database: each knows of the others what
 * {@link Sharing} tells, and no more.
 *
 * <p>Threading: thread-safe.
 */
public final class SharedMemory {
    private static final Map<String, SharedMemory> OPEN = new HashMap<>(); // guarded by itself

    private final String location;
    private final StorageEngine engine;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final ThreadLocal<Peer> writing = new ThreadLocal<>();
    private final ReentrantLock lock = new ReentrantLock(); // guards holds
    private final Map<String, Map<Peer, Boolean>> holds = new HashMap<>();

    private SharedMemory(String location, InstantSource clock) {
        this.location = location;
        this.engine = PeersEngineFactory.open("memory", "behind peers " + location, Map.of(), clock);
        engine.onReady((queue, messages) -> {
            for (Peer peer : peers.values()) {
                if (peer == writing.get() || peer.watched.contains(queue)) {
                    peer.listener.ready(queue, messages);
                }
            }
        });
    }

    static Peer open(String location, String process, InstantSource clock) {
        synchronized (OPEN) {
            SharedMemory memory = OPEN.computeIfAbsent(location, place -> new SharedMemory(place, clock));
            Peer peer = memory.new Peer(process);
            memory.peers.put(process, peer);
            return peer;
        }
    }

    /** The engine of one process of an open store. */
    public static Peer peer(String location, String process) {
        synchronized (OPEN) {
            return OPEN.get(location).peers.get(process);
        }
    }

    /** One process's engine. */
    public final class Peer implements StorageEngine {
        private final String process;
        private final Set<QueueName> watched = ConcurrentHashMap.newKeySet();
        private final List<Delivery> claimed = new CopyOnWriteArrayList<>();
        private final AtomicLong versionReads = new AtomicLong();
        private volatile ReadyListener listener = ReadyListener.NONE;
        private volatile boolean closed;

        private Peer(String process) {
            this.process = process;
        }

        /** How often the version was asked for. */
        public long versionReads() {
            return versionReads.get();
        }

        public Set<QueueName> watched() {
            return Set.copyOf(watched);
        }

        /** Ends the process in the middle of whatever it does: its messages come back, its holds end. */
        public void kill() {
            end();
            for (Delivery delivery : claimed) {
                try {
                    engine.write(
                            List.of(new Change.Nack(delivery.queue(), delivery.sequence(), 0, false)),
                            Durability.WRITTEN);
                } catch (StorageException e) {
                    // Settled, or held by a branch.
                    continue;
                }
            }
        }

        private StorageEngine alive() {
            if (closed) {
                throw new StorageException(
                        StorageException.Kind.CLOSED, "Process " + process + " has closed the store");
            }
            return engine;
        }

        @Override
        public long[] write(List<Change> changes, Durability durability) {
            alive();
            List<String> fresh = holdTemporaries(changes);
            Peer before = writing.get();
            writing.set(this);
            boolean written = false;
            try {
                long[] sequences = engine.write(changes, durability);
                written = true;
                return sequences;
            } finally {
                writing.set(before);
                if (written) {
                    drawn(changes);
                } else {
                    fresh.forEach(this::letGo);
                }
            }
        }

        private void drawn(List<Change> changes) {
            for (Change change : changes) {
                if (change instanceof Change.OpenQueue) {
                    version.incrementAndGet();
                } else if (change instanceof Change.DropQueue dropped) {
                    version.incrementAndGet();
                    endHolds(Sharing.holdOf(dropped.queue()));
                } else if (change instanceof Change.CommitBranch || change instanceof Change.RollbackBranch) {
                    dropUnheld();
                }
            }
        }

        private void endHolds(String name) {
            lock.lock();
            try {
                holds.remove(name);
            } finally {
                lock.unlock();
            }
        }

        private List<String> holdTemporaries(List<Change> changes) {
            List<String> fresh = new ArrayList<>();
            for (Change change : changes) {
                if (change instanceof Change.OpenQueue opening && opening.spec().temporary()) {
                    String name = Sharing.holdOf(opening.queue());
                    lock.lock();
                    try {
                        if (holds.computeIfAbsent(name, n -> new HashMap<>()).putIfAbsent(this, false) == null) {
                            fresh.add(name);
                        }
                    } finally {
                        lock.unlock();
                    }
                }
            }
            return fresh;
        }

        @Override
        public Claimer claimer(QueueName queue, Filter filter) {
            return new PeerClaimer(alive().claimer(queue, filter));
        }

        @Override
        public List<Delivery> claimExpired(QueueName queue, int limit) {
            return alive().claimExpired(queue, limit);
        }

        @Override
        public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
            return alive().browse(queue, states);
        }

        @Override
        public Map<QueueName, QueueSpec> queues() {
            return alive().queues();
        }

        @Override
        public QueueStats stats(QueueName queue) {
            return alive().stats(queue);
        }

        @Override
        public Set<BranchId> prepared() {
            return alive().prepared();
        }

        @Override
        public MapEntry entry(String map, Bytes key) {
            return alive().entry(map, key);
        }

        @Override
        public Iterator<MapEntry> entries(String map) {
            return alive().entries(map);
        }

        @Override
        public long entryCount(String map) {
            return alive().entryCount(map);
        }

        @Override
        public Map<String, Map<String, String>> maps() {
            return alive().maps();
        }

        @Override
        public long compact() {
            return alive().compact();
        }

        @Override
        public void onReady(ReadyListener newListener) {
            listener = newListener;
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public long queuesVersion() {
            alive();
            versionReads.incrementAndGet();
            return version.get();
        }

        @Override
        public boolean hold(String name, boolean exclusive) {
            alive();
            lock.lock();
            try {
                Map<Peer, Boolean> holders = holds.computeIfAbsent(name, n -> new HashMap<>());
                for (Map.Entry<Peer, Boolean> holder : holders.entrySet()) {
                    if (holder.getKey() != this && (exclusive || holder.getValue())) {
                        return false;
                    }
                }
                holders.put(this, exclusive);
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void letGo(String name) {
            alive();
            lock.lock();
            try {
                Map<Peer, Boolean> holders = holds.get(name);
                if (holders != null) {
                    holders.remove(this);
                }
            } finally {
                lock.unlock();
            }
            dropUnheld();
        }

        @Override
        public boolean isHeldElsewhere(String name) {
            alive();
            lock.lock();
            try {
                Map<Peer, Boolean> holders = holds.getOrDefault(name, Map.of());
                return holders.size() > (holders.containsKey(this) ? 1 : 0);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void watch(QueueName queue) {
            alive();
            watched.add(queue);
        }

        @Override
        public void unwatch(QueueName queue) {
            watched.remove(queue);
        }

        @Override
        public void close() {
            if (!closed) {
                end();
            }
        }

        private void end() {
            closed = true;
            listener = ReadyListener.NONE;
            lock.lock();
            try {
                holds.values().forEach(holders -> holders.remove(this));
            } finally {
                lock.unlock();
            }
            dropUnheld();
            synchronized (OPEN) {
                peers.remove(process, this);
                if (peers.isEmpty()) {
                    OPEN.remove(location, SharedMemory.this);
                    engine.close();
                }
            }
        }

        /** Keeps in mind what it has claimed. */
        private final class PeerClaimer implements Claimer {
            private final Claimer claimer;

            PeerClaimer(Claimer claimer) {
                this.claimer = claimer;
            }

            @Override
            public List<Delivery> claim(int limit) {
                return kept(claimer.claim(limit));
            }

            @Override
            public Optional<Delivery> claimExactly(long sequence) {
                return kept(claimer.claimExactly(sequence));
            }

            @Override
            public Optional<Delivery> claimAfter(long sequence) {
                return kept(claimer.claimAfter(sequence));
            }

            private Optional<Delivery> kept(Optional<Delivery> delivery) {
                delivery.ifPresent(claimed::add);
                return delivery;
            }

            private List<Delivery> kept(List<Delivery> deliveries) {
                claimed.addAll(deliveries);
                return deliveries;
            }

            @Override
            public long nextDueMillis() {
                return claimer.nextDueMillis();
            }

            @Override
            public void close() {
                claimer.close();
            }
        }
    }

    /** Temporary queues end with their last holder. */
    private void dropUnheld() {
        for (Map.Entry<QueueName, QueueSpec> queue : queues().entrySet()) {
            if (queue.getValue().temporary() && isUnheld(Sharing.holdOf(queue.getKey()))) {
                try {
                    engine.write(List.of(new Change.DropQueue(queue.getKey())), Durability.WRITTEN);
                    version.incrementAndGet();
                } catch (StorageException e) {
                    // A branch needs it: looked at again when one has ended.
                    continue;
                }
            }
        }
    }

    private Map<QueueName, QueueSpec> queues() {
        try {
            return engine.queues();
        } catch (StorageException e) {
            return Map.of();
        }
    }

    private boolean isUnheld(String name) {
        lock.lock();
        try {
            return holds.getOrDefault(name, Map.of()).isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
