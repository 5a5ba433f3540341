package io.github.persistq.internal.queue;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.RoomLimit;
import io.github.persistq.internal.core.Waiter;
import io.github.persistq.spi.StorageException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the queues and transactions of one {@link NativeStore} have in common: the store, what is in flight, who is blocked, and
 * that all ends with a close.
 *
 * <p>Threading: thread-safe.
 */
final class Session {
    private final MessageStore store;
    private final InFlight inFlight;
    private final AsyncPuts puts;
    private final Dispatcher dispatcher;
    private final Set<Waiter> blocked = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    Session(MessageStore store) {
        this.store = store;
        this.inFlight = new InFlight(store);
        this.puts = new AsyncPuts(this);
        this.dispatcher = new Dispatcher(this);
    }

    MessageStore store() {
        return store;
    }

    InFlight inFlight() {
        return inFlight;
    }

    AsyncPuts puts() {
        return puts;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** A StorageException of kind CLOSED once the store was closed. */
    void checkOpen() {
        if (closed.get()) {
            throw closedError();
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    static StorageException closedError() {
        return new StorageException(StorageException.Kind.CLOSED, "The QueueStore is closed; open it again to go on");
    }

    /** As the queue's options say, or until the close. */
    RoomLimit roomByPolicy() {
        return RoomLimit.byPolicy(closed::get);
    }

    /** No longer than this, or until the close. */
    RoomLimit room(long nanos) {
        return RoomLimit.nanos(nanos, closed::get);
    }

    /** Has a waiter signalled when the store is closed; look whether it is after this. */
    void block(Waiter waiter) {
        blocked.add(waiter);
    }

    void unblock(Waiter waiter) {
        blocked.remove(waiter);
    }

    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        store.admin().wakeSenders();
        blocked.forEach(Waiter::signal);
        puts.close();
        dispatcher.close();
        inFlight.close();
    }
}
