package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settles messages or gives them back, and notes which queues have messages to claim then.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Settling {
    private final Work work;
    private final Tables tables;
    private final Map<QueueName, Integer> toTell = new LinkedHashMap<>();

    Settling(Work work) {
        this.work = work;
        this.tables = work.tables;
    }

    /** How many messages became ready, or are delayed, in which queues. */
    Map<QueueName, Integer> toTell() {
        return toTell;
    }

    /** A message that this process has in flight and may settle. */
    EntryRow inFlight(QueueRow queue, long sequence) {
        EntryRow entry = work.entry(queue, sequence);
        if (entry == null || entry.state() != State.IN_FLIGHT || entry.held()) {
            throw illegal(
                    queue.name,
                    sequence,
                    entry,
                    "only a message in flight and not held by a branch can be settled or given back");
        }
        if (entry.owner() != work.owner) {
            throw illegal(
                    queue.name,
                    sequence,
                    entry,
                    "another process has it: this one did not renew its lease in time, so that its messages were given to others");
        }
        return entry;
    }

    /** A message that a branch of any process holds, or will append. */
    EntryRow held(QueueRow queue, long sequence) {
        EntryRow entry = work.entry(queue, sequence);
        if (entry == null) {
            throw new IllegalStateException(
                    "a branch holds message %d of queue '%s', which is gone".formatted(sequence, queue.name));
        }
        return entry;
    }

    void ack(QueueRow queue, EntryRow entry) {
        long number = ++queue.acks;
        if (queue.spec.keepAcked() == 0) {
            remove(queue, entry);
            return;
        }
        tables.messages.setAcked(queue.id, entry.sequence(), number);
        work.changed(queue, entry.sequence());
        queue.count(State.IN_FLIGHT, -1);
        queue.count(State.ACKED, 1);
        queue.bytes -= entry.size();
        forgetAcked(queue);
    }

    /** Forgets the oldest acknowledged messages beyond those that the queue keeps. */
    void forgetAcked(QueueRow queue) {
        forgetAcked(queue, queue.acked - queue.spec.keepAcked());
    }

    /** Forgets so many of the oldest acknowledged messages, none if the number is negative; returns how many. */
    long forgetAcked(QueueRow queue, long count) {
        if (count <= 0) {
            return 0;
        }
        List<EntryRow> oldest = tables.messages.oldestAcked(queue.id, count);
        for (EntryRow entry : oldest) {
            remove(queue, entry);
        }
        return oldest.size();
    }

    void ackFailed(QueueRow queue, EntryRow entry) {
        remove(queue, entry);
        queue.failed++;
    }

    void remove(QueueRow queue, EntryRow entry) {
        tables.messages.delete(queue.id, entry);
        work.changed(queue, entry.sequence());
        queue.count(entry.state(), -1);
        if (entry.state() != State.ACKED) {
            queue.bytes -= entry.size();
        }
    }

    /** Makes a message that was in flight, or held, ready or delayed. */
    void giveBack(QueueRow queue, EntryRow entry, Place place, long due, int deliveries) {
        int state = due > work.now ? State.DELAYED : State.READY;
        EntryRow waiting = entry.waiting(place, state, deliveries);
        tables.messages.setWaiting(queue.id, waiting, state == State.READY ? work.stamp(queue) : due);
        work.changed(queue, entry.sequence());
        queue.count(entry.state(), -1);
        queue.count(state, 1);
        waits(queue);
    }

    /** A message of the queue is ready or delayed now. */
    void waits(QueueRow queue) {
        toTell.merge(queue.name, 1, Integer::sum);
    }

    static StorageException illegal(QueueName name, long sequence, @Nullable EntryRow entry, String rule) {
        String actual =
                entry == null ? "not there" : entry.held() ? "held by a prepared branch" : State.name(entry.state());
        return new StorageException(
                Kind.ILLEGAL_CHANGE, "Queue '%s': message %d is %s; %s".formatted(name, sequence, actual, rule));
    }
}
