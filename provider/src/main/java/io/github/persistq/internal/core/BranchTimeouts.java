package io.github.persistq.internal.core;

import java.lang.System.Logger.Level;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rolls back branches whose time is over, on a thread that there is only while a branch has a timeout, and a few seconds
 * more so that not each branch starts one.
 *
 * <p>Threading: thread-safe; branches are rolled back with no lock held.
 */
final class BranchTimeouts {
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Threads threads;
    private final Consumer<Branch> timeOut;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>();
    private @Nullable Thread thread;
    private boolean closed;

    private record Deadline(Branch branch, long nanos) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            // By difference: nanoTime may overflow.
            return Long.signum(nanos - other.nanos);
        }
    }

    /** Has each branch that is over its time handed to {@code timeOut}. */
    BranchTimeouts(Threads threads, Consumer<Branch> timeOut) {
        this.threads = threads;
        this.timeOut = timeOut;
    }

    void watch(Branch branch, long timeoutMillis) {
        Deadline deadline = new Deadline(branch, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
        lock.lock();
        try {
            Deadline first = deadlines.peek();
            deadlines.add(deadline);
            if (thread == null && !closed) {
                thread = threads.start("branches", this::run);
            } else if (first == null || deadline.compareTo(first) < 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread. */
    void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            ending = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(ending);
    }

    private void run() {
        boolean running = true;
        while (running) {
            try {
                Branch due = next();
                running = due != null;
                if (due != null) {
                    timeOut.accept(due);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread to any purpose; only close ends it.
                System.getLogger(BranchTimeouts.class.getName())
                        .log(Level.DEBUG, "The thread of the branches' timeouts was interrupted; it goes on", e);
            }
        }
    }

    /** Waits for the next branch that is over its time; null when the thread is to end. */
    private @Nullable Branch next() throws InterruptedException {
        lock.lock();
        try {
            boolean lingered = false;
            while (!closed) {
                deadlines.removeIf(deadline -> !deadline.branch().isOpen());
                Deadline first = deadlines.peek();
                if (first == null && lingered) {
                    break;
                }
                long left = first == null ? LINGER_NANOS : first.nanos() - System.nanoTime();
                if (first != null && left <= 0) {
                    deadlines.poll();
                    return first.branch();
                }
                // Branches that end tell nobody: those that are over are dropped every few seconds.
                lingered = first == null;
                changed.awaitNanos(Math.min(left, LINGER_NANOS));
            }
            thread = null;
            return null;
        } finally {
            lock.unlock();
        }
    }
}
