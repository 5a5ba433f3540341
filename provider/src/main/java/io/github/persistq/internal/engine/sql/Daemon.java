package io.github.persistq.internal.engine.sql;

/**
 * A thread of an engine whose store processes share: it renews a lease, or watches.
 *
 * <p>Threading: thread-safe.
 */
final class Daemon {
    private final Thread thread;

    private Daemon(Thread thread) {
        this.thread = thread;
    }

    static Daemon start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return new Daemon(thread);
    }

    /** Waits for the thread's end, unless it is the one that calls; an interrupt does not end the wait. */
    void join() {
        boolean interrupted = false;
        while (thread != Thread.currentThread() && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
