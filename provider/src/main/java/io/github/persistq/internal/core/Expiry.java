package io.github.persistq.internal.core;

import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Settles messages whose time is over and that no consumer has come across.
 *
 * <p>Threading: thread-safe; holds no lock.
 */
final class Expiry {
    private final StorageEngine engine;
    private final FailureListeners failures;
    private final QueueTable queues;
    private final Redelivery redelivery;
    private final ExpirySweep sweep;

    Expiry(
            StorageEngine engine,
            FailureListeners failures,
            QueueTable queues,
            Redelivery redelivery,
            ExpirySweep sweep) {
        this.engine = engine;
        this.failures = failures;
        this.queues = queues;
        this.redelivery = redelivery;
        this.sweep = sweep;
    }

    /** Settles some of a queue's expired messages, if it is time to look for them again. */
    void sweep(QueueName queue) {
        try {
            if (queues.spec(queue) != null && sweep.isDue(queue)) {
                sweep.found(queue, settle(Set.of(queue)));
            }
        } catch (StorageException e) {
            // The send that led here has succeeded; the next look tries again.
            System.getLogger(Expiry.class.getName()).log(Level.DEBUG, "Expired messages were not settled", e);
        }
    }

    /** Settles some of the queues' expired messages; returns how many made room. */
    int settle(Set<QueueName> full) {
        int settled = 0;
        for (QueueName queue : full) {
            List<Delivery> left = new ArrayList<>(claimExpired(queue));
            try {
                while (!left.isEmpty()) {
                    settled += redelivery.expire(left.get(0)) ? 1 : 0;
                    left.remove(0);
                }
            } catch (StorageException e) {
                releaseAll(left, e);
                throw e;
            }
        }
        return settled;
    }

    private List<Delivery> claimExpired(QueueName queue) {
        try {
            return engine.claimExpired(queue, ExpirySweep.LIMIT);
        } catch (StorageException e) {
            throw failures.checked(e);
        }
    }

    /** What was claimed and could not be settled must not stay in flight. */
    private void releaseAll(List<Delivery> deliveries, StorageException cause) {
        for (Delivery delivery : deliveries) {
            try {
                redelivery.release(delivery);
            } catch (StorageException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
