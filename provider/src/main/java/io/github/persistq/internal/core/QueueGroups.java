package io.github.persistq.internal.core;

import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which reader of one queue has which message group. A group belongs to the reader that first asks for one of its messages,
 * until that reader is closed and what it took of the group is settled. Then it is free, and the generation rises: what
 * readers have refused may be theirs now.
 *
 * <p>Groups are kept by the hash of their name, so that their number costs no memory: two groups of one hash have one reader.
 *
 * <p>Threading: thread-safe. The lock is a leaf: filters take it under an engine's lock.
 */
final class QueueGroups {
    private static final int HASHES = 1 << 16;

    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private final Map<Long, Holding> inFlight = new HashMap<>();
    private long generation;

    /** What one reader has: the groups of one hash. */
    private static final class Holding {
        final Object reader;
        int inFlight;
        boolean left;

        Holding(Object reader) {
            this.reader = reader;
        }

        boolean isFree() {
            return left && inFlight == 0;
        }
    }

    /** Rises when groups become free; a reader whose claimer is of an earlier generation needs a new one. */
    long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A filter for one claimer of a reader: of what the other filter wants, messages without a group or of its own groups. It
     * takes no group that became free after the claimer's generation: the claimer may have refused the group's first messages.
     */
    Filter filter(Object reader, Filter wanted, long claimersGeneration) {
        return new Filter() {
            @Override
            public boolean matches(Bytes head) {
                return wanted.matches(head) && take(reader, head, claimersGeneration);
            }
        };
    }

    /** Makes the head's group the reader's if it is nobody's; false if it is another's. */
    private boolean take(Object reader, Bytes head, long claimersGeneration) {
        Integer hash = hash(head);
        if (hash == null) {
            return true;
        }
        lock.lock();
        try {
            if (generation != claimersGeneration && !holdings.containsKey(hash)) {
                return false;
            }
            return holding(reader, hash) != null;
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private @Nullable Holding holding(Object reader, Integer hash) {
        Holding holding = holdings.get(hash);
        if (holding == null) {
            holding = new Holding(reader);
            holdings.put(hash, holding);
        }
        return holding.reader == reader ? holding : null;
    }

    /** Draws that a reader has claimed a message; false if its group is another's, so that it must be released. */
    boolean claimed(Object reader, Delivery delivery) {
        Integer hash = hash(delivery.message().head());
        if (hash == null) {
            return true;
        }
        lock.lock();
        try {
            Holding holding = holding(reader, hash);
            if (holding == null) {
                return false;
            }
            if (inFlight.put(delivery.sequence(), holding) == null) {
                holding.inFlight++;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Draws that a message is no longer in flight; true if groups have become free. */
    boolean settled(long sequence) {
        lock.lock();
        try {
            Holding holding = inFlight.remove(sequence);
            if (holding == null) {
                return false;
            }
            holding.inFlight--;
            return holding.left && freeGroups();
        } finally {
            lock.unlock();
        }
    }

    /** Draws that a reader is closed; true if groups have become free. */
    boolean left(Object reader) {
        lock.lock();
        try {
            for (Holding holding : holdings.values()) {
                holding.left |= holding.reader == reader;
            }
            return freeGroups();
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private boolean freeGroups() {
        boolean freed = false;
        for (Iterator<Holding> each = holdings.values().iterator(); each.hasNext(); ) {
            if (each.next().isFree()) {
                each.remove();
                freed = true;
            }
        }
        if (freed) {
            generation++;
        }
        return freed;
    }

    /** Whether a message belongs to a group. */
    static boolean isGrouped(Bytes head) {
        return hash(head) != null;
    }

    /** What stands for a message's group; null if it has none. */
    private static @Nullable Integer hash(Bytes head) {
        Object group;
        try {
            group = MessageHead.decode(head).selectorValue(Outgoing.GROUP_ID);
        } catch (MalformedMessageException e) {
            // Whoever claims it moves it out of the way.
            return null;
        }
        if (group == null || group.toString().isEmpty()) {
            return null;
        }
        int hash = group.toString().hashCode();
        return (hash ^ (hash >>> 16)) & (HASHES - 1);
    }
}
