package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages: which queues take one, and what it becomes there.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Deposits {
    private final Work work;
    private final Tables tables;

    Deposits(Work work) {
        this.work = work;
        this.tables = work.tables;
    }

    /** One message in one queue. */
    record Deposit(QueueRow queue, EntryRow entry) {}

    /** The queues that take the message; the others drop it as a duplicate, whether they have room or not. */
    List<QueueRow> takers(Change.Append change) {
        List<QueueRow> takers = new ArrayList<>(change.queues().size());
        for (QueueName name : change.queues()) {
            QueueRow queue = work.get(name);
            if (!isDuplicate(queue, change.message().uniqueKey())) {
                requireRoom(queue, change.message());
                takers.add(queue);
            }
        }
        return takers;
    }

    private boolean isDuplicate(QueueRow queue, @Nullable String key) {
        if (key == null) {
            return false;
        }
        return switch (queue.spec.unique()) {
            case NO -> false;
            case WAITING -> tables.messages.hasKey(queue.id, key, State.DELAYED);
            case UNSETTLED -> tables.messages.hasKey(queue.id, key, State.IN_FLIGHT);
            case KEPT -> tables.messages.hasKey(queue.id, key, State.ACKED);
        };
    }

    private static void requireRoom(QueueRow queue, StoredMessage message) {
        QueueSpec spec = queue.spec;
        long messages = queue.unsettled() + queue.heldMessages + 1;
        if (spec.maxMessages() != 0 && messages > spec.maxMessages()) {
            throw full(queue.name, "messages", messages, spec.maxMessages());
        }
        long bytes = queue.bytes + queue.heldBytes + message.size();
        if (spec.maxBytes() != 0 && bytes > spec.maxBytes()) {
            throw full(queue.name, "bytes", bytes, spec.maxBytes());
        }
    }

    private static StorageException full(QueueName name, String unit, long wanted, long limit) {
        return StorageException.queueFull(
                name,
                "Queue '%s' is full: it would hold %d %s, its limit is %d; settle messages or raise the limit"
                        .formatted(name, wanted, unit, limit));
    }

    /** Stores the message once, with an entry for each queue; its content has the message's number. */
    List<Deposit> store(long sequence, StoredMessage message, List<QueueRow> takers, int state) {
        List<Deposit> stored = new ArrayList<>(takers.size());
        if (takers.isEmpty()) {
            return stored;
        }
        tables.messages.insertContent(sequence, message.head(), message.body(), takers.size());
        for (QueueRow queue : takers) {
            Place place = new Place(-(long) message.priority(), queue.nextPosition(sequence), sequence);
            EntryRow entry = EntryRow.fresh(
                    place, state, message.deliverAtMillis(), message.size(), sequence, takers.size() > 1);
            long stamp = state == State.READY ? work.stamp(queue) : message.deliverAtMillis();
            tables.messages.insert(queue.id, entry, message, stamp);
            queue.count(state, 1);
            if (state == State.HELD) {
                queue.heldBytes += entry.size();
            } else {
                queue.bytes += entry.size();
            }
            stored.add(new Deposit(queue, entry));
        }
        return stored;
    }
}
