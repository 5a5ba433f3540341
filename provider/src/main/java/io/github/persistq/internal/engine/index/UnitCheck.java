package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
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
    /** What branches that the unit prepares hold; null for those that it ends. */
    private final Map<BranchId, @Nullable List<HeldOutlook>> branches = new HashMap<>();

    /**
     * One thing that a branch holds.
     *
     * @param queue the queue it is in
     * @param entry the message that is settled, or was appended by an earlier unit; null if this unit appends it
     * @param message what this unit appends
     * @param settlement null for an append
     */
    private record HeldOutlook(
            QueueName queue,
            @Nullable Entry entry,
            @Nullable StoredMessage message,
            @Nullable Settlement settlement) {}

    private final List<List<QueueName>> accepted = new ArrayList<>();
    private @Nullable MapOutlook maps;
    /** The last number that the unit will have drawn, as far as it is checked. */
    private long lastNumber;

    private UnitCheck(StoreIndex index) {
        this.index = index;
        this.lastNumber = index.lastNumber();
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
        if (!takers.isEmpty()) {
            lastNumber++;
        }
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
        if (change.atTail()) {
            lastNumber++;
        }
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
        if (entry == null || !queue.isReplaceable(entry)) {
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
            outlooks.put(change.queue(), new QueueOutlook(change.queue(), null, change.spec()));
        } else {
            queue.respec(change.spec());
        }
    }

    @Override
    public void dropQueue(Change.DropQueue change) {
        Set<BranchId> all = new HashSet<>(index.branches().keySet());
        all.addAll(branches.keySet());
        for (BranchId branch : all) {
            if (held(branch).stream().anyMatch(h -> h.queue().equals(change.queue()))) {
                throw illegal("%s can't be dropped: the prepared %s needs it".formatted(change.queue(), branch));
            }
        }
        outlooks.put(change.queue(), new QueueOutlook(change.queue(), null, null));
    }

    @Override
    public void prepare(Change.Prepare change) {
        if (branches.containsKey(change.branch())
                ? branches.get(change.branch()) != null
                : index.branches().containsKey(change.branch())) {
            throw illegal("the branch " + change.branch() + " is already prepared");
        }
        List<HeldOutlook> held = new ArrayList<>();
        for (Change one : change.changes()) {
            if (one instanceof Change.Append append) {
                append(append);
                for (QueueName queue : accepted.get(accepted.size() - 1)) {
                    held.add(new HeldOutlook(queue, null, append.message(), null));
                }
            } else if (one instanceof Change.Ack ack) {
                held.add(hold(ack.queue(), ack.sequence(), Settlement.ACKED));
            } else if (one instanceof Change.AckFailed failed) {
                held.add(hold(failed.queue(), failed.sequence(), Settlement.FAILED));
            } else if (one instanceof Change.Expire expire) {
                held.add(hold(expire.queue(), expire.sequence(), Settlement.EXPIRED));
            }
        }
        branches.put(change.branch(), held);
    }

    private HeldOutlook hold(QueueName name, long sequence, Settlement settlement) {
        QueueOutlook queue = open(name);
        Entry entry = inFlight(queue, sequence, "held by a branch");
        queue.becomes(entry, State.HELD);
        return new HeldOutlook(name, entry, null, settlement);
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        for (HeldOutlook held : end(change.branch())) {
            if (held.entry() != null && held.settlement() != null) {
                open(held.queue()).settle(held.entry(), held.settlement());
            } else if (held.entry() != null) {
                open(held.queue()).becomes(held.entry(), State.READY);
            }
        }
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        for (HeldOutlook held : end(change.branch())) {
            QueueOutlook queue = open(held.queue());
            if (held.message() != null) {
                queue.takeBack(held.message());
            } else if (held.entry() != null) {
                queue.becomes(held.entry(), held.settlement() == null ? State.GONE : State.READY);
            }
        }
    }

    private List<HeldOutlook> end(BranchId branch) {
        boolean prepared = branches.containsKey(branch)
                ? branches.get(branch) != null
                : index.branches().containsKey(branch);
        if (!prepared) {
            throw illegal("the branch " + branch + " is not prepared");
        }
        List<HeldOutlook> held = held(branch);
        branches.put(branch, null);
        return held;
    }

    /** What a branch holds as the unit has left it so far; nothing if it is not prepared. */
    private List<HeldOutlook> held(BranchId branch) {
        if (branches.containsKey(branch)) {
            List<HeldOutlook> held = branches.get(branch);
            return held == null ? List.of() : held;
        }
        List<HeldOutlook> all = new ArrayList<>();
        for (Held held : index.branches().getOrDefault(branch, List.of())) {
            all.add(new HeldOutlook(index.queue(held.queueId()).name(), index.entry(held), null, held.settlement()));
        }
        return all;
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
            outlook = new QueueOutlook(name, queue, queue.spec());
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

    @Override
    public void forgetAcked(Change.ForgetAcked change) {
        open(change.queue()).forgetAcked(change.max(), change.keep());
    }

    @Override
    public void openMap(Change.OpenMap change) {
        maps().open(change.map());
    }

    @Override
    public void putEntry(Change.PutEntry change) {
        maps().change(change.map(), change.key(), change.expected(), lastNumber + 1);
        lastNumber++;
    }

    @Override
    public void removeEntry(Change.RemoveEntry change) {
        maps().change(change.map(), change.key(), change.expected(), MapEntry.ABSENT);
    }

    @Override
    public void dropMap(Change.DropMap change) {
        maps().drop(change.map());
    }

    /** Made when it is first needed: most units of work have no maps in them. */
    private MapOutlook maps() {
        MapOutlook outlook = maps;
        if (outlook == null) {
            outlook = new MapOutlook(index.maps());
            maps = outlook;
        }
        return outlook;
    }
}
