package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of deliveries that were not acknowledged, as their queues' policies say, and writes that: another
 * delivery, at once or later; a dead letter; or nothing more.
 *
 * <p>What cannot be written because the store fails for a time is {@link Owed}.
 *
 * <p>Threading: thread-safe; no lock is held while the store is called.
 */
final class Redelivery {
    /** The wait before it is tried again to store a dead letter that found no room. */
    private static final long RETRY_MILLIS = 1000;

    private final StoreWriter writer;
    private final Owed owed;
    private final QueueTable queues;
    private final InstantSource clock;

    Redelivery(StoreWriter writer, Owed owed, QueueTable queues, InstantSource clock) {
        this.writer = writer;
        this.owed = owed;
        this.queues = queues;
        this.clock = clock;
    }

    /** See {@link MessageStore#giveBack}. */
    void giveBack(List<Delivery> deliveries, @Nullable Throwable error) {
        List<Change> changes = new ArrayList<>();
        List<Change> fallback = new ArrayList<>();
        for (Delivery delivery : present(deliveries)) {
            if (policy(delivery).allowsAfter(delivery.deliveryCount())) {
                Change again = redelivery(delivery);
                changes.add(again);
                fallback.add(again);
            } else {
                fallback.add(retry(delivery));
                addGivingUp(delivery, DeadLetters.DELIVERY_LIMIT, error, changes);
            }
        }
        writeOrFallBack(changes, fallback);
    }

    /** See {@link MessageStore#giveBack(Delivery, long)}. */
    void giveBack(Delivery delivery, long delayMillis) {
        if (present(List.of(delivery)).isEmpty()) {
            return;
        }
        if (policy(delivery).allowsAfter(delivery.deliveryCount())) {
            owed.write(List.of(nack(delivery, delayMillis)));
        } else {
            giveUp(delivery, DeadLetters.DELIVERY_LIMIT, null);
        }
    }

    /** See {@link MessageStore#returnNow}. */
    void returnNow(List<Delivery> deliveries) {
        List<Change> changes = new ArrayList<>();
        deliveries.forEach(d -> changes.add(new Change.Nack(d.queue(), d.sequence(), 0, false)));
        owed.write(changes);
    }

    /** See {@link MessageStore#release}. */
    void release(Delivery delivery) {
        owed.write(List.of(new Change.Release(delivery.queue(), delivery.sequence())));
    }

    /** See {@link MessageStore#giveUp}. */
    void giveUp(Delivery delivery, String reason, @Nullable Throwable error) {
        if (present(List.of(delivery)).isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        addGivingUp(delivery, reason, error, changes);
        writeOrFallBack(changes, List.of(retry(delivery)));
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

    /** Ends a delivery whose time is over; false if its dead letter found no room, and it is tried again later. */
    boolean expire(Delivery delivery) {
        Change expiry = new Change.Expire(delivery.queue(), delivery.sequence());
        List<Change> changes = new ArrayList<>();
        changes.add(expiry);
        if (queues.policy(delivery.queue()).expiry() == Settings.Expiry.DEADLETTER) {
            addDeadLetter(delivery, DeadLetters.EXPIRED, null, changes);
            return writeOrFallBack(changes, List.of(retry(delivery)));
        }
        owed.write(changes);
        return true;
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
        return nack(delivery, policy(delivery).delayAfter(delivery.deliveryCount()));
    }

    /** Another delivery for want of room for the dead letter: not at once, or whoever looks next would find it for ever. */
    private Change retry(Delivery delivery) {
        return nack(delivery, Math.max(RETRY_MILLIS, policy(delivery).delayAfter(delivery.deliveryCount())));
    }

    private Change nack(Delivery delivery, long delayMillis) {
        long readyAt = delayMillis == 0 ? 0 : clock.millis() + delayMillis;
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

    /** Writes what should be done, or else what leaves no delivery in flight; whether it was the former. */
    private boolean writeOrFallBack(List<Change> changes, List<Change> fallback) {
        if (changes.equals(fallback)) {
            owed.write(fallback);
            return true;
        }
        try {
            writer.write(changes, Durability.WRITTEN);
            return true;
        } catch (StorageException e) {
            if (!e.kind().leavesStoreUsable()) {
                throw e;
            }
            System.getLogger(Redelivery.class.getName())
                    .log(
                            Level.WARNING,
                            "Dead letters could not be stored; the messages stay in their queues for another delivery",
                            e);
            owed.write(fallback);
            return false;
        }
    }
}
