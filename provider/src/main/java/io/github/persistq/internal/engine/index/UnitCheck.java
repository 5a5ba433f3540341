package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a unit of work may be written: each change is checked against the index as the changes before it in the
 * unit will leave it. Nothing is changed. For each append it finds which queues take the message and which drop it as a
 * duplicate.
 *
 * <p>Threading: one thread at a time, under the index's lock.
 */
public final class UnitCheck implements Change.Handler {
    private final StoreIndex index;
    private final Map<QueueName, QueueOutlook> outlooks = new HashMap<>();
    /** Branches that the unit prepares or ends: each is named once. */
    private final Set<BranchId> branches = new HashSet<>();
    /** Queues that branches prepared by this unit need. */
    private final Set<QueueName> held = new HashSet<>();

    private final List<List<QueueName>> accepted = new ArrayList<>();

    private UnitCheck(StoreIndex index) {
        this.index = index;
    }

    /**
     * Checks a unit of work.
     *
     * @return for each append, those in branches included, the queues that take the message
     * @throws StorageException naming the change that does not fit
     */
    public static List<List<QueueName>> check(StoreIndex index, List<Change> changes) {
        UnitCheck check = new UnitCheck(index);
        for (Change change : changes) {
            change.applyTo(check);
        }
        return check.accepted;
    }

    @Override
    public void append(Change.Append change) {
        List<QueueName> takers = new ArrayList<>(change.queues().size());
        for (QueueName name : change.queues()) {
            QueueOutlook queue = open(name);
            if (takers.contains(name)) {
                throw illegal("the append names " + name + " twice");
            }
            if (!queue.isDuplicate(change.message().uniqueKey())) {
                queue.append(change.message());
                takers.add(name);
            }
        }
        accepted.add(takers);
    }

    @Override
    public void ack(Change.Ack change) {
        settle(change.queue(), change.sequence(), "acknowledged", Settlement.ACKED);
    }

    @Override
    public void ackFailed(Change.AckFailed change) {
        settle(change.queue(), change.sequence(), "given up", Settlement.FAILED);
    }

    @Override
    public void expire(Change.Expire change) {
        settle(change.queue(), change.sequence(), "expired", Settlement.EXPIRED);
    }

    @Override
    public void nack(Change.Nack change) {
        QueueOutlook queue = open(change.queue());
        queue.becomes(inFlight(queue, change.sequence(), "given back"), State.READY);
    }

    @Override
    public void release(Change.Release change) {
        QueueOutlook queue = open(change.queue());
        queue.becomes(inFlight(queue, change.sequence(), "released"), State.READY);
    }

    @Override
    public void replace(Change.Replace change) {
        QueueOutlook queue = open(change.queue());
        Entry entry = queue.find(change.sequence());
        if (entry == null || entry.state == State.ACKED || entry.state == State.HIDDEN || queue.isGone(entry)) {
            throw illegal("message %d of %s can't be replaced: it is not there or already acknowledged"
                    .formatted(change.sequence(), change.queue()));
        }
        queue.resize(entry, (long) change.head().length() + change.body().length());
    }

    @Override
    public void openQueue(Change.OpenQueue change) {
        QueueOutlook queue = outlook(change.queue());
        if (queue != null && queue.spec().order() != change.spec().order() && !queue.isEmpty()) {
            throw illegal("the order of %s can't become %s while it holds messages"
                    .formatted(change.queue(), change.spec().order()));
        }
        if (queue == null) {
            outlooks.put(change.queue(), new QueueOutlook(null, change.spec()));
        } else {
            queue.respec(change.spec());
        }
    }

    @Override
    public void dropQueue(Change.DropQueue change) {
        QueueIndex queue = index.queue(change.queue());
        boolean needed = held.contains(change.queue());
        for (Map.Entry<BranchId, List<Held>> branch : index.branches().entrySet()) {
            needed |= queue != null
                    && !branches.contains(branch.getKey())
                    && branch.getValue().stream().anyMatch(h -> h.queueId() == queue.id);
        }
        if (needed) {
            throw illegal(change.queue() + " can't be dropped: a prepared branch needs it");
        }
        outlooks.put(change.queue(), new QueueOutlook(null, null));
    }

    @Override
    public void prepare(Change.Prepare change) {
        if (index.branches().containsKey(change.branch()) || !branches.add(change.branch())) {
            throw illegal("the branch " + change.branch() + " is already prepared");
        }
        for (Change one : change.changes()) {
            if (one instanceof Change.Append append) {
                append(append);
                held.addAll(append.queues());
            } else {
                hold(one);
            }
        }
    }

    private void hold(Change settling) {
        if (settling instanceof Change.Ack ack) {
            hold(ack.queue(), ack.sequence());
        } else if (settling instanceof Change.AckFailed failed) {
            hold(failed.queue(), failed.sequence());
        } else if (settling instanceof Change.Expire expire) {
            hold(expire.queue(), expire.sequence());
        }
    }

    private void hold(QueueName name, long sequence) {
        QueueOutlook queue = open(name);
        queue.becomes(inFlight(queue, sequence, "held by a branch"), State.HELD);
        held.add(name);
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        for (Held held : branch(change.branch())) {
            QueueOutlook queue = open(index.queue(held.queueId()).name());
            Entry entry = queue.find(held.sequence());
            if (entry != null && held.settlement() != null) {
                queue.settle(entry, held.settlement());
            }
        }
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        for (Held held : branch(change.branch())) {
            QueueOutlook queue = open(index.queue(held.queueId()).name());
            Entry entry = queue.find(held.sequence());
            if (entry != null) {
                queue.becomes(entry, held.settlement() == null ? State.GONE : State.READY);
            }
        }
    }

    private List<Held> branch(BranchId branch) {
        List<Held> held = index.branches().get(branch);
        if (held == null || !branches.add(branch)) {
            throw illegal("the branch " + branch + " is not prepared");
        }
        return held;
    }

    private void settle(QueueName name, long sequence, String verb, Settlement settlement) {
        QueueOutlook queue = open(name);
        queue.settle(inFlight(queue, sequence, verb), settlement);
    }

    private static Entry inFlight(QueueOutlook queue, long sequence, String verb) {
        Entry entry = queue.find(sequence);
        if (entry == null || entry.state != State.IN_FLIGHT || queue.isSettled(entry)) {
            throw illegal("message %d can't be %s: it is not in flight".formatted(sequence, verb));
        }
        return entry;
    }

    private @Nullable QueueOutlook outlook(QueueName name) {
        QueueOutlook outlook = outlooks.get(name);
        if (outlook == null) {
            QueueIndex queue = index.queue(name);
            if (queue == null) {
                return null;
            }
            outlook = new QueueOutlook(queue, queue.spec());
            outlooks.put(name, outlook);
        }
        return outlook.exists() ? outlook : null;
    }

    private QueueOutlook open(QueueName name) {
        QueueOutlook outlook = outlook(name);
        if (outlook == null) {
            throw new StorageException(Kind.NO_SUCH_QUEUE, "The store has no queue " + name);
        }
        return outlook;
    }

    private static StorageException illegal(String what) {
        return new StorageException(Kind.ILLEGAL_CHANGE, "Nothing was changed: " + what);
    }
}
