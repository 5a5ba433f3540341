package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drops temporary queues whose users are gone. One that cannot be dropped now, as a prepared branch needs it, is tried
 * again when a branch has ended; reopening the store drops what is left.
 *
 * <p>Threading: thread-safe.
 */
final class Drops implements WriteObserver {
    private final StoreWriter writer;
    private final Set<QueueName> left = ConcurrentHashMap.newKeySet();

    Drops(StoreWriter writer) {
        this.writer = writer;
    }

    /** Drops a queue, now or later. */
    void drop(QueueName queue) {
        left.add(queue);
        again();
    }

    @Override
    public void written(List<Change> changes) {
        if (left.isEmpty()) {
            return;
        }
        for (Change change : changes) {
            if (change instanceof Change.CommitBranch || change instanceof Change.RollbackBranch) {
                again();
                return;
            }
        }
    }

    /** Tries again what could not be dropped so far. */
    private void again() {
        for (QueueName queue : left) {
            tryDrop(queue);
        }
    }

    private void tryDrop(QueueName queue) {
        try {
            writer.write(List.of(new Change.DropQueue(queue)), Durability.WRITTEN);
            left.remove(queue);
        } catch (StorageException e) {
            System.getLogger(Drops.class.getName())
                    .log(Level.DEBUG, "A temporary queue is not dropped yet: " + queue, e);
        }
    }
}
