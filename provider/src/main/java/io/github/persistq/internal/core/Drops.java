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
final class Drops {
    private final MessageStore store;
    private final Set<QueueName> left = ConcurrentHashMap.newKeySet();

    Drops(MessageStore store) {
        this.store = store;
    }

    /** Drops a queue, now or later. */
    void drop(QueueName queue) {
        left.add(queue);
        again();
    }

    /** Tries again what could not be dropped so far. */
    void again() {
        for (QueueName queue : left) {
            tryDrop(queue);
        }
    }

    private void tryDrop(QueueName queue) {
        try {
            store.write(List.of(new Change.DropQueue(queue)), Durability.WRITTEN);
            left.remove(queue);
        } catch (StorageException e) {
            System.getLogger(Drops.class.getName())
                    .log(Level.DEBUG, "A temporary queue is not dropped yet: " + queue, e);
        }
    }
}
