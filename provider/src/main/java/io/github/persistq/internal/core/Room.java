package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where sends wait for room in a full queue: each unit of work that settles messages lets all of them try again.
 *
 * <p>Threading: thread-safe.
 */
final class Room implements WriteObserver {
    private final ReentrantLock lock = new ReentrantLock(); // guards generation and closed
    private final Condition changed = lock.newCondition();
    private long generation;
    private boolean closed;

    /** The state to wait from; read it before trying. */
    long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void written(List<Change> changes) {
        for (Change change : changes) {
            if (makesRoom(change)) {
                freed();
                return;
            }
        }
    }

    private static boolean makesRoom(Change change) {
        return change instanceof Change.Ack
                || change instanceof Change.OpenQueue
                || !(change instanceof Change.Append
                        || change instanceof Change.Nack
                        || change instanceof Change.Release
                        || change instanceof Change.Replace
                        || change instanceof Change.OpenMap
                        || change instanceof Change.PutEntry
                        || change instanceof Change.RemoveEntry
                        || change instanceof Change.DropMap
                        || change instanceof Change.ForgetAcked);
    }

    /** Has all that wait look again. */
    void wake() {
        freed();
    }

    private void freed() {
        lock.lock();
        try {
            generation++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits, now and later. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until messages were settled since the generation was read, the time is up, the store closes or an interrupt. */
    void await(long seen, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (generation == seen && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
