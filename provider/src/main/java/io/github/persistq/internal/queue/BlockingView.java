package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.ItemState;
import io.github.persistq.PutOptions;
import io.github.persistq.StoredItem;
import io.github.persistq.UnreadableItemException;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.spi.QueueName;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A persistent queue as the JDK's interface has queues: what leaves it is acknowledged.
 *
 * <p>Its size is that of what can be taken now. Iterators see what is ready, and remove it by taking it.
 *
 * <p>Threading: thread-safe.
 */
final class BlockingView<T extends @Nullable Object> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final Session session;
    private final NativeQueue<T> queue;
    private final QueueName name;
    private final Taker<T> taker;

    BlockingView(Session session, NativeQueue<T> queue) {
        this.session = session;
        this.queue = queue;
        this.name = QueueName.queue(queue.name());
        this.taker = queue.taker();
    }

    @Override
    public boolean offer(T item) {
        return offer(encode(item), 0);
    }

    @Override
    public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
        checkInterrupt();
        boolean stored = offer(encode(item), Math.max(0, unit.toNanos(timeout)));
        if (!stored) {
            checkInterrupt();
        }
        return stored;
    }

    private boolean offer(Outgoing item, long nanos) {
        return queue.putter()
                .offer(item, nanos)
                .filter(result -> !result.duplicate())
                .isPresent();
    }

    @Override
    public void put(T item) throws InterruptedException {
        Outgoing encoded = encode(item);
        checkInterrupt();
        while (queue.putter().offer(encoded, Taker.FOREVER / 4).isEmpty()) {
            checkInterrupt();
        }
    }

    private Outgoing encode(T item) {
        Objects.requireNonNull(item, "A BlockingQueue holds no nulls; put null into the PersistentQueue");
        return queue.putter().encode(item, PutOptions.DEFAULT);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public T take() throws InterruptedException {
        while (true) {
            for (Delivery<T> delivery : taker.take(1, Taker.FOREVER, InFlight.PROGRAM)) {
                if (isShown(delivery)) {
                    return delivery.item();
                }
            }
        }
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = Math.max(0, unit.toNanos(timeout));
        long begin = System.nanoTime();
        while (true) {
            long left = Math.max(0, nanos - (System.nanoTime() - begin));
            List<Delivery<T>> taken = taker.take(1, Math.min(left, Taker.FOREVER - 1), InFlight.PROGRAM);
            if (taken.isEmpty()) {
                return null;
            }
            if (isShown(taken.get(0))) {
                return taken.get(0).item();
            }
        }
    }

    @Override
    public @Nullable T poll() {
        try (var reader = taker.reader()) {
            while (true) {
                List<Delivery<T>> taken = taker.look(reader, 1, InFlight.PROGRAM);
                if (taken.isEmpty()) {
                    return null;
                }
                if (isShown(taken.get(0))) {
                    return taken.get(0).item();
                }
            }
        }
    }

    /** Acknowledges an item before it is shown, or gives up a null, which the caller would take for an empty queue. */
    private boolean isShown(Delivery<T> delivery) {
        if (delivery.item() == null) {
            delivery.fail("null, taken through a BlockingQueue, which holds none");
            return false;
        }
        taker.ackAtOnce(List.of(delivery));
        return true;
    }

    @Override
    public @Nullable T peek() {
        try (var ready = queue.browse(Set.of(ItemState.READY))) {
            Iterator<StoredItem<T>> items = ready.iterator();
            while (items.hasNext()) {
                T item = readable(items.next());
                if (item != null) {
                    return item;
                }
            }
            return null;
        }
    }

    private static <T extends @Nullable Object> @Nullable T readable(StoredItem<T> stored) {
        try {
            return stored.item();
        } catch (UnreadableItemException e) {
            // Whoever takes it makes it a dead letter.
            return null;
        }
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, queue.stats().ready());
    }

    @Override
    public int remainingCapacity() {
        long limit = session.store().policy(name).spec().maxMessages();
        long left = limit == 0 ? Integer.MAX_VALUE : limit - queue.stats().unsettled();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, left));
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int max) {
        if (target == this) {
            throw new IllegalArgumentException("A queue cannot be drained to itself");
        }
        int drained = 0;
        while (drained < max) {
            T item = poll();
            if (item == null) {
                return drained;
            }
            target.add(item);
            drained++;
        }
        return drained;
    }

    @Override
    public boolean remove(@Nullable Object item) {
        for (Iterator<T> each = iterator(); each.hasNext(); ) {
            if (each.next().equals(item)) {
                return ((Items) each).take();
            }
        }
        return false;
    }

    @Override
    public Iterator<T> iterator() {
        return new Items();
    }

    /** Ready items that can be read and are not null. */
    private final class Items implements Iterator<T> {
        private final Iterator<StoredItem<T>> stored =
                queue.browse(Set.of(ItemState.READY)).iterator();
        private @Nullable T nextItem;
        private long nextId;
        private long shown;

        @Override
        public boolean hasNext() {
            while (nextItem == null && stored.hasNext()) {
                StoredItem<T> candidate = stored.next();
                nextItem = readable(candidate);
                nextId = candidate.id();
            }
            return nextItem != null;
        }

        @Override
        public T next() {
            T item = hasNext() ? nextItem : null;
            if (item == null) {
                throw new NoSuchElementException();
            }
            shown = nextId;
            nextItem = null;
            return item;
        }

        @Override
        public void remove() {
            if (shown == 0) {
                throw new IllegalStateException("next() has not been called, or its item is removed already");
            }
            take();
        }

        /** Takes the item that was shown; false if somebody else has. */
        boolean take() {
            var taken = taker.takeOne(reader -> reader.pollExactly(shown));
            shown = 0;
            taken.ifPresent(delivery -> taker.ackAtOnce(List.of(delivery)));
            return taken.isPresent();
        }
    }
}
