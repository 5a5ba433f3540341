package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Whole;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction reads and changes: queues are locked and read once, brought to the present, and written back by
 * {@link #save}. Nothing of it is kept in memory afterwards, so rolling back the transaction undoes it all.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Work {
    final Tables tables;
    final Numbers numbers;
    final MapWork maps;
    final long now;
    /** The number by which this process owns what it has in flight. */
    final long owner;

    private final QueueMemory memory;
    private final Map<QueueName, QueueRow> queues = new LinkedHashMap<>();
    /** Queues that were recalled. */
    private final Map<QueueName, QueueRow> recalled = new HashMap<>();
    /** Those of them that are not locked yet. */
    private final Map<QueueName, QueueRow> unlocked = new LinkedHashMap<>();
    /** What became of messages that were changed: null unless they are in flight here. */
    private final Map<QueueName, Map<Long, @Nullable EntryRow>> left = new HashMap<>();

    private final Map<QueueName, ReadAhead> aheads = new HashMap<>();
    private final Map<QueueName, Map<Long, EntryRow>> entries = new HashMap<>();
    private final Set<QueueName> madeReady = new HashSet<>();

    private boolean opensQueues;

    Work(Tables tables, Numbers numbers, QueueMemory memory, long now, long owner) {
        this.memory = memory;
        this.tables = tables;
        this.numbers = numbers;
        this.maps = new MapWork(tables.maps, numbers);
        this.now = now;
        this.owner = owner;
        tables.statements.beforeChanges(this::lockRecalled);
    }

    /** A queue at the end of a transaction. */
    interface Visitor {
        /**
         * Called for each queue.
         *
         * @param queue as it was left
         * @param recalled whether it was not read
         * @param messages those that were changed, with null for those that are not in flight here
         */
        void queue(QueueRow queue, boolean recalled, Map<Long, @Nullable EntryRow> messages);
    }

    /** The queue as it is now, or null. */
    @Nullable
    QueueRow find(QueueName name) {
        QueueRow known = queues.get(name);
        if (known != null) {
            return known;
        }
        QueueRow queue = memory.recall(name);
        if (queue == null) {
            queue = tables.queues.lock(name);
        } else {
            recalled.put(name, queue);
            unlocked.put(name, queue);
        }
        if (queue != null) {
            queues.put(name, queue);
            advance(queue);
        }
        return queue;
    }

    /** The queue as it is now. */
    QueueRow get(QueueName name) {
        QueueRow queue = find(name);
        if (queue == null) {
            throw new StorageException(Kind.NO_SUCH_QUEUE, "Queue '%s' is not open; open it first".formatted(name));
        }
        return queue;
    }

    /** Locks the queues that were recalled, before anything of theirs is changed; fails if they are not as they were. */
    private void lockRecalled() {
        unlocked.values().forEach(tables.queues::take);
        unlocked.clear();
    }

    private void advance(QueueRow queue) {
        if (queue.delayed == 0 || tables.messages.nextDue(queue.id) > now) {
            return;
        }
        int due = tables.messages.makeDueReady(queue.id, now, stamp(queue));
        queue.count(State.DELAYED, -due);
        queue.count(State.READY, due);
    }

    /** The stamp of what becomes ready now: the queue's version, which this transaction raises. */
    long stamp(QueueRow queue) {
        queue.touched = true;
        ReadAhead ahead = aheads.get(queue.name);
        if (ahead != null) {
            ahead.outdate();
        }
        if (madeReady.add(queue.name)) {
            queue.version++;
        }
        return queue.version;
    }

    /** The queues in which messages became ready, and their versions. */
    Map<QueueName, Long> madeReady() {
        Map<QueueName, Long> versions = new HashMap<>();
        for (QueueName name : madeReady) {
            QueueRow queue = queues.get(name);
            if (queue != null) {
                versions.put(name, queue.version);
            }
        }
        return versions;
    }

    void add(QueueRow queue) {
        opensQueues = true;
        queues.put(queue.name, queue);
    }

    /** A queue behaves in another way from now on. */
    void respecified(QueueRow queue) {
        opensQueues = true;
        queue.touched = true;
    }

    /** Whether queues were opened, changed or dropped. */
    boolean opensQueues() {
        return opensQueues;
    }

    void forget(QueueName name) {
        opensQueues = true;
        queues.remove(name);
        recalled.remove(name);
        unlocked.remove(name);
        aheads.remove(name);
        left.remove(name);
        entries.remove(name);
        madeReady.remove(name);
    }

    // ---- messages

    /** Locks the queues of messages that are about to be settled, always in one order, and reads the messages, all at once. */
    void expect(Expected expected) {
        expected.forEach(this::expect);
    }

    private void expect(QueueName name, Expected.OfQueue expected) {
        if (expected.asksFilters()) {
            memory.forget(name);
        }
        QueueRow queue = find(name);
        if (queue == null) {
            return;
        }
        read(queue, expected.sequences());
        if (expected.claims() > 0) {
            ReadAhead ahead = new ReadAhead(expected.claims());
            aheads.put(name, ahead);
            if (!expected.makesReady()) {
                ahead.read(tables.reader, queue.id);
            }
        }
    }

    private void read(QueueRow queue, List<Long> sequences) {
        Map<Long, EntryRow> known = entries.computeIfAbsent(queue.name, any -> new HashMap<>());
        List<Long> unknown = new ArrayList<>();
        for (Long sequence : sequences) {
            EntryRow entry = recalled.containsKey(queue.name) ? memory.recall(queue.name, sequence) : null;
            if (entry == null) {
                unknown.add(sequence);
            } else {
                known.put(sequence, entry);
            }
        }
        if (!unknown.isEmpty()) {
            for (EntryRow entry : tables.messages.find(queue.id, unknown)) {
                known.put(entry.sequence(), entry);
            }
        }
    }

    /** The first ready messages of a queue, which the caller claims. */
    List<Whole> firstReady(QueueRow queue, int limit) {
        ReadAhead ahead = aheads.computeIfAbsent(queue.name, any -> new ReadAhead(limit));
        return ahead.take(tables.reader, queue.id, limit);
    }

    /** A message of a queue, or null. */
    @Nullable
    EntryRow entry(QueueRow queue, long sequence) {
        Map<Long, EntryRow> known = entries.get(queue.name);
        EntryRow entry = known == null ? null : known.get(sequence);
        return entry == null ? tables.messages.find(queue.id, sequence) : entry;
    }

    /** A message was put in flight. */
    void claimed(QueueRow queue, EntryRow entry) {
        changed(queue, entry.sequence());
        left.computeIfAbsent(queue.name, any -> new HashMap<>()).put(entry.sequence(), entry);
    }

    /** A message was changed: what was read of it is no longer so. */
    void changed(QueueRow queue, long sequence) {
        queue.touched = true;
        left.computeIfAbsent(queue.name, any -> new HashMap<>()).put(sequence, null);
        ReadAhead ahead = aheads.get(queue.name);
        if (ahead != null) {
            ahead.changed(sequence);
        }
        Map<Long, EntryRow> known = entries.get(queue.name);
        if (known != null) {
            known.remove(sequence);
        }
    }

    /** Whether something was concluded from a queue that was recalled, and nothing will prove that it is as it was. */
    boolean isUnproven() {
        for (QueueRow queue : recalled.values()) {
            if (!queue.touched) {
                return true;
            }
        }
        return false;
    }

    /** The version of all queues that must be so still; -1 if nothing was recalled. */
    long versionOfAll() {
        long version = -1;
        for (QueueRow queue : recalled.values()) {
            version = version == -1 ? queue.versionOfAll : Math.min(version, queue.versionOfAll);
        }
        return version;
    }

    /** The queues that were not read. */
    Set<QueueName> recalled() {
        return recalled.keySet();
    }

    void forEach(Visitor visitor) {
        queues.forEach(
                (name, queue) -> visitor.queue(queue, recalled.containsKey(name), left.getOrDefault(name, Map.of())));
    }

    /** Writes the figures of the queues back that were changed. */
    void save() {
        for (QueueRow queue : queues.values()) {
            if (queue.touched) {
                tables.queues.saveFigures(queue);
            }
        }
        unlocked.clear();
        maps.save();
        numbers.save(tables);
    }
}
