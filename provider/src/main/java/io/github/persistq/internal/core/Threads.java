package io.github.persistq.internal.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the threads of one store; nothing else in the project starts any.
 *
 * <p>They are not daemons: work that an application has handed over is finished before the process ends by itself, and
 * closing the connection ends them. Threading: thread-safe.
 */
public final class Threads {
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
}
