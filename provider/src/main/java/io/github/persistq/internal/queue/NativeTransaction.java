package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentMap;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.Transaction;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is to be written with the commit.
 *
 * <p>Threading: one thread at a time.
 */
final class NativeTransaction implements Transaction {
    private final Session session;
    private final List<Outgoing> puts = new ArrayList<>();
    /** What it took itself, and is to come again after a rollback. */
    private final List<io.github.persistq.spi.Delivery> taken = new ArrayList<>();
    /** What was taken before, and is the program's again after a rollback. */
    private final List<io.github.persistq.spi.Delivery> joined = new ArrayList<>();

    private final MapChanges mapChanges = new MapChanges();
    private boolean ended;

    NativeTransaction(Session session) {
        this.session = session;
    }

    @Override
    public <T extends @Nullable Object> void put(PersistentQueue<T> queue, T item) {
        put(queue, item, PutOptions.DEFAULT);
    }

    @Override
    public <T extends @Nullable Object> void put(PersistentQueue<T> queue, T item, PutOptions options) {
        checkActive();
        puts.add(own(queue).putter().encode(item, options));
    }

    @Override
    public <T extends @Nullable Object> Delivery<T> take(PersistentQueue<T> queue) throws InterruptedException {
        return take(queue, Taker.FOREVER).orElseThrow();
    }

    @Override
    public <T extends @Nullable Object> Optional<Delivery<T>> poll(PersistentQueue<T> queue, Duration timeout)
            throws InterruptedException {
        return take(queue, NativeQueue.nanos(timeout));
    }

    private <T extends @Nullable Object> Optional<Delivery<T>> take(PersistentQueue<T> queue, long nanos)
            throws InterruptedException {
        checkActive();
        List<Delivery<T>> one = own(queue).taker().take(1, nanos, this);
        one.forEach(delivery -> taken.add(Taker.deliveryOf(delivery, session)));
        return one.stream().findFirst();
    }

    private <T extends @Nullable Object> NativeQueue<T> own(PersistentQueue<T> queue) {
        if (queue instanceof NativeQueue<T> own && own.isOf(session)) {
            return own;
        }
        throw new IllegalArgumentException(queue + " is not of the QueueStore that the transaction was begun with");
    }

    @Override
    public void ack(Delivery<?> delivery) {
        checkActive();
        io.github.persistq.spi.Delivery known = Taker.deliveryOf(delivery, session);
        if (!session.inFlight().pass(known, InFlight.PROGRAM, this)) {
            throw new IllegalStateException("%s has ended, or is part of a transaction already".formatted(delivery));
        }
        joined.add(known);
    }

    @Override
    public <K, V> @Nullable V get(PersistentMap<K, V> map, K key) {
        checkActive();
        NativeMap<K, V> own = own(map);
        Bytes value = mapChanges.get(own, own.codec().key(key));
        return value == null ? null : own.codec().value(value);
    }

    @Override
    public <K, V> void put(PersistentMap<K, V> map, K key, V value) {
        checkActive();
        NativeMap<K, V> own = own(map);
        mapChanges.set(own, own.codec().key(key), own.codec().value(value));
    }

    @Override
    public <K, V> void remove(PersistentMap<K, V> map, K key) {
        checkActive();
        NativeMap<K, V> own = own(map);
        mapChanges.set(own, own.codec().key(key), null);
    }

    private <K, V> NativeMap<K, V> own(PersistentMap<K, V> map) {
        if (map instanceof NativeMap<K, V> own && own.isOf(session)) {
            return own;
        }
        throw new IllegalArgumentException(
                "The map '%s' is not of the QueueStore that the transaction was begun with".formatted(map.name()));
    }

    @Override
    public void commit() {
        checkActive();
        ended = true;
        List<io.github.persistq.spi.Delivery> acknowledged = new ArrayList<>(taken);
        acknowledged.addAll(joined);
        if (!session.inFlight().remove(acknowledged, this)) {
            throw Session.closedError();
        }
        try {
            List<Change> changes = Settler.acks(acknowledged);
            changes.addAll(mapChanges.changes());
            session.store().commit(changes, puts, Durability.FORCED, session.roomByPolicy());
        } catch (RuntimeException | Error e) {
            session.inFlight().putBack(acknowledged, this, e);
            undo(e);
            throw e;
        }
    }

    private void undo(Throwable cause) {
        try {
            giveBack(false);
        } catch (StorageException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void rollback() {
        checkActive();
        ended = true;
        giveBack(false);
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            giveBack(true);
        }
    }

    /** What is not in the table any more has been given back by the store's close. */
    private void giveBack(boolean atOnce) {
        joined.forEach(delivery -> session.inFlight().pass(delivery, this, InFlight.PROGRAM));
        List<io.github.persistq.spi.Delivery> left = new ArrayList<>();
        for (io.github.persistq.spi.Delivery delivery : taken) {
            if (session.inFlight().remove(List.of(delivery), this)) {
                left.add(delivery);
            }
        }
        if (atOnce) {
            session.store().returnNow(left);
        } else {
            session.store().giveBack(left, null);
        }
    }

    private void checkActive() {
        session.checkOpen();
        if (ended) {
            throw new IllegalStateException("The transaction has ended; begin another one");
        }
    }
}
