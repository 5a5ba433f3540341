package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.Waiter;
import io.github.persistq.spi.StorageException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where futures and subscribers ask for the items of one queue. What they want they get in turns.
 *
 * <p>Threading: asking is thread-safe; serving is confined to the dispatcher's thread.
 */
final class Desk<T extends @Nullable Object> {
    private final Session session;
    private final Taker<T> taker;
    private final boolean autoAck;
    private final ReentrantLock lock = new ReentrantLock(); // guards customers
    private final Deque<Customer<T>> customers = new ArrayDeque<>();
    private @Nullable QueueReader reader; // the dispatcher's, as is due
    private long due = Long.MAX_VALUE;

    /** Who wants items. */
    interface Customer<T extends @Nullable Object> {
        /** Whether it wants nothing any more. */
        boolean hasLeft();

        /** Whether it wants an item now. */
        boolean wants();

        /** Takes an item; false if it does not want it any more. */
        boolean accept(Delivery<T> delivery);

        /** There will be no items; null says that the store was closed. */
        void end(@Nullable StorageException error);
    }

    Desk(Session session, Taker<T> taker, boolean autoAck) {
        this.session = session;
        this.taker = taker;
        this.autoAck = autoAck;
    }

    CompletableFuture<Delivery<T>> take() {
        TakeFuture<T> future = new TakeFuture<>(this);
        enter(future);
        return future;
    }

    void subscribe(Flow.Subscriber<? super Delivery<T>> subscriber) {
        FlowSubscription<T> subscription = new FlowSubscription<>(this, subscriber);
        subscription.begin();
        enter(subscription);
    }

    private void enter(Customer<T> customer) {
        lock.lock();
        try {
            customers.add(customer);
        } finally {
            lock.unlock();
        }
        look();
    }

    /** Somebody wants more than before, or less. */
    void look() {
        session.dispatcher().serve(this);
    }

    boolean isWanted() {
        lock.lock();
        try {
            customers.removeIf(Customer::hasLeft);
            for (Customer<T> customer : customers) {
                if (customer.wants()) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody will ever want anything, as far as is known. */
    boolean isEmpty() {
        lock.lock();
        try {
            return customers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Who is next; null if nobody wants anything. */
    private @Nullable Customer<T> next() {
        lock.lock();
        try {
            customers.removeIf(Customer::hasLeft);
            for (Customer<T> customer : customers) {
                if (customer.wants()) {
                    return customer;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a customer who was served behind all others. */
    private void served(Customer<T> customer) {
        lock.lock();
        try {
            if (customers.remove(customer)) {
                customers.add(customer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands over what is there and wanted; whether that was anything. */
    boolean serve() {
        boolean served = false;
        try {
            for (Customer<T> customer = next(); customer != null; customer = next()) {
                List<Delivery<T>> one = taker.look(reader(), 1, InFlight.PROGRAM);
                if (one.isEmpty()) {
                    return served;
                }
                served = true;
                handOver(one.get(0), customer);
            }
        } catch (StorageException e) {
            endAll(session.isClosed() ? null : e);
        }
        return served;
    }

    private void handOver(Delivery<T> delivery, Customer<T> first) {
        for (Customer<T> customer = first; customer != null; customer = next()) {
            if (customer.accept(delivery)) {
                served(customer);
                return;
            }
        }
        release(delivery);
    }

    /** Gives back what nobody has seen. */
    void release(Delivery<T> delivery) {
        io.github.persistq.spi.Delivery taken = Taker.deliveryOf(delivery, session);
        if (session.inFlight().remove(List.of(taken), InFlight.PROGRAM)) {
            session.store().release(taken);
        }
    }

    /** Gives back what a subscriber has thrown at, unless it has settled it before. */
    void failed(Delivery<T> delivery, Throwable error) {
        System.getLogger(Desk.class.getName())
                .log(
                        System.Logger.Level.WARNING,
                        "A subscriber has thrown, and its subscription is cancelled; the item comes again",
                        error);
        io.github.persistq.spi.Delivery taken = Taker.deliveryOf(delivery, session);
        if (session.inFlight().remove(List.of(taken), InFlight.PROGRAM)) {
            session.store().giveBack(List.of(taken), error);
        }
    }

    /** What is to be done before an item is shown. */
    void show(Delivery<T> delivery) {
        if (autoAck) {
            taker.ackAtOnce(List.of(delivery));
        }
    }

    private QueueReader reader() {
        if (reader == null) {
            reader = taker.reader();
        }
        return reader;
    }

    void register(Waiter waiter) {
        try {
            reader().register(waiter);
            due = reader().nextDueMillis();
        } catch (StorageException e) {
            endAll(session.isClosed() ? null : e);
        }
    }

    /** When to look again though nothing has arrived. */
    long lookAgainMillis() {
        return reader == null ? Long.MAX_VALUE : reader.keepTime(due);
    }

    void unregister() {
        if (reader != null) {
            reader.unregister();
        }
    }

    /** Nothing is wanted for now: others may have the message groups. */
    void idle() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** The store is closed. */
    void close() {
        idle();
        endAll(null);
    }

    private void endAll(@Nullable StorageException error) {
        List<Customer<T>> left;
        lock.lock();
        try {
            left = List.copyOf(customers);
            customers.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(customer -> customer.end(error));
    }
}
