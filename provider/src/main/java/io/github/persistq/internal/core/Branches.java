package io.github.persistq.internal.core;

import io.github.persistq.internal.core.Branch.Step;
import io.github.persistq.internal.core.BranchException.Reason;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The branches of global transactions in one store, from their beginning, or from the opening of the store that kept them
 * prepared, to their end. Any session of the store may work in a branch, and any may end it.
 *
 * <p>Threading: thread-safe; of two threads that end one branch the second waits for the first.
 */
public final class Branches {
    private final MessageStore store;
    private final Map<BranchId, Branch> branches = new ConcurrentHashMap<>();
    private final BranchTimeouts timeouts;
    private volatile boolean closed;

    Branches(MessageStore store, Set<BranchId> prepared) {
        this.store = store;
        this.timeouts = new BranchTimeouts(store.threads(), this::timeOut);
        for (BranchId id : prepared) {
            branches.put(id, Branch.kept(id));
        }
    }

    /**
     * Begins a branch.
     *
     * @param worker who works in it; compared by identity
     * @param timeoutMillis after which it is rolled back unless it is prepared by then; 0 is never
     */
    public Branch begin(BranchId id, Object worker, long timeoutMillis) {
        checkOpen();
        Branch fresh = Branch.begun(id, worker);
        if (branches.putIfAbsent(id, fresh) != null) {
            throw new BranchException(
                    Reason.DUPLICATE, "The store already has the " + describe(id) + "; join or resume it");
        }
        if (timeoutMillis > 0) {
            timeouts.watch(fresh, timeoutMillis);
        }
        return fresh;
    }

    /** Works in a branch that others work in or have worked in. */
    public Branch join(BranchId id, Object worker) {
        Branch branch = find(id);
        branch.join(worker);
        return branch;
    }

    /** Goes on working in a branch that was suspended, here or elsewhere. */
    public Branch resume(BranchId id, Object worker) {
        Branch branch = find(id);
        branch.resume(worker);
        return branch;
    }

    /** Stops working in a branch for a while. */
    public void suspend(BranchId id, Object worker) {
        find(id).suspend(worker);
    }

    /** Stops working in a branch. */
    public void end(BranchId id, Object worker) {
        find(id).end(worker);
    }

    /** Stops working in a branch that must not commit. */
    public void fail(BranchId id, Object worker) {
        find(id).fail(worker);
    }

    /**
     * Prepares a branch: from now on it survives a crash, and its commit will not fail for a reason of its own.
     *
     * @return false if nothing was done in the branch; it has ended
     * @throws BranchException of reason ROLLED_BACK or TIMED_OUT if it could not be prepared; it has ended
     * @throws StorageException if the store can no longer be used; whether it is prepared is known after reopening
     */
    public boolean prepare(BranchId id) {
        Branch branch = find(id);
        Branch.Work work = branch.begin(Step.PREPARE);
        try {
            endIfDoomed(branch, work);
            if (work.isEmpty()) {
                ended(branch);
                return false;
            }
            writeOrUndo(branch, work, () -> store.prepare(id, work.acks(), work.sent));
            branch.prepared();
            return true;
        } finally {
            branch.finish();
        }
    }

    /** Commits a branch that is not prepared, in one unit of work; errors as {@link #prepare}. */
    public void commitAtOnce(BranchId id) {
        Branch branch = find(id);
        Branch.Work work = branch.begin(Step.COMMIT_AT_ONCE);
        try {
            endIfDoomed(branch, work);
            Durability durability = work.received.isEmpty() ? Durability.WRITTEN : Durability.FORCED;
            writeOrUndo(branch, work, () -> store.commit(work.acks(), work.sent, durability));
            ended(branch);
        } finally {
            branch.finish();
        }
    }

    /** Commits a prepared branch. If that fails it stays prepared. */
    public void commit(BranchId id) {
        endPrepared(find(id), Step.COMMIT);
    }

    /** Rolls a branch back: what it sent is forgotten, what it received is given back. */
    public void rollback(BranchId id) {
        endPrepared(find(id), Step.ROLLBACK);
    }

    private void endPrepared(Branch branch, Step step) {
        Branch.Work work = branch.begin(step);
        try {
            if (!branch.isPrepared()) {
                store.giveBack(work.received, null);
            } else {
                Change end = step == Step.COMMIT
                        ? new Change.CommitBranch(branch.id())
                        : new Change.RollbackBranch(branch.id());
                store.commit(List.of(end), Durability.FORCED);
            }
            ended(branch);
        } finally {
            branch.finish();
        }
    }

    /**
     * Refuses to forget a branch: only those that ended by somebody's own decision can be forgotten, and none does here.
     *
     * @throws BranchException always
     */
    public void forget(BranchId id) {
        find(id);
        throw new BranchException(
                Reason.PROTOCOL, "The " + describe(id) + " was not completed heuristically; commit it or roll it back");
    }

    /** The branches that are prepared, those of earlier processes included. */
    public List<BranchId> prepared() {
        checkOpen();
        List<BranchId> prepared = new ArrayList<>();
        for (Branch branch : branches.values()) {
            if (branch.isPrepared()) {
                prepared.add(branch.id());
            }
        }
        return prepared;
    }

    /** Ends the part of a session that closes while it works in a branch: the branch is rolled back. */
    public void abandon(Branch branch, Object worker) {
        String why = "a session that worked in it was closed";
        if (branch.abandon(worker, why)) {
            undo(branch, Reason.ROLLED_BACK, why);
        }
    }

    /** A branch's id for people to read. */
    public static String describe(BranchId id) {
        return "branch %d:%s:%s".formatted(id.formatId(), hex(id.globalId()), hex(id.qualifier()));
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }

    /** Ends the timeouts. Branches that are not prepared are gone with the store. */
    void close() {
        closed = true;
        timeouts.close();
    }

    private void timeOut(Branch branch) {
        try {
            undo(branch, Reason.TIMED_OUT, "its timeout is over");
        } catch (StorageException e) {
            System.getLogger(Branches.class.getName())
                    .log(
                            closed ? Level.DEBUG : Level.WARNING,
                            branch + " is over its timeout; what it received was not given back yet",
                            e);
        }
    }

    /** Gives back what a branch received; it stays known, so that the transaction manager learns of it. */
    private void undo(Branch branch, Reason reason, String why) {
        Branch.Work work = branch.beginUndo(reason, why);
        if (work == null) {
            return;
        }
        try {
            if (reason == Reason.TIMED_OUT) {
                store.giveBack(work.received, null);
            } else {
                // Nothing has failed where a session is closed: the messages come again at once.
                store.returnNow(work.received);
            }
            branch.undone();
        } finally {
            branch.finish();
        }
    }

    private void endIfDoomed(Branch branch, Branch.Work work) {
        BranchException doom = branch.doom();
        if (doom != null) {
            store.giveBack(work.received, null);
            ended(branch);
            throw doom;
        }
    }

    private void writeOrUndo(Branch branch, Branch.Work work, Runnable write) {
        try {
            write.run();
        } catch (StorageException e) {
            if (!e.kind().leavesStoreUsable() || e.kind() == StorageException.Kind.UNKNOWN) {
                throw e;
            }
            BranchException failure = new BranchException(
                    Reason.ROLLED_BACK, branch + " was rolled back: it could not be written: " + e.getMessage(), e);
            giveBack(work, e, failure);
            ended(branch);
            throw failure;
        }
    }

    private void giveBack(Branch.Work work, StorageException cause, BranchException failure) {
        try {
            store.giveBack(work.received, cause);
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    private void ended(Branch branch) {
        branches.remove(branch.id(), branch);
        branch.ended();
    }

    private Branch find(BranchId id) {
        checkOpen();
        Branch branch = branches.get(id);
        if (branch == null) {
            throw Branch.unknown(id);
        }
        return branch;
    }

    private void checkOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "The store is closed");
        }
    }
}
