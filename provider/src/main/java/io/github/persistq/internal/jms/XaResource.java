package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Branch;
import io.github.persistq.internal.core.BranchException;
import io.github.persistq.internal.core.Branches;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.StorageException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction manager controls an XA session and ends branches in its store ({@code Jakarta Messaging 3.1, 11.3.5}).
 * Only {@link #start} and {@link #end} concern the session; all else may be asked of any resource of the store, and as long
 * as the store is open.
 *
 * <p>Threading: thread-safe.
 */
final class XaResource implements XAResource {
    private final SessionState session;
    private final XaWork work;
    private final Branches branches;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private int timeoutSeconds;
    private boolean scanning;

    XaResource(SessionState session, XaWork work) {
        this.session = session;
        this.work = work;
        this.branches = session.store().branches();
    }

    /** What a call does. */
    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T run() throws XAException;
    }

    @Override
    public void start(@Nullable Xid xid, int flags) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        if (flags != TMNOFLAGS && flags != TMJOIN && flags != TMRESUME) {
            throw XaErrors.invalid(
                    "start was called with the flags 0x%x; expected TMNOFLAGS, TMJOIN or TMRESUME".formatted(flags));
        }
        checkStartable();
        enter(call(() -> switch (flags) {
            case TMJOIN -> branches.join(id, work);
            case TMRESUME -> branches.resume(id, work);
            default -> branches.begin(id, work, TimeUnit.SECONDS.toMillis(getTransactionTimeout()));
        }));
        session.listenersChanged();
    }

    private void checkStartable() throws XAException {
        if (session.isClosed()) {
            throw XaErrors.closed();
        }
        Branch current = work.branch();
        if (current != null) {
            throw XaErrors.protocol("The session works in another branch; end or suspend it before start. " + current
                    + " is its branch");
        }
        if (session.gate().isInside() && work.acknowledger().isHearingOutside()) {
            throw XaErrors.outside(
                    "start was called from a message listener whose message was delivered outside of any transaction");
        }
        awaitSends();
    }

    /** What was sent asynchronously belongs to where the session was when it was sent. */
    private void awaitSends() throws XAException {
        if (session.isCompleting()) {
            throw XaErrors.protocol(
                    "start or end was called from a completion listener of the session that it waits for");
        }
        session.sender().awaitCompletions();
    }

    private void enter(Branch branch) throws XAException {
        if (!work.enter(branch)) {
            call(() -> {
                branches.abandon(branch, work);
                return null;
            });
            throw XaErrors.closed();
        }
    }

    @Override
    public void end(@Nullable Xid xid, int flags) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
            throw XaErrors.invalid(
                    "end was called with the flags 0x%x; expected TMSUCCESS, TMFAIL or TMSUSPEND".formatted(flags));
        }
        Branch current = work.branch();
        boolean own = current != null && current.id().equals(id);
        if (own) {
            awaitSends();
        }
        try {
            run(() -> end(id, flags));
        } finally {
            if (own) {
                work.leave();
                session.listenersChanged();
            }
        }
    }

    private void end(BranchId id, int flags) {
        switch (flags) {
            case TMSUSPEND -> branches.suspend(id, work);
            case TMFAIL -> branches.fail(id, work);
            default -> branches.end(id, work);
        }
    }

    @Override
    public int prepare(@Nullable Xid xid) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        return call(() -> branches.prepare(id)) ? XA_OK : XA_RDONLY;
    }

    @Override
    public void commit(@Nullable Xid xid, boolean onePhase) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        if (onePhase) {
            run(() -> branches.commitAtOnce(id));
        } else {
            run(() -> branches.commit(id));
        }
    }

    @Override
    public void rollback(@Nullable Xid xid) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        run(() -> branches.rollback(id));
    }

    @Override
    public void forget(@Nullable Xid xid) throws XAException {
        BranchId id = BranchXid.idOf(xid);
        run(() -> branches.forget(id));
    }

    /** Returns all prepared branches when a scan starts, and none as it goes on. */
    @Override
    public Xid[] recover(int flags) throws XAException {
        boolean starts = (flags & TMSTARTRSCAN) != 0;
        boolean ends = (flags & TMENDRSCAN) != 0;
        if ((flags & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
            throw XaErrors.invalid(
                    "recover was called with the flags 0x%x; expected TMSTARTRSCAN, TMENDRSCAN or TMNOFLAGS"
                            .formatted(flags));
        }
        scan(starts, ends);
        List<BranchId> prepared = starts ? call(branches::prepared) : List.of();
        Xid[] xids = new Xid[prepared.size()];
        for (int i = 0; i < xids.length; i++) {
            xids[i] = new BranchXid(prepared.get(i));
        }
        return xids;
    }

    private void scan(boolean starts, boolean ends) throws XAException {
        lock.lock();
        try {
            if (!starts && !scanning) {
                throw XaErrors.invalid(
                        "recover was called to go on with a scan, and there is none; start with TMSTARTRSCAN");
            }
            scanning = !ends;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isSameRM(@Nullable XAResource other) {
        return other instanceof XaResource that && session.store() == that.session.store();
    }

    /** In seconds; 0 is none, which is the default. */
    @Override
    public int getTransactionTimeout() {
        lock.lock();
        try {
            return timeoutSeconds;
        } finally {
            lock.unlock();
        }
    }

    /** Sets the timeout of branches that are begun here from now on: past it they are rolled back unless they are prepared. */
    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw XaErrors.invalid("The transaction timeout is %d s; expected 0 (none) or more".formatted(seconds));
        }
        lock.lock();
        try {
            timeoutSeconds = seconds;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void run(Runnable call) throws XAException {
        call(() -> {
            call.run();
            return null;
        });
    }

    private static <T extends @Nullable Object> T call(Call<T> call) throws XAException {
        try {
            return call.run();
        } catch (BranchException e) {
            throw XaErrors.of(e);
        } catch (StorageException e) {
            throw XaErrors.of(e);
        }
    }
}
