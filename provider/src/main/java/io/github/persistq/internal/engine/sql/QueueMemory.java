package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process left of the queues that no other process changes in between, so that a transaction may begin without reading
 * them. It proves at its end that they are so still, by the number of their changes; if not, it is done again and reads.
 *
 * <p>A queue is recalled only once a transaction found it as the one before had left it: where processes take turns, reading
 * costs less than transactions done twice.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class QueueMemory {
    private static final int MOST_QUEUES = 64;
    private static final int MOST_MESSAGES = 1024;

    private final Map<QueueName, Known> known = new Eldest<>(MOST_QUEUES);
    private boolean used;

    /** A queue as it was left, and those of its messages in flight that are remembered. */
    private static final class Known {
        final QueueRow row;
        final Map<Long, EntryRow> messages;
        /** Whether nobody else had changed the queue before that. */
        final boolean alone;

        Known(QueueRow row, Map<Long, EntryRow> messages, boolean alone) {
            this.row = row;
            this.messages = messages;
            this.alone = alone;
        }
    }

    /** Forgets those that came first. */
    private static final class Eldest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Eldest(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    /** The queue, to be changed by the caller's transaction; null if it must be read. */
    @Nullable
    QueueRow recall(QueueName name) {
        Known left = known.get(name);
        if (left == null || !left.alone) {
            return null;
        }
        used = true;
        return left.row.copy();
    }

    /** A message in flight of a queue that was recalled; null if it must be read. */
    @Nullable
    EntryRow recall(QueueName name, long sequence) {
        Known left = known.get(name);
        return left == null ? null : left.messages.get(sequence);
    }

    /** Keeps what a transaction left, now that it is committed. */
    void keep(Work work) {
        used = false;
        if (work.opensQueues()) {
            known.clear();
            return;
        }
        work.forEach(this::keep);
    }

    private void keep(QueueRow row, boolean recalled, Map<Long, @Nullable EntryRow> messages) {
        Known before = known.remove(row.name);
        Known after = before != null && before.row.id == row.id && (recalled || before.row.changes == row.changesBefore)
                ? new Known(row, before.messages, true)
                : new Known(row, new Eldest<>(MOST_MESSAGES), false);
        messages.forEach((sequence, entry) -> {
            after.messages.remove(sequence);
            if (entry != null) {
                after.messages.put(sequence, entry);
            }
        });
        known.put(row.name, after);
    }

    /** Forgets a queue. */
    void forget(QueueName name) {
        known.remove(name);
    }

    /** Forgets all, and says whether anything was recalled since the last transaction that was committed. */
    boolean forget() {
        boolean was = used;
        used = false;
        known.clear();
        return was;
    }
}
