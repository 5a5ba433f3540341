package io.github.persistq.internal.queue;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.QueueName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a program has taken and not settled. Whoever removes a delivery from here settles it, so that each is settled once.
 *
 * <p>Threading: thread-safe; the store is called with no lock held.
 */
final class InFlight {
    /** The owner of deliveries that handles and ids settle; others belong to a transaction. */
    static final Object PROGRAM = new Object();

    private final MessageStore store;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Map<Long, Held> deliveries = new HashMap<>();
    private boolean closed;

    private record Held(Delivery delivery, Object owner) {}

    InFlight(MessageStore store) {
        this.store = store;
    }

    /** Enters what was just taken; gives it back and fails if the store was closed meanwhile. */
    void add(List<Delivery> taken, Object owner) {
        if (!tryAdd(taken, owner)) {
            taken.forEach(store::release);
            throw Session.closedError();
        }
    }

    private boolean tryAdd(List<Delivery> taken, Object owner) {
        lock.lock();
        try {
            if (!closed) {
                taken.forEach(delivery -> deliveries.put(delivery.sequence(), new Held(delivery, owner)));
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Removes these deliveries, all or none; false if one of them is not there, or not this owner's. */
    boolean remove(List<Delivery> taken, Object owner) {
        lock.lock();
        try {
            for (Delivery delivery : taken) {
                if (!isHeld(delivery, owner)) {
                    return false;
                }
            }
            taken.forEach(delivery -> deliveries.remove(delivery.sequence()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Makes another the owner; false if the delivery is not there, or not the former owner's. */
    boolean pass(Delivery delivery, Object from, Object to) {
        lock.lock();
        try {
            if (!isHeld(delivery, from)) {
                return false;
            }
            deliveries.put(delivery.sequence(), new Held(delivery, to));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The same delivery, not an equal one: an item that was taken again may look the same. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isHeld(Delivery delivery, Object owner) {
        Held held = deliveries.get(delivery.sequence());
        return held != null && held.delivery() == delivery && held.owner() == owner;
    }

    /** The delivery of an item that is in flight here, or null. */
    @Nullable
    Delivery find(QueueName queue, long sequence) {
        lock.lock();
        try {
            Held held = deliveries.get(sequence);
            return held != null && held.delivery().queue().equals(queue) ? held.delivery() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Undoes a removal after settling has failed. */
    void putBack(List<Delivery> taken, Object owner, Throwable cause) {
        if (tryAdd(taken, owner)) {
            return;
        }
        try {
            store.returnNow(taken);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Forgets what was in flight in queues that were emptied or removed. */
    void forget(QueueName queue) {
        lock.lock();
        try {
            deliveries.values().removeIf(held -> held.delivery().queue().equals(queue));
        } finally {
            lock.unlock();
        }
    }

    /** Gives everything back: it comes again at once. */
    void close() {
        List<Delivery> left = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            for (Iterator<Held> each = deliveries.values().iterator(); each.hasNext(); ) {
                left.add(each.next().delivery());
                each.remove();
            }
        } finally {
            lock.unlock();
        }
        if (!left.isEmpty()) {
            store.returnNow(left);
        }
    }
}
