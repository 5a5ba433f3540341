package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a session has delivered and the application has not acknowledged, in the order of delivery.
 *
 * <p>Threading: thread-safe; the store is called with no lock held.
 */
final class Unsettled {
    private final MessageStore store;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Map<Place, Delivery> deliveries = new LinkedHashMap<>();
    private boolean closed;

    /** What tells deliveries apart: a topic's message has one sequence in all of its queues. */
    private record Place(QueueName queue, long sequence) {
        static Place of(Delivery delivery) {
            return new Place(delivery.queue(), delivery.sequence());
        }
    }

    Unsettled(MessageStore store) {
        this.store = store;
    }

    void add(Delivery delivery) {
        lock.lock();
        try {
            deliveries.put(Place.of(delivery), delivery);
        } finally {
            lock.unlock();
        }
    }

    /** Acknowledges all in one unit of work; if that fails all stay unsettled. */
    void acknowledgeAll() throws JMSException {
        List<Delivery> taken = takeAll();
        if (taken.isEmpty()) {
            checkOpen();
        }
        acknowledge(taken);
    }

    /** Acknowledges one, unless it is settled already. */
    void acknowledge(Delivery delivery) throws JMSException {
        if (take(delivery)) {
            acknowledge(List.of(delivery));
        } else {
            checkOpen();
        }
    }

    private void acknowledge(List<Delivery> taken) throws JMSException {
        if (taken.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        taken.forEach(d -> changes.add(new Change.Ack(d.queue(), d.sequence())));
        try {
            store.commit(changes, Durability.FORCED);
        } catch (StorageException e) {
            JMSException failure = JmsErrors.storage(e);
            if (!putBack(taken)) {
                returnNow(taken, failure);
            }
            throw failure;
        }
    }

    /** Close has not seen what was being acknowledged: nobody else would ever give it back. */
    private void returnNow(List<Delivery> taken, JMSException failure) {
        try {
            store.returnNow(taken);
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives all back, to come again as their queues' policies say. */
    void giveBackAll() throws JMSException {
        List<Delivery> taken = takeAll();
        try {
            store.giveBack(taken, null);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** An acknowledgement that finds what close has taken must not return as if it had been written. */
    private void checkOpen() throws JMSException {
        lock.lock();
        try {
            if (closed) {
                throw JmsErrors.illegalState("The session is closed; what it had not acknowledged was given back");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives all back at once, to whoever asks next; the session is closed. */
    void close() throws JMSException {
        List<Delivery> taken = takeLast();
        try {
            store.returnNow(taken);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private boolean take(Delivery delivery) {
        lock.lock();
        try {
            return deliveries.remove(Place.of(delivery)) != null;
        } finally {
            lock.unlock();
        }
    }

    private List<Delivery> takeAll() {
        lock.lock();
        try {
            List<Delivery> taken = List.copyOf(deliveries.values());
            deliveries.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private List<Delivery> takeLast() {
        lock.lock();
        try {
            closed = true;
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Undoes a take; false once the session is closed. */
    private boolean putBack(List<Delivery> taken) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            List<Delivery> later = List.copyOf(deliveries.values());
            deliveries.clear();
            taken.forEach(this::add);
            later.forEach(this::add);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
