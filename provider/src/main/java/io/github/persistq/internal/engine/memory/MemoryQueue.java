package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One queue's entries, in the orders in which they are asked for. All of them change in {@link #set} alone, so that setting
 * the former entry undoes any change.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MemoryQueue {
    private final Map<Long, Entry> bySequence = new HashMap<>();
    private final Map<MessageState, NavigableSet<Entry>> byState = new EnumMap<>(MessageState.class);
    private final NavigableSet<Entry> delayedByDue = new TreeSet<>(Entry.DUE_ORDER);
    private final NavigableSet<Entry> waitingByExpiry = new TreeSet<>(Entry.EXPIRY_ORDER);
    private final Map<String, Set<Long>> byKey = new HashMap<>();
    private final List<NavigableSet<Entry>> followers = new ArrayList<>();
    private QueueSpec spec;
    private long bytes;
    private long acks;
    private long failed;
    private long expiryNoticedMillis = Long.MIN_VALUE;

    MemoryQueue(QueueSpec spec) {
        this.spec = spec;
        for (MessageState state : MessageState.values()) {
            byState.put(state, new TreeSet<>(state == MessageState.ACKED ? Entry.ACK_ORDER : Entry.DELIVERY_ORDER));
        }
    }

    QueueSpec spec() {
        return spec;
    }

    void spec(QueueSpec newSpec) {
        spec = newSpec;
    }

    @Nullable
    Entry get(long sequence) {
        return bySequence.get(sequence);
    }

    NavigableSet<Entry> in(MessageState state) {
        return Objects.requireNonNull(byState.get(state));
    }

    /** Ready and delayed entries that expire at some time, the first to expire first. */
    NavigableSet<Entry> waitingByExpiry() {
        return waitingByExpiry;
    }

    /** The entries whose message has this unique key. */
    List<Entry> withKey(String key) {
        List<Entry> found = new ArrayList<>();
        for (long sequence : byKey.getOrDefault(key, Set.of())) {
            Entry entry = get(sequence);
            if (entry != null) {
                found.add(entry);
            }
        }
        return found;
    }

    /** Makes this the entry of the sequence; null leaves none. */
    void set(long sequence, @Nullable Entry entry) {
        Entry former = bySequence.remove(sequence);
        if (former != null) {
            unindex(former);
        }
        if (entry != null) {
            bySequence.put(sequence, entry);
            index(entry);
        }
    }

    private void index(Entry entry) {
        in(entry.state()).add(entry);
        String key = entry.message().uniqueKey();
        if (key != null) {
            byKey.computeIfAbsent(key, k -> new TreeSet<>()).add(entry.sequence());
        }
        if (entry.state() == MessageState.DELAYED) {
            delayedByDue.add(entry);
        }
        if (entry.isWaiting() && entry.message().expiresAtMillis() != 0) {
            waitingByExpiry.add(entry);
        }
        if (entry.state() == MessageState.READY) {
            followers.forEach(f -> f.add(entry));
        }
        bytes += entry.state() == MessageState.ACKED ? 0 : entry.message().size();
    }

    private void unindex(Entry entry) {
        in(entry.state()).remove(entry);
        String key = entry.message().uniqueKey();
        if (key != null) {
            byKey.computeIfPresent(key, (k, sequences) -> {
                sequences.remove(entry.sequence());
                return sequences.isEmpty() ? null : sequences;
            });
        }
        delayedByDue.remove(entry);
        waitingByExpiry.remove(entry);
        followers.forEach(f -> f.remove(entry));
        bytes -= entry.state() == MessageState.ACKED ? 0 : entry.message().size();
    }

    /** Makes the delayed entries ready that are due, and shows those that expired to consumers that had refused them. */
    void advance(long now) {
        while (!delayedByDue.isEmpty() && delayedByDue.first().dueMillis() <= now) {
            Entry due = delayedByDue.first();
            set(due.sequence(), due.waiting(0, now));
        }
        if (now <= expiryNoticedMillis) {
            return;
        }
        for (Entry entry : waitingByExpiry) {
            if (!entry.isExpired(now)) {
                break;
            }
            if (entry.state() == MessageState.READY && !entry.isExpired(expiryNoticedMillis)) {
                followers.forEach(f -> f.add(entry));
            }
        }
        expiryNoticedMillis = now;
    }

    long nextDueMillis() {
        return delayedByDue.isEmpty() ? Long.MAX_VALUE : delayedByDue.first().dueMillis();
    }

    /** A set of the ready entries that from now on gets each entry that becomes ready and loses each that no longer is. */
    NavigableSet<Entry> follow() {
        NavigableSet<Entry> follower = new TreeSet<>(in(MessageState.READY));
        followers.add(follower);
        return follower;
    }

    void unfollow(NavigableSet<Entry> follower) {
        followers.removeIf(f -> f == follower);
    }

    long nextAckNumber() {
        return ++acks;
    }

    void addFailed(int more) {
        failed += more;
    }

    /** Gives back what was in flight, unless a branch holds it: no consumer of the last run is left. */
    void recover(long now) {
        followers.clear();
        for (Entry entry : List.copyOf(in(MessageState.IN_FLIGHT))) {
            if (!entry.held()) {
                set(entry.sequence(), entry.waiting(0, now));
            }
        }
    }

    /** Messages ready, delayed or in flight. */
    long unsettled() {
        return (long) bySequence.size() - in(MessageState.ACKED).size();
    }

    boolean isEmpty() {
        return bySequence.isEmpty();
    }

    QueueStats stats() {
        return new QueueStats(
                in(MessageState.READY).size(),
                in(MessageState.DELAYED).size(),
                in(MessageState.IN_FLIGHT).size(),
                in(MessageState.ACKED).size(),
                failed,
                bytes);
    }
}
