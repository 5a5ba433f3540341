package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of write: applies changes one after the other, each seeing what those before it did. If one does not fit it
 * throws, and the caller rolls back.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class UnitOfWork implements Change.Handler {
    private final Work work;
    private final Tables tables;
    private final Numbers numbers;
    private final List<Long> sequences = new ArrayList<>();
    private final Map<QueueName, Integer> toTell = new LinkedHashMap<>();

    UnitOfWork(Work work) {
        this.work = work;
        this.tables = work.tables;
        this.numbers = new Numbers(tables.statements);
    }

    /** Applies them all, up to the figures of the queues. */
    void apply(List<Change> changes) {
        for (Change change : changes) {
            change.applyTo(this);
        }
        work.save();
        numbers.save();
    }

    /** One per append that is not part of a branch; 0 for a message that every queue dropped. */
    long[] sequences() {
        return sequences.stream().mapToLong(Long::longValue).toArray();
    }

    /** How many messages became ready, or are delayed, in which queues. */
    Map<QueueName, Integer> toTell() {
        return toTell;
    }

    // ---- appending

    @Override
    public void append(Change.Append change) {
        List<QueueRow> takers = takers(change);
        long sequence = takers.isEmpty() ? 0 : numbers.nextNumber();
        sequences.add(sequence);
        StoredMessage message = change.message();
        long due = message.deliverAtMillis();
        for (EntryAt stored : store(sequence, message, takers, due > work.now ? State.DELAYED : State.READY)) {
            nowWaiting(stored.queue(), stored.entry());
        }
    }

    /** The queues that take the message; the others drop it as a duplicate, whether they have room or not. */
    private List<QueueRow> takers(Change.Append change) {
        List<QueueRow> takers = new ArrayList<>();
        for (QueueName name : change.queues()) {
            QueueRow queue = queue(name);
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

    private record EntryAt(QueueRow queue, EntryRow entry) {}

    /** Stores the message once, with an entry for each queue. */
    private List<EntryAt> store(long sequence, StoredMessage message, List<QueueRow> takers, int state) {
        List<EntryAt> stored = new ArrayList<>(takers.size());
        if (takers.isEmpty()) {
            return stored;
        }
        long content = numbers.nextContent();
        tables.messages.insertContent(content, message.head(), message.body(), takers.size());
        for (QueueRow queue : takers) {
            long position = queue.spec.order() == Order.FIFO ? sequence : -sequence;
            EntryRow entry = new EntryRow(
                    new Place(-(long) message.priority(), position, sequence),
                    state,
                    false,
                    0,
                    message.deliverAtMillis(),
                    message.size(),
                    content,
                    takers.size() > 1);
            tables.messages.insert(queue.id, entry, message);
            queue.count(state, 1);
            if (state == State.HELD) {
                queue.heldBytes += entry.size();
            } else {
                queue.bytes += entry.size();
            }
            stored.add(new EntryAt(queue, entry));
        }
        return stored;
    }

    // ---- settling

    @Override
    public void ack(Change.Ack change) {
        QueueRow queue = queue(change.queue());
        ack(queue, inFlight(queue, change.sequence()));
    }

    private void ack(QueueRow queue, EntryRow entry) {
        long number = ++queue.acks;
        if (queue.spec.keepAcked() == 0) {
            remove(queue, entry);
            return;
        }
        tables.messages.setAcked(queue.id, entry.sequence(), number);
        queue.count(State.IN_FLIGHT, -1);
        queue.count(State.ACKED, 1);
        queue.bytes -= entry.size();
        forgetAcked(queue);
    }

    /** Forgets the oldest acknowledged messages beyond those that the queue keeps. */
    private void forgetAcked(QueueRow queue) {
        long excess = queue.acked - queue.spec.keepAcked();
        if (excess > 0) {
            for (EntryRow entry : tables.messages.oldestAcked(queue.id, excess)) {
                remove(queue, entry);
            }
        }
    }

    @Override
    public void ackFailed(Change.AckFailed change) {
        QueueRow queue = queue(change.queue());
        ackFailed(queue, inFlight(queue, change.sequence()));
    }

    private void ackFailed(QueueRow queue, EntryRow entry) {
        remove(queue, entry);
        queue.failed++;
    }

    @Override
    public void expire(Change.Expire change) {
        QueueRow queue = queue(change.queue());
        remove(queue, inFlight(queue, change.sequence()));
    }

    private void remove(QueueRow queue, EntryRow entry) {
        tables.messages.delete(queue.id, entry);
        queue.count(entry.state(), -1);
        if (entry.state() != State.ACKED) {
            queue.bytes -= entry.size();
        }
    }

    // ---- giving back

    @Override
    public void nack(Change.Nack change) {
        QueueRow queue = queue(change.queue());
        EntryRow entry = inFlight(queue, change.sequence());
        Place place = entry.place();
        if (change.atTail()) {
            place = new Place(place.rank(), numbers.nextNumber(), place.sequence());
        }
        wait(queue, entry, place, change.readyAtMillis(), entry.deliveries());
    }

    @Override
    public void release(Change.Release change) {
        QueueRow queue = queue(change.queue());
        EntryRow entry = inFlight(queue, change.sequence());
        wait(queue, entry, entry.place(), 0, entry.deliveries() - 1);
    }

    /** Makes a message that was in flight, or held, ready or delayed. */
    private void wait(QueueRow queue, EntryRow entry, Place place, long due, int deliveries) {
        int state = due > work.now ? State.DELAYED : State.READY;
        EntryRow waiting = new EntryRow(
                place,
                state,
                false,
                deliveries,
                entry.deliverAtMillis(),
                entry.size(),
                entry.contentId(),
                entry.shared());
        tables.messages.setWaiting(queue.id, waiting, state, due, deliveries);
        queue.count(entry.state(), -1);
        queue.count(state, 1);
        nowWaiting(queue, waiting);
    }

    private void nowWaiting(QueueRow queue, EntryRow entry) {
        toTell.merge(queue.name, 1, Integer::sum);
        if (entry.state() == State.READY) {
            work.ready(queue, entry.place());
        }
    }

    @Override
    public void replace(Change.Replace change) {
        QueueRow queue = queue(change.queue());
        EntryRow entry = tables.messages.find(queue.id, change.sequence());
        if (entry == null
                || entry.state() == State.ACKED
                || entry.state() == State.HELD
                || change.sequence() > numbers.numberBefore()) {
            throw illegal(
                    queue.name,
                    change.sequence(),
                    entry,
                    "only an unsettled message of an earlier unit can be replaced");
        }
        tables.messages.replaceContent(queue.id, entry, numbers.nextContent(), change.head(), change.body());
        queue.bytes += change.head().length() + change.body().length() - entry.size();
        if (entry.isWaiting()) {
            nowWaiting(queue, entry);
        }
    }

    // ---- queues

    @Override
    public void openQueue(Change.OpenQueue change) {
        QueueRow queue = work.find(change.queue());
        if (queue == null) {
            queue = new QueueRow(numbers.nextQueue(), change.queue(), change.spec());
            tables.queues.insert(queue);
            work.add(queue);
            return;
        }
        Order former = queue.spec.order();
        if (former != change.spec().order() && !queue.isEmpty()) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Queue '%s' has order %s and holds messages; it can be opened with order %s only when it is empty"
                            .formatted(queue.name, former, change.spec().order()));
        }
        queue.spec = change.spec();
        tables.queues.saveSpec(queue);
        forgetAcked(queue);
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

    /** Drops a queue that the last owner of the store left as temporary, whatever branches hold of it. */
    void dropTemporary(QueueRow queue) {
        tables.branches.forget(queue.id);
        drop(queue);
    }

    private void drop(QueueRow queue) {
        tables.messages.deleteAll(queue.id);
        tables.queues.delete(queue);
        work.forget(queue.name);
    }

    // ---- branches

    @Override
    public void prepare(Change.Prepare change) {
        if (tables.branches.find(change.branch()) != null) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Branch %s is already prepared; commit it or roll it back".formatted(change.branch()));
        }
        long branch = numbers.nextBranch();
        tables.branches.insert(branch, change.branch());
        List<BranchTable.Held> held = new ArrayList<>();
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

    private void hold(List<BranchTable.Held> held, Change.Append append) {
        List<QueueRow> takers = takers(append);
        if (!takers.isEmpty()) {
            long sequence = numbers.nextNumber();
            for (EntryAt stored : store(sequence, append.message(), takers, State.HELD)) {
                held.add(new BranchTable.Held(stored.queue().id, sequence, BranchTable.APPEND));
            }
        }
    }

    private void hold(List<BranchTable.Held> held, QueueName name, long sequence, int kind) {
        QueueRow queue = queue(name);
        inFlight(queue, sequence);
        tables.messages.setHeld(queue.id, sequence, true);
        held.add(new BranchTable.Held(queue.id, sequence, kind));
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        List<BranchTable.Held> held = endBranch(change.branch());
        for (BranchTable.Held each : held) {
            if (each.kind() != BranchTable.APPEND) {
                QueueRow queue = queue(each);
                settle(queue, inFlight(queue, each.sequence()), each.kind());
            }
        }
        for (BranchTable.Held each : held) {
            if (each.kind() == BranchTable.APPEND) {
                QueueRow queue = queue(each);
                EntryRow entry = held(queue, each);
                queue.heldBytes -= entry.size();
                queue.bytes += entry.size();
                wait(queue, entry, entry.place(), entry.deliverAtMillis(), 0);
            }
        }
    }

    private void settle(QueueRow queue, EntryRow entry, int kind) {
        switch (kind) {
            case BranchTable.ACK -> ack(queue, entry);
            case BranchTable.ACK_FAILED -> ackFailed(queue, entry);
            default -> remove(queue, entry);
        }
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        for (BranchTable.Held each : endBranch(change.branch())) {
            QueueRow queue = queue(each);
            EntryRow entry = held(queue, each);
            if (each.kind() == BranchTable.APPEND) {
                tables.messages.delete(queue.id, entry);
                queue.count(State.HELD, -1);
                queue.heldBytes -= entry.size();
            } else {
                wait(queue, entry, entry.place(), 0, entry.deliveries());
            }
        }
    }

    /** Forgets the branch and lets go of the messages that it held in flight. */
    private List<BranchTable.Held> endBranch(BranchId id) {
        Long branch = tables.branches.find(id);
        if (branch == null) {
            throw new StorageException(Kind.ILLEGAL_CHANGE, "Branch %s is not prepared".formatted(id));
        }
        List<BranchTable.Held> held = tables.branches.heldBy(branch);
        tables.branches.delete(branch);
        for (BranchTable.Held each : held) {
            tables.messages.setHeld(each.queueId(), each.sequence(), false);
        }
        return held;
    }

    private QueueRow queue(BranchTable.Held held) {
        QueueRow stored = tables.queues.find(held.queueId());
        if (stored == null) {
            throw new IllegalStateException("a branch holds a message of a queue that is gone: " + held);
        }
        return queue(stored.name);
    }

    private EntryRow held(QueueRow queue, BranchTable.Held held) {
        EntryRow entry = tables.messages.find(queue.id, held.sequence());
        if (entry == null) {
            throw new IllegalStateException("a branch holds a message that is gone: " + held);
        }
        return entry;
    }

    // ---- checks

    private QueueRow queue(QueueName name) {
        QueueRow queue = work.find(name);
        if (queue == null) {
            throw new StorageException(Kind.NO_SUCH_QUEUE, "Queue '%s' is not open; open it first".formatted(name));
        }
        return queue;
    }

    private EntryRow inFlight(QueueRow queue, long sequence) {
        EntryRow entry = tables.messages.find(queue.id, sequence);
        if (entry == null || entry.state() != State.IN_FLIGHT || entry.held()) {
            throw illegal(
                    queue.name,
                    sequence,
                    entry,
                    "only a message in flight and not held by a branch can be settled or given back");
        }
        return entry;
    }

    private static StorageException illegal(QueueName name, long sequence, @Nullable EntryRow entry, String rule) {
        String actual =
                entry == null ? "not there" : entry.held() ? "held by a prepared branch" : State.name(entry.state());
        return new StorageException(
                Kind.ILLEGAL_CHANGE, "Queue '%s': message %d is %s; %s".formatted(name, sequence, actual, rule));
    }

    private static StorageException full(QueueName name, String unit, long wanted, long limit) {
        return StorageException.queueFull(
                name,
                "Queue '%s' is full: it would hold %d %s, its limit is %d; settle messages or raise the limit"
                        .formatted(name, wanted, unit, limit));
    }
}
