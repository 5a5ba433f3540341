package io.github.persistq.internal.core;

import io.github.persistq.internal.core.BranchException.Reason;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a global transaction: who works in it, what was sent and received on its behalf, and how far it has come.
 * {@link Branches} ends it.
 *
 * <p>Threading: thread-safe, guarded by {@code lock}; the store is never called under it.
 */
public final class Branch {
    /** How far a branch has come. */
    private enum Phase {
        OPEN,
        PREPARED,
        ENDED
    }

    /** What ends a branch, or brings it nearer to its end. */
    enum Step {
        PREPARE,
        COMMIT_AT_ONCE,
        COMMIT,
        ROLLBACK
    }

    private final BranchId id;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private final Set<Object> working = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> suspended = Collections.newSetFromMap(new IdentityHashMap<>());
    private Work work = new Work();
    private Phase phase = Phase.OPEN;
    private @Nullable BranchException doom;
    private boolean undone;
    private boolean busy;

    /** What is to be written if the branch commits, and given back if not. */
    static final class Work {
        final List<Delivery> received = new ArrayList<>();
        final List<Outgoing> sent = new ArrayList<>();

        boolean isEmpty() {
            return received.isEmpty() && sent.isEmpty();
        }

        List<Change> acks() {
            List<Change> acks = new ArrayList<>();
            received.forEach(d -> acks.add(new Change.Ack(d.queue(), d.sequence())));
            return acks;
        }
    }

    private Branch(BranchId id) {
        this.id = id;
    }

    /** A branch that somebody begins to work in. */
    static Branch begun(BranchId id, Object worker) {
        Branch branch = new Branch(id);
        branch.working.add(worker);
        return branch;
    }

    /** A branch that the store kept from before it was opened. */
    static Branch kept(BranchId id) {
        Branch branch = new Branch(id);
        branch.phase = Phase.PREPARED;
        return branch;
    }

    public BranchId id() {
        return id;
    }

    /**
     * Adds a message that is sent when the branch commits.
     *
     * @throws BranchException if the branch takes no more work, or none of this worker
     */
    public void send(Object worker, Outgoing message) {
        lock.lock();
        try {
            checkWorking(worker);
            work.sent.add(message);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a delivery that is acknowledged when the branch commits, and given back when it is rolled back.
     *
     * @throws BranchException if the branch takes no more work, or none of this worker; the delivery is still the caller's
     */
    public void receive(Object worker, Delivery delivery) {
        lock.lock();
        try {
            checkWorking(worker);
            work.received.add(delivery);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the branch takes more work: it is neither prepared nor ended nor to be rolled back. */
    public boolean isWorkable() {
        lock.lock();
        try {
            return phase == Phase.OPEN && doom == null;
        } finally {
            lock.unlock();
        }
    }

    void join(Object worker) {
        lock.lock();
        try {
            checkWorkable();
            working.add(worker);
        } finally {
            lock.unlock();
        }
    }

    /** Takes up a suspended association: the worker's own, or else any. */
    void resume(Object worker) {
        lock.lock();
        try {
            checkWorkable();
            if (!takeSuspended(worker)) {
                throw protocol("is not suspended; it cannot be resumed");
            }
            working.add(worker);
        } finally {
            lock.unlock();
        }
    }

    void suspend(Object worker) {
        lock.lock();
        try {
            leave(worker);
            suspended.add(worker);
        } finally {
            lock.unlock();
        }
    }

    /** Ends an association, be it suspended or not. */
    void end(Object worker) {
        lock.lock();
        try {
            if (working.contains(worker) || !takeSuspended(worker)) {
                leave(worker);
            } else {
                checkNotDoomed();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends an association, and lets the branch do nothing but roll back. */
    void fail(Object worker) {
        lock.lock();
        try {
            end(worker);
            doom = new BranchException(
                    Reason.ROLLED_BACK, this + " can only be rolled back: work in it was ended as failed");
        } finally {
            lock.unlock();
        }
    }

    private void leave(Object worker) {
        boolean worked = working.remove(worker);
        checkNotDoomed();
        if (!worked) {
            throw protocol("is not being worked in by this resource; it cannot be ended or suspended here");
        }
    }

    private boolean takeSuspended(Object worker) {
        if (suspended.remove(worker)) {
            return true;
        }
        if (suspended.isEmpty()) {
            return false;
        }
        return suspended.remove(suspended.iterator().next());
    }

    /**
     * Begins a step, after that of another thread if there is one; {@link #finish} must follow.
     *
     * @return what the branch has to write or to give back
     */
    Work begin(Step step) {
        lock.lock();
        try {
            while (busy) {
                changed.awaitUninterruptibly();
            }
            checkPhase(step);
            checkNobodyWorks(step);
            busy = true;
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** Who works in a branch that is undone already works in vain, and need not be waited for. */
    private void checkNobodyWorks(Step step) {
        if (undone) {
            return;
        }
        if (!working.isEmpty()) {
            throw protocol("is still being worked in; it must be ended before " + step);
        }
        if (!suspended.isEmpty() && step != Step.ROLLBACK) {
            throw protocol("is suspended; it must be resumed or ended before " + step);
        }
    }

    private void checkPhase(Step step) {
        if (phase == Phase.ENDED) {
            throw unknown(id);
        }
        boolean prepared = phase == Phase.PREPARED;
        if (step == Step.COMMIT && !prepared) {
            throw protocol("is not prepared; it cannot be committed in two phases");
        }
        if (prepared && (step == Step.PREPARE || step == Step.COMMIT_AT_ONCE)) {
            throw protocol("is already prepared");
        }
    }

    /** Dooms the branch if it is not prepared or on its way to it, and begins to undo it; null if there is nothing to do. */
    @Nullable
    Work beginUndo(Reason reason, String why) {
        lock.lock();
        try {
            if (busy || phase != Phase.OPEN) {
                return null;
            }
            if (doom == null) {
                doom = new BranchException(reason, this + " was rolled back: " + why);
            }
            busy = true;
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** The session that works in the branch is gone: says whether the branch is to be undone, as nobody else works in it. */
    boolean abandon(Object worker, String why) {
        lock.lock();
        try {
            if (!working.remove(worker) || phase != Phase.OPEN) {
                return false;
            }
            if (doom == null) {
                doom = new BranchException(Reason.ROLLED_BACK, this + " was rolled back: " + why);
            }
            return working.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a step. */
    void finish() {
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What was received has been given back; called within an undo. */
    void undone() {
        lock.lock();
        try {
            undone = true;
            work = new Work();
        } finally {
            lock.unlock();
        }
    }

    /** The store has the work; called within a step. */
    void prepared() {
        forgetWork(Phase.PREPARED);
    }

    /** The branch is no more; called within a step. */
    void ended() {
        forgetWork(Phase.ENDED);
    }

    private void forgetWork(Phase next) {
        lock.lock();
        try {
            work = new Work();
            phase = next;
        } finally {
            lock.unlock();
        }
    }

    private Phase phase() {
        lock.lock();
        try {
            return phase;
        } finally {
            lock.unlock();
        }
    }

    boolean isPrepared() {
        return phase() == Phase.PREPARED;
    }

    boolean isOpen() {
        return phase() == Phase.OPEN;
    }

    /** Why the branch can only be rolled back; null if that is not so. */
    @Nullable
    BranchException doom() {
        lock.lock();
        try {
            // A new one each time: the trace is that of the caller who is told.
            return doom == null ? null : new BranchException(doom.reason(), String.valueOf(doom.getMessage()), doom);
        } finally {
            lock.unlock();
        }
    }

    private void checkNotDoomed() {
        BranchException known = doom();
        if (known != null) {
            throw known;
        }
    }

    private void checkWorking(Object worker) {
        checkWorkable();
        if (!working.contains(worker)) {
            throw protocol("is not being worked in by this session any more");
        }
    }

    private void checkWorkable() {
        if (phase == Phase.ENDED) {
            throw unknown(id);
        }
        checkNotDoomed();
        if (phase == Phase.PREPARED) {
            throw protocol("is prepared; it takes no more work");
        }
    }

    private BranchException protocol(String what) {
        return new BranchException(Reason.PROTOCOL, this + " " + what);
    }

    static BranchException unknown(BranchId id) {
        return new BranchException(
                Reason.UNKNOWN,
                "The store has no " + Branches.describe(id) + ": it was never begun here, or it has ended");
    }

    @Override
    public String toString() {
        return "The " + Branches.describe(id);
    }
}
