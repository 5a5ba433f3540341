package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.BranchTable.Held;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares branches, and ends them.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class BranchWork {
    private final Work work;
    private final Tables tables;
    private final Deposits deposits;
    private final Settling settling;

    BranchWork(Work work, Deposits deposits, Settling settling) {
        this.work = work;
        this.tables = work.tables;
        this.deposits = deposits;
        this.settling = settling;
    }

    void prepare(Change.Prepare change) {
        if (tables.branches.lock(change.branch()) != null) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Branch %s is already prepared; commit it or roll it back".formatted(change.branch()));
        }
        long branch = work.numbers.nextId();
        tables.branches.insert(branch, change.branch());
        List<Held> held = new ArrayList<>();
        for (Change each : change.changes()) {
            if (each instanceof Change.Append append) {
                hold(held, append);
            } else if (each instanceof Change.Ack ack) {
                hold(held, ack.queue(), ack.sequence(), BranchTable.ACK);
            } else if (each instanceof Change.AckFailed failed) {
                hold(held, failed.queue(), failed.sequence(), BranchTable.ACK_FAILED);
            } else if (each instanceof Change.Expire expire) {
                hold(held, expire.queue(), expire.sequence(), BranchTable.EXPIRE);
            }
        }
        for (int i = 0; i < held.size(); i++) {
            tables.branches.hold(branch, i, held.get(i));
        }
    }

    private void hold(List<Held> held, Change.Append append) {
        List<QueueRow> takers = deposits.takers(append);
        if (!takers.isEmpty()) {
            long sequence = work.numbers.nextNumber();
            for (Deposits.Deposit stored : deposits.store(sequence, append.message(), takers, State.HELD)) {
                held.add(new Held(stored.queue().id, sequence, BranchTable.APPEND));
            }
        }
    }

    private void hold(List<Held> held, QueueName name, long sequence, int kind) {
        QueueRow queue = work.get(name);
        settling.inFlight(queue, sequence);
        tables.messages.setHeld(queue.id, sequence);
        work.changed(queue, sequence);
        held.add(new Held(queue.id, sequence, kind));
    }

    void commit(BranchId id) {
        List<Held> held = end(id);
        for (Held each : held) {
            if (each.kind() != BranchTable.APPEND) {
                QueueRow queue = queue(each);
                settle(queue, settling.held(queue, each.sequence()), each.kind());
            }
        }
        for (Held each : held) {
            if (each.kind() == BranchTable.APPEND) {
                QueueRow queue = queue(each);
                EntryRow entry = settling.held(queue, each.sequence());
                queue.heldBytes -= entry.size();
                queue.bytes += entry.size();
                settling.giveBack(queue, entry, entry.place(), entry.deliverAtMillis(), 0);
            }
        }
    }

    private void settle(QueueRow queue, EntryRow entry, int kind) {
        switch (kind) {
            case BranchTable.ACK -> settling.ack(queue, entry);
            case BranchTable.ACK_FAILED -> settling.ackFailed(queue, entry);
            default -> settling.remove(queue, entry);
        }
    }

    void rollback(BranchId id) {
        for (Held each : end(id)) {
            QueueRow queue = queue(each);
            EntryRow entry = settling.held(queue, each.sequence());
            if (each.kind() == BranchTable.APPEND) {
                tables.messages.delete(queue.id, entry);
                work.changed(queue, each.sequence());
                queue.count(State.HELD, -1);
                queue.heldBytes -= entry.size();
            } else {
                settling.giveBack(queue, entry, entry.place(), 0, entry.deliveries());
            }
        }
    }

    private List<Held> end(BranchId id) {
        Long branch = tables.branches.lock(id);
        if (branch == null) {
            throw new StorageException(Kind.ILLEGAL_CHANGE, "Branch %s is not prepared".formatted(id));
        }
        List<Held> held = tables.branches.heldBy(branch);
        tables.branches.delete(branch);
        return held;
    }

    private QueueRow queue(Held held) {
        QueueName name = tables.queues.name(held.queueId());
        if (name == null) {
            throw new IllegalStateException("a branch holds a message of a queue that is gone: " + held);
        }
        return work.get(name);
    }
}
