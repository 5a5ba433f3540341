package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.UnreadableItemException;
import io.github.persistq.internal.core.DeadLetters;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.Waiter;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes items of one queue, waiting for them as long as allowed. Items that cannot be read become dead letters on the way.
 *
 * <p>Each call reads as a consumer of its own, which ends with it: a message group is then free once what was taken of it is
 * settled.
 *
 * <p>Threading: thread-safe.
 */
final class Taker<T extends @Nullable Object> {
    static final long FOREVER = Long.MAX_VALUE;

    /** An unreadable item of a queue that keeps no dead letters of its own is out of the way for this long. */
    private static final long UNREADABLE_DEAD_LETTER_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Session session;
    private final MessageStore store;
    private final QueueName queue;
    private final ItemCodec<T> codec;
    private final Settler settler;

    Taker(Session session, QueueName queue, ItemCodec<T> codec) {
        this.session = session;
        this.store = session.store();
        this.queue = queue;
        this.codec = codec;
        this.settler = new Settler(session);
    }

    Settler settler() {
        return settler;
    }

    QueueReader reader() {
        session.checkOpen();
        return store.reader(queue, Filter.ALL);
    }

    /**
     * Takes up to {@code max} items.
     *
     * @param nanos how long to wait for the first
     * @param owner whose deliveries they are
     * @return empty if the time was over before
     */
    List<Delivery<T>> take(int max, long nanos, Object owner) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before taking from queue '" + queue + "'");
        }
        long begin = System.nanoTime();
        try (QueueReader reader = reader()) {
            List<Delivery<T>> taken = look(reader, max, owner);
            while (taken.isEmpty()) {
                long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
                if (left <= 0) {
                    return taken;
                }
                taken = await(reader, max, left, owner);
            }
            return taken;
        }
    }

    /** Waits once and looks: comes back early when there may be something. */
    private List<Delivery<T>> await(QueueReader reader, int max, long nanos, Object owner) throws InterruptedException {
        Waiter waiter = new Waiter();
        session.block(waiter);
        try {
            session.checkOpen();
            reader.register(waiter);
            // Read before looking: what becomes due in between is either found by the look or ends the wait at once.
            long due = reader.nextDueMillis();
            List<Delivery<T>> taken = look(reader, max, owner);
            if (taken.isEmpty()) {
                long untilDue =
                        Waiter.nanosUntil(reader.keepTime(due), store.clock().millis());
                waiter.await(Math.min(nanos, untilDue));
                session.checkOpen();
                taken = look(reader, max, owner);
            }
            return taken;
        } finally {
            reader.unregister();
            session.unblock(waiter);
        }
    }

    /** Takes up to {@code max} items that are ready and can be read. */
    List<Delivery<T>> look(QueueReader reader, int max, Object owner) {
        while (true) {
            List<io.github.persistq.spi.Delivery> claimed = reader.poll(max);
            if (claimed.isEmpty()) {
                return List.of();
            }
            session.inFlight().add(claimed, owner);
            List<Delivery<T>> read = read(claimed, owner);
            if (!read.isEmpty()) {
                return read;
            }
        }
    }

    /** Takes one item in another way than the queue's order. */
    Optional<Delivery<T>> takeOne(Function<QueueReader, Optional<io.github.persistq.spi.Delivery>> way) {
        try (QueueReader reader = reader()) {
            Optional<io.github.persistq.spi.Delivery> claimed = way.apply(reader);
            if (claimed.isEmpty()) {
                return Optional.empty();
            }
            session.inFlight().add(List.of(claimed.get()), InFlight.PROGRAM);
            return read(List.of(claimed.get()), InFlight.PROGRAM).stream().findFirst();
        }
    }

    private List<Delivery<T>> read(List<io.github.persistq.spi.Delivery> claimed, Object owner) {
        List<Delivery<T>> read = new ArrayList<>(claimed.size());
        for (io.github.persistq.spi.Delivery delivery : claimed) {
            NativeDelivery<T> item = readOne(delivery, owner);
            if (item != null) {
                read.add(item);
            }
        }
        return read;
    }

    private @Nullable NativeDelivery<T> readOne(io.github.persistq.spi.Delivery delivery, Object owner) {
        try {
            MessageHead head = codec.head(delivery.message());
            return new NativeDelivery<>(delivery, head, codec.item(head, delivery.message()), settler, session);
        } catch (UnreadableItemException e) {
            if (session.inFlight().remove(List.of(delivery), owner)) {
                unreadable(delivery, e);
            }
            return null;
        }
    }

    /** A dead letter that cannot be read stays where it is, for another program to read. */
    private void unreadable(io.github.persistq.spi.Delivery delivery, UnreadableItemException e) {
        if (DeadLetters.isDeadLetterQueue(queue)) {
            store.giveBack(delivery, UNREADABLE_DEAD_LETTER_MILLIS);
        } else {
            store.giveUp(delivery, DeadLetters.UNREADABLE, e);
        }
    }

    /** Acknowledges what was taken; if that fails it is given back as if it had not been taken. */
    void ackAtOnce(List<Delivery<T>> taken) {
        if (taken.isEmpty()) {
            return;
        }
        List<io.github.persistq.spi.Delivery> deliveries = deliveries(taken);
        if (!session.inFlight().remove(deliveries, InFlight.PROGRAM)) {
            throw Session.closedError();
        }
        try {
            store.commit(Settler.acks(deliveries), Durability.FORCED);
        } catch (StorageException e) {
            giveBack(deliveries, e);
            throw e;
        }
    }

    private void giveBack(List<io.github.persistq.spi.Delivery> deliveries, StorageException cause) {
        for (io.github.persistq.spi.Delivery delivery : deliveries) {
            try {
                store.release(delivery);
            } catch (StorageException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** The deliveries behind handles, which must be of this session. */
    List<io.github.persistq.spi.Delivery> deliveries(Iterable<? extends Delivery<?>> handles) {
        List<io.github.persistq.spi.Delivery> deliveries = new ArrayList<>();
        for (Delivery<?> handle : handles) {
            deliveries.add(deliveryOf(handle, session));
        }
        return deliveries;
    }

    static io.github.persistq.spi.Delivery deliveryOf(Delivery<?> handle, Session session) {
        if (handle instanceof NativeDelivery<?> own && own.isOf(session)) {
            return own.delivery();
        }
        throw new IllegalArgumentException(handle + " was not taken through this QueueStore");
    }
}
