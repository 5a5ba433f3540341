package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says when a queue's expired messages are looked for: with a send, at most once a second, or with each send while there
 * are more than one look takes.
 *
 * <p>Threading: thread-safe.
 */
final class ExpirySweep implements WriteObserver {
    /** How many expired messages one look takes. */
    static final int LIMIT = 16;

    private static final long PAUSE_MILLIS = 1000;

    private final InstantSource clock;
    private final Map<QueueName, Long> notBefore = new ConcurrentHashMap<>();

    ExpirySweep(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether to look now; of several threads that ask at the same time one is told so. */
    boolean isDue(QueueName queue) {
        long now = clock.millis();
        Long due = notBefore.putIfAbsent(queue, now + PAUSE_MILLIS);
        return due == null || (now >= due && notBefore.replace(queue, due, now + PAUSE_MILLIS));
    }

    /** Says how many a look found. */
    void found(QueueName queue, int messages) {
        if (messages >= LIMIT) {
            notBefore.remove(queue);
        }
    }

    /** Forgets queues that are gone. */
    @Override
    public void written(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.DropQueue dropped) {
                notBefore.remove(dropped.queue());
            }
        }
    }

    @Override
    public void elsewhere(List<Change> changes) {
        written(changes);
    }
}
