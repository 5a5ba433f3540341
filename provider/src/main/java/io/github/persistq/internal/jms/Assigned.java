package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The messages that connection consumers have assigned to a session, and the session's own listener, which gets them when an
 * application server calls {@code Session.run}. They are acknowledged as the session's mode says.
 *
 * <p>Threading: thread-safe; the listener is called, and the store too, with no lock held.
 */
final class Assigned implements AutoCloseable {
    private final SessionState session;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Queue<Received> waiting = new ArrayDeque<>();
    private @Nullable MessageListener listener;
    private boolean closed;

    Assigned(SessionState session) {
        this.session = session;
    }

    @Nullable
    MessageListener listener() {
        lock.lock();
        try {
            return listener;
        } finally {
            lock.unlock();
        }
    }

    void setListener(@Nullable MessageListener newListener) {
        lock.lock();
        try {
            listener = newListener;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Assigns messages.
     *
     * @throws JMSException and none is assigned: the session is closed or has no listener for them
     */
    void add(Collection<Received> messages) throws JMSException {
        lock.lock();
        try {
            if (closed) {
                throw JmsErrors.illegalState("The server session's session is closed");
            }
            if (listener == null) {
                throw JmsErrors.illegalState(
                        "The server session's session has no message listener; call Session.setMessageListener before the pool returns it");
            }
            waiting.addAll(messages);
        } finally {
            lock.unlock();
        }
    }

    /** Takes those of the messages back that were not delivered yet. */
    List<Received> remove(Collection<Received> messages) {
        lock.lock();
        try {
            List<Received> left = messages.stream().filter(waiting::contains).toList();
            waiting.removeAll(left);
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Delivers all that is assigned, waiting while the connection is stopped. Errors of the store go to the connection. */
    void run() {
        while (hasNext() && session.gate().enterWhenStarted(this)) {
            try {
                deliverNext();
            } catch (JMSException e) {
                session.connection().report(e, "A message of a connection consumer could not be settled");
            } finally {
                session.gate().exit();
            }
        }
    }

    private boolean hasNext() {
        lock.lock();
        try {
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void deliverNext() throws JMSException {
        Received next;
        MessageListener current;
        lock.lock();
        try {
            next = waiting.poll();
            current = listener;
        } finally {
            lock.unlock();
        }
        if (next == null) {
            return;
        }
        if (current == null) {
            release(next);
        } else {
            session.deliver(next, current);
        }
    }

    private void release(Received received) throws JMSException {
        try {
            session.store().release(received.delivery());
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Gives back what was not delivered. */
    @Override
    public void close() throws JMSException {
        List<Received> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        Closing closing = new Closing();
        for (Received received : left) {
            closing.close(() -> release(received));
        }
        closing.finish();
    }
}
