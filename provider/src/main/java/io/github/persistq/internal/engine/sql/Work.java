package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
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

    private final Map<QueueName, QueueRow> queues = new LinkedHashMap<>();
    private final Map<QueueName, Map<Long, EntryRow>> entries = new HashMap<>();
    private final Set<QueueName> madeReady = new HashSet<>();

    Work(Tables tables, Numbers numbers, long now, long owner) {
        this.tables = tables;
        this.numbers = numbers;
        this.maps = new MapWork(tables.maps, numbers);
        this.now = now;
        this.owner = owner;
    }

    /** The queue as it is now, or null. */
    @Nullable
    QueueRow find(QueueName name) {
        QueueRow known = queues.get(name);
        if (known != null) {
            return known;
        }
        QueueRow queue = tables.queues.lock(name);
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
        queues.put(queue.name, queue);
    }

    void forget(QueueName name) {
        queues.remove(name);
        entries.remove(name);
        madeReady.remove(name);
    }

    // ---- messages

    /** Locks the queues of messages that are about to be settled, always in one order, and reads the messages, all at once. */
    void expect(Expected expected) {
        expected.forEach(this::expect);
    }

    private void expect(QueueName name, List<Long> sequences) {
        QueueRow queue = find(name);
        if (queue == null || sequences.isEmpty()) {
            return;
        }
        Map<Long, EntryRow> known = entries.computeIfAbsent(name, any -> new HashMap<>());
        for (EntryRow entry : tables.messages.find(queue.id, sequences)) {
            known.put(entry.sequence(), entry);
        }
    }

    /** A message of a queue, or null. */
    @Nullable
    EntryRow entry(QueueRow queue, long sequence) {
        Map<Long, EntryRow> known = entries.get(queue.name);
        EntryRow entry = known == null ? null : known.get(sequence);
        return entry == null ? tables.messages.find(queue.id, sequence) : entry;
    }

    /** A message was changed: what was read of it is no longer so. */
    void changed(QueueRow queue, long sequence) {
        Map<Long, EntryRow> known = entries.get(queue.name);
        if (known != null) {
            known.remove(sequence);
        }
    }

    /** Writes the figures of the queues back. */
    void save() {
        for (QueueRow queue : queues.values()) {
            tables.queues.saveFigures(queue);
        }
        maps.save();
        numbers.save(tables);
    }
}
