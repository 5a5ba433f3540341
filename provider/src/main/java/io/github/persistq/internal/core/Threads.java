package io.github.persistq.internal.core;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of one store, and waits for their ends; nothing else in the project starts any.
 *
 * <p>They are not daemons: work that an application has handed over is finished before the process ends by itself, and
 * closing the connection ends them. Threading: thread-safe.
 */
public final class Threads {
    private static final long LONGEST_JOIN_MILLIS = 10_000;

    private final AtomicLong counter = new AtomicLong();

    Threads() {}

    /**
     * Starts a thread called {@code persistq-ROLE-N}.
     *
     * @param role what it does, for example {@code session}
     * @param work what it runs; the thread ends with it
     */
    public Thread start(String role, Runnable work) {
        Thread thread = new Thread(work, "persistq-" + role + "-" + counter.incrementAndGet());
        thread.setDaemon(false);
        thread.start();
        return thread;
    }

    /** Waits for a thread that is about to end, if there is one and unless it is the calling one; an interrupt ends the wait. */
    public static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LONGEST_JOIN_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until another thread is done; an interrupt does not end the wait, and the flag stays set. */
    public static void await(CountDownLatch done) {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
