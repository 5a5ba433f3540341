package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Threads;
import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does a session's asynchronous sends on a thread of its own, one after the other in the order in which they were asked for,
 * and tells each one's listener when its outcome is certain ({@code Jakarta Messaging 3.1, 7.3}).
 *
 * <p>Threading: thread-safe; sends and listeners run with no lock held.
 */
final class Completions implements AutoCloseable {
    /** Sends that wait here at most; the next one waits for room, so that memory is bounded. */
    private static final int MAX_WAITING = 1000;

    private final Threads threads;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private final Queue<Send> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean busy;
    private boolean closed;

    Completions(Threads threads) {
        this.threads = threads;
    }

    private record Send(Unchecked.Action work, Message message, CompletionListener listener) {}

    /** Has a send done, and its listener told. */
    void submit(Unchecked.Action work, Message message, CompletionListener listener) throws JMSException {
        lock.lock();
        try {
            while (waiting.size() >= MAX_WAITING && !closed && Thread.currentThread() != thread) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw JmsErrors.illegalState("The session is closed");
            }
            waiting.add(new Send(work, message, listener));
            if (thread == null) {
                thread = threads.start("completion", this::run);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all sends asked for so far are done and told; at once when called from a completion listener. */
    void await() {
        lock.lock();
        try {
            while ((busy || !waiting.isEmpty()) && Thread.currentThread() != thread) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread runs a completion listener of this session. */
    boolean isInside() {
        lock.lock();
        try {
            return Thread.currentThread() == thread;
        } finally {
            lock.unlock();
        }
    }

    /** Finishes what was asked for and ends the thread. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            ending = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        await();
        Threads.join(ending);
    }

    private void run() {
        for (Send send = next(); send != null; send = next()) {
            perform(send);
        }
    }

    private @Nullable Send next() {
        lock.lock();
        try {
            busy = false;
            changed.signalAll();
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            Send send = waiting.poll();
            busy = send != null;
            return send;
        } finally {
            lock.unlock();
        }
    }

    private static void perform(Send send) {
        Exception error = null;
        try {
            send.work().run();
        } catch (JMSException | RuntimeException e) {
            error = e;
        } catch (Throwable e) {
            error = JmsErrors.failure("The message could not be sent: " + e, e);
        }
        try {
            if (error == null) {
                send.listener().onCompletion(send.message());
            } else {
                send.listener().onException(send.message(), error);
            }
        } catch (Throwable e) {
            // An Error as well: the thread must go on, or all that waits for it waits for ever.
            System.getLogger(Completions.class.getName())
                    .log(Level.WARNING, "A completion listener threw; the session goes on", e);
        }
    }
}
