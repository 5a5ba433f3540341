package io.github.persistq.internal.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A place where one thread waits until another signals it. A signal that comes first is kept, so none is lost between
 * looking for work and waiting.
 *
 * <p>Threading: one thread waits at a time; any thread signals.
 */
public final class Waiter {
    /** The longest single wait for a due time: the wall clock may be set while a thread waits for it. */
    private static final long LONGEST_DUE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ReentrantLock lock = new ReentrantLock(); // guards signalled
    private final Condition changed = lock.newCondition();
    private boolean signalled;

    /** Forgets earlier signals; call it before looking for work, never between looking and waiting. */
    public void clear() {
        lock.lock();
        try {
            signalled = false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the current wait, or else the next one at once. */
    public void signal() {
        lock.lock();
        try {
            signalled = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a signal that no {@link #clear} has forgotten. */
    boolean isSignalled() {
        lock.lock();
        try {
            return signalled;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a signal.
     *
     * @param nanos the longest wait; {@code Long.MAX_VALUE} is for ever
     * @throws InterruptedException if the thread is interrupted; the flag is then cleared
     */
    public void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!signalled && left > 0) {
                if (nanos == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long to wait for a due time, in nanoseconds: never so long that a changed wall clock matters.
     *
     * @param dueMillis the due time in milliseconds since the epoch; {@code Long.MAX_VALUE} if there is none
     * @param nowMillis the present time
     */
    public static long nanosUntil(long dueMillis, long nowMillis) {
        if (dueMillis == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long millis = Math.max(0, dueMillis - nowMillis);
        return Math.min(LONGEST_DUE_WAIT_NANOS, TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
