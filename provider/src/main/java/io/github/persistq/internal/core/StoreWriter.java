package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import java.util.List;

/**
 * Writes units of work to the engine: all that changes a store comes through here.
 *
 * <p>Threading: thread-safe; holds no lock.
 */
final class StoreWriter {
    private final StorageEngine engine;
    private final FailureListeners failures;
    private List<WriteObserver> observers = List.of();

    StoreWriter(StorageEngine engine, FailureListeners failures) {
        this.engine = engine;
        this.failures = failures;
    }

    /** Who is told of what is written, in this order; set once, before anything is written. */
    void observers(List<WriteObserver> all) {
        observers = List.copyOf(all);
    }

    /**
     * Writes a unit of work, leaving out what would settle messages of queues that are gone.
     *
     * @return as {@link StorageEngine#write}
     * @throws StorageException and nothing is changed, except kind POISONED, of which the failure listeners have been told
     */
    long[] write(List<Change> changes, Durability durability) {
        for (WriteObserver observer : observers) {
            observer.writing(changes);
        }
        List<Change> left = changes;
        long[] sequences = null;
        while (sequences == null && !left.isEmpty()) {
            try {
                sequences = engine.write(left, durability);
            } catch (StorageException e) {
                left = withoutGone(left, e);
            }
        }
        if (sequences == null) {
            return new long[0];
        }
        for (WriteObserver observer : observers) {
            observer.written(left);
        }
        return sequences;
    }

    /** Tells the observers which queues other processes have opened, changed or dropped. */
    void elsewhere(List<Change> changes) {
        for (WriteObserver observer : observers) {
            observer.elsewhere(changes);
        }
    }

    private List<Change> withoutGone(List<Change> changes, StorageException e) {
        List<Change> fewer = e.kind() == StorageException.Kind.NO_SUCH_QUEUE
                ? Settlements.withoutGone(changes, engine.queues().keySet())
                : changes;
        if (fewer == changes) {
            throw failures.checked(e);
        }
        return fewer;
    }
}
