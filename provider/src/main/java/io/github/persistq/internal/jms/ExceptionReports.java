package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Threads;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells a connection's exception listener of errors that no call of the application ran into: one after the other
 * ({@code Jakarta Messaging 3.1, 6.1.7}), on a thread of its own, so that the listener may close the connection.
 *
 * <p>Threading: thread-safe; the listener is called with no lock held.
 */
final class ExceptionReports {
    private final Threads threads;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Queue<JMSException> waiting = new ArrayDeque<>();
    private @Nullable ExceptionListener listener;
    private boolean running;
    private boolean closed;

    ExceptionReports(Threads threads) {
        this.threads = threads;
    }

    @Nullable
    ExceptionListener listener() {
        lock.lock();
        try {
            return listener;
        } finally {
            lock.unlock();
        }
    }

    void setListener(@Nullable ExceptionListener newListener) {
        lock.lock();
        try {
            listener = newListener;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Tells the listener.
     *
     * @param what what is logged if there is none
     */
    void report(JMSException e, String what) {
        lock.lock();
        try {
            if (listener != null && !closed) {
                waiting.add(e);
                if (!running) {
                    running = true;
                    threads.start("exception", this::run);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        System.getLogger(ExceptionReports.class.getName()).log(Level.ERROR, what, e);
    }

    /** Tells nobody any more; a listener that is being told is not waited for. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (tellNext()) {
            System.getLogger(ExceptionReports.class.getName()).log(Level.DEBUG, "An exception listener was told");
        }
    }

    private boolean tellNext() {
        ExceptionListener current;
        JMSException next;
        lock.lock();
        try {
            next = waiting.poll();
            current = listener;
            running = next != null;
        } finally {
            lock.unlock();
        }
        if (next == null) {
            return false;
        }
        try {
            if (current != null) {
                current.onException(next);
            }
        } catch (Throwable e) {
            // An Error as well: the errors that follow must not be kept from the listener.
            System.getLogger(ExceptionReports.class.getName()).log(Level.WARNING, "An exception listener threw", e);
        }
        return true;
    }
}
