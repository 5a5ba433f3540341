package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.StorageEngine;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what is known of a shared store's queues in step with what other processes do to them.
 *
 * <p>Nothing tells of their changes: whoever needs to know looks whether the version has changed, and if so takes over what
 * is different. The version is read before the queues, so that what changes in between is found at the next look.
 *
 * <p>Threading: thread-safe. The lock is held while the engine is asked, and keeps the process's own changes out meanwhile:
 * an older state never takes the place of a newer one.
 */
final class Catalogue {
    private final StorageEngine engine;
    private final StoreWriter writer;
    private final ReentrantLock lock = new ReentrantLock(); // guards changes of the two below, and of the table
    private volatile long seen;
    private volatile boolean doubtful;

    /** Make it before the queues are read for the first time. */
    Catalogue(StorageEngine engine, StoreWriter writer) {
        this.engine = engine;
        this.writer = writer;
        this.seen = engine.queuesVersion();
    }

    /** Brings the table, and the writer's other observers, up to date. */
    void follow(QueueTable table) {
        if (isUpToDate(engine.queuesVersion())) {
            return;
        }
        lock.lock();
        try {
            long version = engine.queuesVersion();
            if (isUpToDate(version)) {
                return;
            }
            List<Change> differences = table.differences(engine.queues());
            if (!differences.isEmpty()) {
                writer.elsewhere(differences);
            }
            seen = version;
            doubtful = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isUpToDate(long version) {
        return version == seen && !doubtful;
    }

    /**
     * Enters a change of this process's own into the table, at once. By the time that this comes, another process may have
     * changed the same queue, and a look may have seen that: the next look has to begin afresh.
     */
    void enter(QueueTable table, List<Change> changes) {
        lock.lock();
        try {
            doubtful = true;
            table.enter(changes);
        } finally {
            lock.unlock();
        }
    }
}
