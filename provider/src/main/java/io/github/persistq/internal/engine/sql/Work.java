package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one call reads and changes within its transaction: queues are read once, brought to the present, and written back by
 * {@link #save}. Nothing of it is kept in memory afterwards, so rolling back the transaction undoes it all.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Work {
    final Tables tables;
    final long now;
    /** The messages that became ready, by the number of their queue: for claimers that are past their place. */
    final Map<Long, List<Place>> becameReady = new LinkedHashMap<>();

    private final Map<QueueName, QueueRow> queues = new LinkedHashMap<>();

    Work(Tables tables, long now) {
        this.tables = tables;
        this.now = now;
    }

    /** The queue as it is now, or null. */
    @Nullable
    QueueRow find(QueueName name) {
        QueueRow known = queues.get(name);
        if (known != null) {
            return known;
        }
        QueueRow queue = tables.queues.find(name);
        if (queue != null) {
            advance(queue);
            queues.put(name, queue);
        }
        return queue;
    }

    private void advance(QueueRow queue) {
        if (queue.delayed == 0) {
            return;
        }
        List<Place> due = tables.messages.makeDueReady(queue.id, now);
        queue.count(State.DELAYED, -due.size());
        queue.count(State.READY, due.size());
        for (Place place : due) {
            ready(queue, place);
        }
    }

    void ready(QueueRow queue, Place place) {
        becameReady.computeIfAbsent(queue.id, id -> new ArrayList<>()).add(place);
    }

    void add(QueueRow queue) {
        queues.put(queue.name, queue);
    }

    void forget(QueueName name) {
        queues.remove(name);
    }

    /** Writes the figures of the queues back. */
    void save() {
        for (QueueRow queue : queues.values()) {
            tables.queues.saveCounts(queue);
        }
    }
}
