package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of deliveries that were not acknowledged, as their queues' policies say, and writes that: another
 * delivery, at once or later; a dead letter; or nothing more.
 *
 * <p>What cannot be written because the store fails for a time is owed: the caller gets the error, and the deliveries leave
 * flight as soon as the store writes again. Reopening the store gives them back, too.
 *
 * <p>Threading: thread-safe; no lock is held while the store is called.
 */
final class Redelivery {
    private final MessageStore store;
    private final QueueTable queues;
    private final Queue<Change> owed = new ConcurrentLinkedQueue<>();

    Redelivery(MessageStore store, QueueTable queues) {
        this.store = store;
        this.queues = queues;
    }

    /** See {@link MessageStore#giveBack}. */
    void giveBack(List<Delivery> deliveries, @Nullable Throwable error) {
        List<Change> changes = new ArrayList<>();
        List<Change> fallback = new ArrayList<>();
        for (Delivery delivery : present(deliveries)) {
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
        writeOrOwe(changes);
    }

    /** See {@link MessageStore#release}. */
    void release(Delivery delivery) {
        writeOrOwe(List.of(new Change.Release(delivery.queue(), delivery.sequence())));
    }

    /** See {@link MessageStore#giveUp}. */
    void giveUp(Delivery delivery, String reason, @Nullable Throwable error) {
        if (present(List.of(delivery)).isEmpty()) {
            return;
        }
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

    /** Those whose queue is still there: a subscription or temporary queue that is gone has taken its messages along. */
    private List<Delivery> present(List<Delivery> deliveries) {
        List<Delivery> present = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            if (queues.spec(delivery.queue()) != null) {
                present.add(delivery);
            }
        }
        return present;
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
        Origin origin = queues.policy(delivery.queue()).origin();
        QueueName target = DeadLetters.queueFor(origin);
        queues.addOpening(target, changes);
        changes.add(new Change.Append(DeadLetters.of(delivery, origin, reason, error), target));
    }

    /** Writes what should be done, or else what leaves no delivery in flight. */
    private void writeOrFallBack(List<Change> changes, List<Change> fallback) {
        if (changes.equals(fallback)) {
            writeOrOwe(fallback);
            return;
        }
        try {
            store.write(changes, Durability.WRITTEN);
        } catch (StorageException e) {
            if (!e.kind().leavesStoreUsable()) {
                throw e;
            }
            System.getLogger(Redelivery.class.getName())
                    .log(
                            Level.WARNING,
                            "Dead letters could not be stored; the messages stay in their queues for another delivery",
                            e);
            writeOrOwe(fallback);
        }
    }

    private void writeOrOwe(List<Change> changes) {
        try {
            store.write(changes, Durability.WRITTEN);
        } catch (StorageException e) {
            if (e.kind().mayPass()) {
                owed.addAll(changes);
            }
            throw e;
        }
    }

    /** Writes what is owed. */
    void settleOwed() {
        for (Change change = owed.poll(); change != null; change = owed.poll()) {
            settleOwed(change);
        }
    }

    private void settleOwed(Change change) {
        try {
            store.writeAlone(List.of(change), Durability.WRITTEN);
        } catch (StorageException e) {
            if (e.kind().mayPass()) {
                owed.add(change);
                throw e;
            }
            // The message has gone with its queue, or the store with all of them.
            System.getLogger(Redelivery.class.getName()).log(Level.DEBUG, "Nothing is left to settle", e);
        }
    }

    /** The store has written something: writes what is owed, if it can. */
    void storeWrites() {
        if (owed.isEmpty()) {
            return;
        }
        try {
            settleOwed();
        } catch (StorageException e) {
            System.getLogger(Redelivery.class.getName())
                    .log(Level.DEBUG, "Deliveries that could not be given back stay in flight for now", e);
        }
    }
}
