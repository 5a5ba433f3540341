package io.github.persistq.internal.jms;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time deliver messages of a session, and none while the session is stopped or closed.
 *
 * <p>A delivery lasts from the claim until the message is handed over and acknowledged: for a listener, until it returns.
 * The lock is not held during a delivery.
 *
 * <p>Threading: thread-safe.
 */
final class DeliveryGate {
    private enum State {
        STOPPED,
        STARTED,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private State state = State.STOPPED;
    private @Nullable Thread inside;
    private @Nullable Object consumer;
    private int depth;

    /**
     * Begins a delivery, after that of another thread if there is one; a listener's thread may do so within its own.
     *
     * @param forConsumer who delivers
     * @return false if nothing may be delivered now; otherwise {@link #exit} must follow
     */
    boolean enter(Object forConsumer) {
        lock.lock();
        try {
            while (isBusy()) {
                changed.awaitUninterruptibly();
            }
            return begin(forConsumer);
        } finally {
            lock.unlock();
        }
    }

    /** Begins a delivery as {@link #enter}, but waits while the session is stopped; false only once it is closed. */
    boolean enterWhenStarted(Object forConsumer) {
        lock.lock();
        try {
            while (state == State.STOPPED || isBusy()) {
                changed.awaitUninterruptibly();
            }
            return begin(forConsumer);
        } finally {
            lock.unlock();
        }
    }

    /** Whether to wait for another thread's delivery; the caller holds the lock. */
    private boolean isBusy() {
        return state == State.STARTED && inside != null && inside != Thread.currentThread();
    }

    /** The caller holds the lock. */
    private boolean begin(Object forConsumer) {
        if (state != State.STARTED) {
            return false;
        }
        if (depth++ == 0) {
            inside = Thread.currentThread();
            consumer = forConsumer;
        }
        return true;
    }

    void exit() {
        lock.lock();
        try {
            if (--depth == 0) {
                inside = null;
                consumer = null;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void start() {
        lock.lock();
        try {
            if (state == State.STOPPED) {
                state = State.STARTED;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins no further delivery; {@link #awaitOutside} waits for the one in progress. */
    void stop() {
        change(State.STOPPED);
    }

    /** Begins no further delivery, for ever. */
    void close() {
        change(State.CLOSED);
    }

    private void change(State next) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                state = next;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no other thread delivers. */
    void awaitOutside() {
        lock.lock();
        try {
            while (inside != null && inside != Thread.currentThread()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no other thread delivers for the consumer. */
    void awaitOutside(Object ofConsumer) {
        lock.lock();
        try {
            while (consumer == ofConsumer && inside != Thread.currentThread()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread is within a delivery: it runs a listener of this session. */
    boolean isInside() {
        lock.lock();
        try {
            return inside == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    boolean isStarted() {
        return is(State.STARTED);
    }

    boolean isClosed() {
        return is(State.CLOSED);
    }

    private boolean is(State asked) {
        lock.lock();
        try {
            return state == asked;
        } finally {
            lock.unlock();
        }
    }
}
