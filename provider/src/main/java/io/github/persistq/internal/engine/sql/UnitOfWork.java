package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One call of write: applies changes one after the other, each seeing what those before it did. If one does not fit it
 * throws, and the caller rolls back.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class UnitOfWork implements Change.Handler {
    private final Work work;
    private final Tables tables;
    private final Deposits deposits;
    private final Settling settling;
    private final List<Long> numbers = new ArrayList<>();
    private final long numberBefore;

    UnitOfWork(Work work) {
        this.work = work;
        this.tables = work.tables;
        this.deposits = new Deposits(work);
        this.settling = new Settling(work);
        this.numberBefore = work.numbers.lastNumber();
    }

    /** Applies them all, but for the figures of the queues. */
    void apply(List<Change> changes) {
        work.maps.expect(changes);
        for (Change change : changes) {
            change.applyTo(this);
        }
    }

    /** What write returns. */
    long[] numbers() {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** How many messages became ready, or are delayed, in which queues. */
    Map<QueueName, Integer> toTell() {
        return settling.toTell();
    }

    @Override
    public void append(Change.Append change) {
        List<QueueRow> takers = deposits.takers(change);
        long sequence = takers.isEmpty() ? 0 : work.numbers.nextNumber();
        numbers.add(sequence);
        StoredMessage message = change.message();
        int state = message.deliverAtMillis() > work.now ? State.DELAYED : State.READY;
        for (Deposits.Deposit stored : deposits.store(sequence, message, takers, state)) {
            settling.waits(stored.queue());
        }
    }

    // ---- settling

    @Override
    public void ack(Change.Ack change) {
        QueueRow queue = work.get(change.queue());
        settling.ack(queue, settling.inFlight(queue, change.sequence()));
    }

    @Override
    public void ackFailed(Change.AckFailed change) {
        QueueRow queue = work.get(change.queue());
        settling.ackFailed(queue, settling.inFlight(queue, change.sequence()));
    }

    @Override
    public void expire(Change.Expire change) {
        QueueRow queue = work.get(change.queue());
        settling.remove(queue, settling.inFlight(queue, change.sequence()));
    }

    @Override
    public void forgetAcked(Change.ForgetAcked change) {
        QueueRow queue = work.get(change.queue());
        numbers.add(settling.forgetAcked(queue, Math.min(change.max(), queue.acked - change.keep())));
    }

    // ---- giving back

    @Override
    public void nack(Change.Nack change) {
        QueueRow queue = work.get(change.queue());
        EntryRow entry = settling.inFlight(queue, change.sequence());
        Place place = entry.place();
        if (change.atTail()) {
            place = new Place(place.rank(), tailPosition(queue), place.sequence());
        }
        settling.giveBack(queue, entry, place, change.readyAtMillis(), entry.deliveries());
    }

    /** The tail is where the newest number is, whichever end is claimed first. */
    private long tailPosition(QueueRow queue) {
        return Math.abs(queue.nextPosition(work.numbers.nextNumber()));
    }

    @Override
    public void release(Change.Release change) {
        QueueRow queue = work.get(change.queue());
        EntryRow entry = settling.inFlight(queue, change.sequence());
        settling.giveBack(queue, entry, entry.place(), 0, entry.deliveries() - 1);
    }

    @Override
    public void replace(Change.Replace change) {
        QueueRow queue = work.get(change.queue());
        EntryRow entry = work.entry(queue, change.sequence());
        if (entry == null
                || entry.state() == State.ACKED
                || entry.state() == State.HELD
                || isOfThisUnit(change.sequence())) {
            throw Settling.illegal(
                    queue.name,
                    change.sequence(),
                    entry,
                    "only an unsettled message of an earlier unit can be replaced");
        }
        tables.messages.replaceContent(queue.id, entry, work.numbers.nextContent(), change.head(), change.body());
        work.changed(queue, change.sequence());
        queue.bytes += change.head().length() + change.body().length() - entry.size();
        if (entry.state() == State.READY) {
            tables.messages.setStamp(queue.id, change.sequence(), work.stamp(queue));
        }
        if (entry.isWaiting()) {
            settling.waits(queue);
        }
    }

    private boolean isOfThisUnit(long sequence) {
        return sequence > numberBefore && sequence <= work.numbers.lastNumber();
    }

    // ---- queues

    @Override
    public void openQueue(Change.OpenQueue change) {
        QueueRow queue = work.find(change.queue());
        if (queue == null) {
            queue = new QueueRow(work.numbers.nextId(), change.queue(), change.spec());
            tables.queues.insert(queue);
            work.add(queue);
            if (change.spec().temporary()) {
                tables.owners.hold(Sharing.holdOf(queue.name), work.owner, false);
            }
            return;
        }
        Order former = queue.spec.order();
        if (former != change.spec().order() && !queue.isEmpty()) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Queue '%s' has order %s and holds messages; it can be opened with order %s only when it is empty"
                            .formatted(queue.name, former, change.spec().order()));
        }
        if (!queue.spec.equals(change.spec())) {
            queue.spec = change.spec();
            tables.queues.saveSpec(queue);
            work.respecified(queue);
            settling.forgetAcked(queue);
        }
    }

    @Override
    public void dropQueue(Change.DropQueue change) {
        QueueRow queue = work.find(change.queue());
        if (queue == null) {
            return;
        }
        if (tables.branches.anyHolds(queue.id)) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Queue '%s' cannot be dropped: a prepared branch names it; commit or roll back the branch first"
                            .formatted(queue.name));
        }
        drop(queue);
    }

    /** Drops a temporary queue that nobody uses any more, whatever branches hold of it. */
    void dropTemporary(QueueRow queue) {
        tables.branches.forget(queue.id);
        drop(queue);
    }

    private void drop(QueueRow queue) {
        tables.messages.deleteAll(queue.id);
        tables.queues.delete(queue);
        if (queue.spec.temporary()) {
            tables.owners.letAllGo(Sharing.holdOf(queue.name));
        }
        work.forget(queue.name);
    }

    // ---- branches

    @Override
    public void prepare(Change.Prepare change) {
        new BranchWork(work, deposits, settling).prepare(change);
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        new BranchWork(work, deposits, settling).commit(change.branch());
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        new BranchWork(work, deposits, settling).rollback(change.branch());
    }

    // ---- maps

    @Override
    public void openMap(Change.OpenMap change) {
        work.maps.open(change);
    }

    @Override
    public void putEntry(Change.PutEntry change) {
        work.maps.put(change);
    }

    @Override
    public void removeEntry(Change.RemoveEntry change) {
        work.maps.remove(change);
    }

    @Override
    public void dropMap(Change.DropMap change) {
        work.maps.drop(change.map());
    }
}
