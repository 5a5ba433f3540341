package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Branch;
import io.github.persistq.internal.core.BranchException;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Durability;
import jakarta.jms.JMSException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The work of an XA session: it belongs to the branch that the session is associated with. Outside of any branch each send is
 * a unit of work of its own, and what is received is acknowledged by itself.
 *
 * <p>Threading: thread-safe; the store is called with no lock held.
 */
final class XaWork implements UnitOfWork {
    private final MessageStore store;
    private final AutoCommit outside;
    private final XaAcknowledger acknowledger;
    private final ReentrantLock lock = new ReentrantLock(); // guards branch and closed
    private @Nullable Branch branch;
    private boolean closed;

    /** Waits for this durability when it acknowledges outside of branches. */
    XaWork(MessageStore store, Durability ackDurability) {
        this.store = store;
        this.outside = new AutoCommit(store);
        this.acknowledger = new XaAcknowledger(store, this, ackDurability);
    }

    XaAcknowledger acknowledger() {
        return acknowledger;
    }

    /** The branch that the session is associated with; null if it is outside of any. */
    @Nullable
    Branch branch() {
        lock.lock();
        try {
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /** Whether messages may flow: the session has no branch, or one that takes work. */
    boolean isWorkable() {
        Branch current = branch();
        return current == null || current.isWorkable();
    }

    /** Associates the session with a branch; false if the session is closed. */
    boolean enter(Branch entered) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            branch = entered;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the association. */
    void leave() {
        lock.lock();
        try {
            branch = null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(Outgoing message) throws JMSException {
        Branch current = branchToWorkIn();
        if (current == null) {
            outside.send(message);
            return;
        }
        try {
            current.send(this, message);
        } catch (BranchException e) {
            throw JmsErrors.transactionRolledBack("Nothing was sent. " + e.getMessage(), e);
        }
    }

    /** The branch, or null outside of any. A send that comes after close was in the branch that close rolled back. */
    private @Nullable Branch branchToWorkIn() throws JMSException {
        lock.lock();
        try {
            if (closed) {
                throw JmsErrors.illegalState("The session is closed; nothing was sent");
            }
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /** The session ends: rolls its unfinished branch back. */
    void close() {
        Branch unfinished;
        lock.lock();
        try {
            unfinished = branch;
            branch = null;
            closed = true;
        } finally {
            lock.unlock();
        }
        if (unfinished != null) {
            store.branches().abandon(unfinished, this);
        }
    }
}
