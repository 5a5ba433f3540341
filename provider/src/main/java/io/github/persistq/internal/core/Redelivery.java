package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of deliveries that were not acknowledged, as their queues' policies say, and writes that: another
 * delivery, at once or later; a dead letter; or nothing more.
 *
 * <p>Threading: stateless but for the store, which is thread-safe.
 */
final class Redelivery {
    private final MessageStore store;
    private final QueueTable queues;

    Redelivery(MessageStore store, QueueTable queues) {
        this.store = store;
        this.queues = queues;
    }

    /** See {@link MessageStore#giveBack}. */
    void giveBack(List<Delivery> deliveries, @Nullable Throwable error) {
        List<Change> changes = new ArrayList<>();
        List<Change> fallback = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Change again = redelivery(delivery);
            fallback.add(again);
            if (policy(delivery).allowsAfter(delivery.deliveryCount())) {
                changes.add(again);
            } else {
                addGivingUp(delivery, DeadLetters.DELIVERY_LIMIT, error, changes);
            }
        }
        writeOrFallBack(changes, fallback);
    }

    /** See {@link MessageStore#returnNow}. */
    void returnNow(List<Delivery> deliveries) {
        List<Change> changes = new ArrayList<>();
        deliveries.forEach(d -> changes.add(new Change.Nack(d.queue(), d.sequence(), 0, false)));
        if (!changes.isEmpty()) {
            store.write(changes, Durability.WRITTEN);
        }
    }

    /** See {@link MessageStore#giveUp}. */
    void giveUp(Delivery delivery, String reason, @Nullable Throwable error) {
        List<Change> changes = new ArrayList<>();
        addGivingUp(delivery, reason, error, changes);
        writeOrFallBack(changes, List.of(redelivery(delivery)));
    }

    /** Settles a delivery that the application must not see, and says whether it was one. */
    boolean settleUndeliverable(Delivery delivery) {
        if (delivery.expired()) {
            expire(delivery);
            return true;
        }
        // The claim has counted a delivery that the application is not going to see.
        int shown = delivery.deliveryCount() - 1;
        if (!policy(delivery).allowsAfter(shown)) {
            giveUp(
                    new Delivery(delivery.queue(), delivery.sequence(), shown, false, delivery.message()),
                    DeadLetters.DELIVERY_LIMIT,
                    null);
            return true;
        }
        return false;
    }

    /** Ends a delivery whose time is over. */
    void expire(Delivery delivery) {
        Change expiry = new Change.Expire(delivery.queue(), delivery.sequence());
        List<Change> changes = new ArrayList<>();
        changes.add(expiry);
        if (queues.policy(delivery.queue()).expiry() == Settings.Expiry.DEADLETTER) {
            addDeadLetter(delivery, DeadLetters.EXPIRED, null, changes);
        }
        writeOrFallBack(changes, List.of(expiry));
    }

    private RedeliveryPolicy policy(Delivery delivery) {
        return queues.policy(delivery.queue()).redelivery();
    }

    private Change redelivery(Delivery delivery) {
        long delay = policy(delivery).delayAfter(delivery.deliveryCount());
        long readyAt = delay == 0 ? 0 : store.clock().millis() + delay;
        return new Change.Nack(delivery.queue(), delivery.sequence(), readyAt, false);
    }

    private void addGivingUp(Delivery delivery, String reason, @Nullable Throwable error, List<Change> changes) {
        changes.add(new Change.AckFailed(delivery.queue(), delivery.sequence()));
        if (policy(delivery).deadLetter()) {
            addDeadLetter(delivery, reason, error, changes);
        } else {
            System.getLogger(Redelivery.class.getName())
                    .log(
                            Level.WARNING,
                            "Dropped message {0} of queue {1} after {2} deliveries ({3}): the queue keeps no dead letters",
                            delivery.sequence(),
                            delivery.queue(),
                            delivery.deliveryCount(),
                            reason);
        }
    }

    private void addDeadLetter(Delivery delivery, String reason, @Nullable Throwable error, List<Change> changes) {
        QueueName target = DeadLetters.queueFor(delivery.queue());
        queues.addOpening(target, changes);
        changes.add(new Change.Append(DeadLetters.of(delivery, reason, error), target));
    }

    /** Writes what should be done, or else what leaves no delivery in flight. */
    private void writeOrFallBack(List<Change> changes, List<Change> fallback) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            store.write(changes, Durability.WRITTEN);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.POISONED || e.kind() == StorageException.Kind.CLOSED) {
                throw e;
            }
            System.getLogger(Redelivery.class.getName())
                    .log(
                            Level.WARNING,
                            "Dead letters could not be stored; the messages stay in their queues for another delivery",
                            e);
            store.write(fallback, Durability.WRITTEN);
        }
    }
}
