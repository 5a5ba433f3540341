package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A transacted session's current transaction: what it sent and what it received, written as one unit of work
 * ({@code Jakarta Messaging 3.1, 6.2.7}). When it ends the next one begins.
 *
 * <p>Threading: thread-safe; the store is called with no lock held.
 */
final class LocalTransaction implements UnitOfWork {
    private final MessageStore store;
    private final ReentrantLock lock = new ReentrantLock(); // guards current and closed
    private Work current = new Work();
    private boolean closed;

    private static final class Work {
        final List<Outgoing> sent = new ArrayList<>();
        final List<Delivery> received = new ArrayList<>();
    }

    LocalTransaction(MessageStore store) {
        this.store = store;
    }

    @Override
    public void send(Outgoing message) throws JMSException {
        lock.lock();
        try {
            checkOpen();
            current.sent.add(message);
        } finally {
            lock.unlock();
        }
    }

    void received(Delivery delivery) {
        lock.lock();
        try {
            current.received.add(delivery);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes the transaction.
     *
     * @throws JMSException a TransactionRolledBackException if it could not be written and was rolled back; another one if
     *     the store can no longer be used
     */
    void commit() throws JMSException {
        Work work = next(false);
        List<Change> acks = new ArrayList<>();
        work.received.forEach(d -> acks.add(new Change.Ack(d.queue(), d.sequence())));
        try {
            store.commit(acks, work.sent, acks.isEmpty() ? Durability.WRITTEN : Durability.FORCED);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.POISONED || e.kind() == StorageException.Kind.CLOSED) {
                throw JmsErrors.storage(e);
            }
            JMSException failure = JmsErrors.transactionRolledBack(
                    "The transaction was rolled back because it could not be written: " + e.getMessage(), e);
            giveBack(work, failure);
            throw failure;
        }
    }

    /** Forgets what was sent and gives back what was received. */
    void rollback() throws JMSException {
        rollback(next(false));
    }

    /** Rolls back for the last time. A commit that comes too late must not return as if it had committed. */
    void close() throws JMSException {
        rollback(next(true));
    }

    private void rollback(Work work) throws JMSException {
        try {
            store.giveBack(work.received, null);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private void giveBack(Work work, JMSException failure) {
        try {
            store.giveBack(work.received, failure);
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    private Work next(boolean last) throws JMSException {
        lock.lock();
        try {
            checkOpen();
            closed = last;
            Work work = current;
            current = new Work();
            return work;
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private void checkOpen() throws JMSException {
        if (closed) {
            throw JmsErrors.illegalState("The session is closed; its transaction was rolled back");
        }
    }
}
