package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue as the changes of a unit of work checked so far would leave it: the index's queue and what differs.
 *
 * <p>Threading: one thread at a time, under the index's lock.
 */
final class QueueOutlook {
    private final QueueName name;
    private final @Nullable QueueIndex base;
    private @Nullable QueueSpec spec;
    private final Map<Long, State> states = new HashMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();
    private final Map<String, Integer> keys = new HashMap<>();
    /** Whether {@link #keys} counts all, not just what the unit changes: it gave the queue another rule. */
    private boolean recounted;

    /** Keys of what the unit appends. */
    private final List<String> appended = new ArrayList<>(0);

    private @Nullable ArrayDeque<Entry> acked;
    private long messages;
    private long bytes;
    private long entries;

    /**
     * The outlook before any change.
     *
     * @param base the queue in the index; null if the unit opens it, or drops it
     * @param spec null if the queue does not exist
     */
    QueueOutlook(QueueName name, @Nullable QueueIndex base, @Nullable QueueSpec spec) {
        this.name = name;
        this.base = base;
        this.spec = spec;
        if (base != null) {
            messages = base.unsettled();
            bytes = base.unsettledBytes();
            entries = base.size();
        }
    }

    boolean exists() {
        return spec != null;
    }

    QueueSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the queue does not exist");
        }
        return spec;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    @Nullable
    Entry find(long sequence) {
        return base == null ? null : base.find(sequence);
    }

    /** Whether an earlier change of the unit took the message out of flight, or off the queue. */
    boolean isSettled(Entry entry) {
        return states.containsKey(entry.sequence);
    }

    boolean isReplaceable(Entry entry) {
        return switch (states.getOrDefault(entry.sequence, entry.state)) {
            case READY, DELAYED, IN_FLIGHT, HELD -> true;
            case HIDDEN, ACKED, GONE -> false;
        };
    }

    boolean isDuplicate(@Nullable String key) {
        return key != null && spec().unique() != QueueSpec.Unique.NO && holders(key) > 0;
    }

    private int holders(String key) {
        int held = keys.getOrDefault(key, 0);
        return base == null || recounted ? held : held + base.holders(key);
    }

    void append(StoredMessage message) {
        QueueSpec limits = spec();
        if (limits.maxMessages() > 0 && messages >= limits.maxMessages()) {
            throw full("holds %d messages, maxMessages is %d".formatted(messages, limits.maxMessages()));
        }
        if (limits.maxBytes() > 0 && bytes + message.size() > limits.maxBytes()) {
            throw full("holds %d bytes and would take %d more, maxBytes is %d"
                    .formatted(bytes, message.size(), limits.maxBytes()));
        }
        messages++;
        entries++;
        bytes += message.size();
        countKey(message.uniqueKey(), State.HIDDEN, 1);
        if (message.uniqueKey() != null) {
            appended.add(message.uniqueKey());
        }
    }

    /** Undoes an append of the same unit. */
    void takeBack(StoredMessage message) {
        messages--;
        entries--;
        bytes -= message.size();
        countKey(message.uniqueKey(), State.HIDDEN, -1);
        appended.remove(message.uniqueKey());
    }

    private StorageException full(String what) {
        return StorageException.queueFull(name, "The queue " + name + " is full: it " + what);
    }

    void becomes(Entry entry, State to) {
        countKey(entry.meta.uniqueKey(), states.getOrDefault(entry.sequence, entry.state), -1);
        countKey(entry.meta.uniqueKey(), to, 1);
        states.put(entry.sequence, to);
        if (to == State.GONE || to == State.ACKED) {
            messages--;
            bytes -= sizes.getOrDefault(entry.sequence, entry.location.size());
        }
        if (to == State.GONE) {
            entries--;
        }
    }

    void settle(Entry entry, Settlement settlement) {
        boolean keep = settlement == Settlement.ACKED && spec().keepAcked() > 0;
        becomes(entry, keep ? State.ACKED : State.GONE);
        if (keep) {
            acked().addLast(entry);
            trimAcked();
        }
    }

    void resize(Entry entry, long size) {
        bytes += size - sizes.getOrDefault(entry.sequence, entry.location.size());
        sizes.put(entry.sequence, size);
    }

    void respec(QueueSpec newSpec) {
        boolean recount = newSpec.unique() != spec().unique();
        spec = newSpec;
        trimAcked();
        if (recount) {
            recounted = true;
            keys.clear();
            if (base != null) {
                base.all().forEach(e -> countKey(e.meta.uniqueKey(), states.getOrDefault(e.sequence, e.state), 1));
            }
            appended.forEach(key -> countKey(key, State.HIDDEN, 1));
        }
    }

    private void trimAcked() {
        if (base == null || (acked == null && base.ackedOldestFirst().size() <= spec().keepAcked())) {
            return;
        }
        forgetAcked(Integer.MAX_VALUE, spec().keepAcked());
    }

    void forgetAcked(int max, int keep) {
        for (int forgotten = 0; forgotten < max && acked().size() > keep; forgotten++) {
            Entry oldest = acked().removeFirst();
            countKey(oldest.meta.uniqueKey(), State.ACKED, -1);
            states.put(oldest.sequence, State.GONE);
            entries--;
        }
    }

    private ArrayDeque<Entry> acked() {
        ArrayDeque<Entry> all = acked;
        if (all == null) {
            all = new ArrayDeque<>();
            if (base != null) {
                base.ackedOldestFirst().forEach(all::addLast);
            }
            acked = all;
        }
        return all;
    }

    private void countKey(@Nullable String key, State state, int by) {
        if (key != null && QueueIndex.covers(spec().unique(), state)) {
            keys.merge(key, by, Integer::sum);
        }
    }
}
