package io.github.persistq.internal.queue;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends deliveries, of handles and by id.
 *
 * <p>What another took, a JMS consumer or another QueueStore of the store, is not in this one's table: by id it is settled all the
 * same, as the engine knows what is in flight.
 *
 * <p>Threading: thread-safe.
 */
final class Settler {
    private final Session session;
    private final MessageStore store;

    Settler(Session session) {
        this.session = session;
        this.store = session.store();
    }

    /** How one delivery ends. */
    interface End {
        void write(Delivery delivery);
    }

    /** Acknowledges all, or none. */
    void ack(List<Delivery> deliveries) {
        end(deliveries, new Runnable() {
            @Override
            public void run() {
                store.commit(acks(deliveries), Durability.FORCED);
            }
        });
    }

    static List<Change> acks(List<Delivery> deliveries) {
        List<Change> changes = new ArrayList<>(deliveries.size());
        deliveries.forEach(d -> changes.add(new Change.Ack(d.queue(), d.sequence())));
        return changes;
    }

    void end(Delivery delivery, End end) {
        end(List.of(delivery), () -> end.write(delivery));
    }

    private void end(List<Delivery> deliveries, Runnable write) {
        session.checkOpen();
        if (!session.inFlight().remove(deliveries, InFlight.PROGRAM)) {
            session.checkOpen();
            throw ended(deliveries);
        }
        try {
            checkThere(deliveries);
            write.run();
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.ILLEGAL_CHANGE) {
                throw new IllegalStateException(ended(deliveries).getMessage(), e);
            }
            session.inFlight().putBack(deliveries, InFlight.PROGRAM, e);
            throw e;
        } catch (Error e) {
            // For example for want of memory: what is in flight must stay where it can be settled.
            session.inFlight().putBack(deliveries, InFlight.PROGRAM, e);
            throw e;
        }
    }

    /** The store leaves out what would settle messages of a queue that is gone. */
    private void checkThere(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            if (!store.admin().exists(delivery.queue())) {
                throw ended(List.of(delivery));
            }
        }
    }

    private static IllegalStateException ended(List<Delivery> deliveries) {
        Delivery first = deliveries.get(0);
        String which = deliveries.size() == 1 ? "Item " + first.sequence() : "One of the items";
        return new IllegalStateException(
                "%s of queue '%s' is not in flight: its delivery has ended, or it belongs to a transaction"
                        .formatted(which, first.queue()));
    }

    void ack(QueueName queue, long id) {
        Delivery known = session.inFlight().find(queue, id);
        if (known != null) {
            ack(List.of(known));
        } else {
            writeById(queue, id, List.of(new Change.Ack(queue, id)));
        }
    }

    void nack(QueueName queue, long id) {
        end(find(queue, id), delivery -> store.giveBack(List.of(delivery), null));
    }

    void fail(QueueName queue, long id, String reason) {
        end(find(queue, id), delivery -> store.giveUp(delivery, reason, null));
    }

    private void writeById(QueueName queue, long id, List<Change> changes) {
        session.checkOpen();
        if (!store.admin().exists(queue)) {
            throw notInFlight(queue, id, null);
        }
        try {
            store.commit(changes, Durability.FORCED);
        } catch (StorageException e) {
            throw e.kind() == StorageException.Kind.ILLEGAL_CHANGE ? notInFlight(queue, id, e) : e;
        }
    }

    /** The delivery of an item that is in flight, whoever took it; made this program's. */
    private Delivery find(QueueName queue, long id) {
        session.checkOpen();
        Delivery known = session.inFlight().find(queue, id);
        if (known != null) {
            return known;
        }
        Iterator<QueuedMessage> inFlight = store.browse(queue, Set.of(MessageState.IN_FLIGHT));
        while (inFlight.hasNext()) {
            QueuedMessage message = inFlight.next();
            if (message.sequence() == id) {
                Delivery found = new Delivery(queue, id, message.deliveryCount(), false, message.message());
                session.inFlight().add(List.of(found), InFlight.PROGRAM);
                return found;
            }
        }
        throw notInFlight(queue, id, null);
    }

    private static IllegalStateException notInFlight(QueueName queue, long id, @Nullable Throwable cause) {
        return new IllegalStateException(
                "Item %d of queue '%s' is not in flight; only what was taken and not settled can be"
                        .formatted(id, queue),
                cause);
    }
}
