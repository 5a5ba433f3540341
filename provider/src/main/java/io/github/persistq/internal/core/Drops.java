package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Drops temporary queues whose users are gone. One that cannot be dropped now, as a prepared branch needs it, is tried
 * again when a branch has ended; reopening the store drops what is left. So does a shared store's engine once nobody holds
 * the queue; until then a label tells other processes that it has ended.
 *
 * <p>Threading: thread-safe.
 */
final class Drops implements WriteObserver {
    private static final String ENDED = "ended";

    private final StoreWriter writer;
    private final QueueTable queues;
    private final Sharing sharing;
    private final Set<QueueName> left = ConcurrentHashMap.newKeySet();

    Drops(StoreWriter writer, QueueTable queues, Sharing sharing) {
        this.writer = writer;
        this.queues = queues;
        this.sharing = sharing;
    }

    /** Whether a queue is there only because it could not be dropped. */
    static boolean hasEnded(QueueSpec spec) {
        return spec.labels().containsKey(ENDED);
    }

    /** Drops a queue, now or later. This ends the hold on it that this process has from opening it. */
    void drop(QueueName queue) {
        left.add(queue);
        again();
        if (sharing.isShared() && left.contains(queue)) {
            label(queue);
            Turns.letGo(sharing, Sharing.holdOf(queue));
        }
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

    /** Others have dropped what was left. */
    @Override
    public void elsewhere(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.DropQueue dropped) {
                left.remove(dropped.queue());
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
            notYet(queue, e);
        }
    }

    /** The labels that made it a subscription go: nobody routes anything to it any more. */
    private void label(QueueName queue) {
        try {
            QueueSpec spec = queues.spec(queue);
            if (spec != null) {
                QueueSpec ended = spec.withLabels(Map.of(ENDED, "true"));
                writer.write(List.of(new Change.OpenQueue(queue, ended)), Durability.WRITTEN);
            }
        } catch (StorageException e) {
            notYet(queue, e);
        }
    }

    private static void notYet(QueueName queue, StorageException e) {
        System.getLogger(Drops.class.getName()).log(Level.DEBUG, "A temporary queue is not dropped yet: " + queue, e);
    }
}
