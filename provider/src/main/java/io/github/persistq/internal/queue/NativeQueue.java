package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.ItemState;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.PutResult;
import io.github.persistq.QueueStats;
import io.github.persistq.StoredItem;
import io.github.persistq.spi.QueueName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The front of one queue: checks arguments, and has {@link Putter}, {@link Taker}, {@link Settler} and {@link Shelf} do the work.
 *
 * <p>Threading: thread-safe.
 */
final class NativeQueue<T extends @Nullable Object> implements PersistentQueue<T> {
    private final Session session;
    private final QueueName queue;
    private final boolean autoAck;
    private final Putter<T> putter;
    private final Taker<T> taker;
    private final Shelf<T> shelf;
    private final Desk<T> desk;

    NativeQueue(Session session, QueueName queue, ItemCodec<T> codec, boolean autoAck) {
        this.session = session;
        this.queue = queue;
        this.autoAck = autoAck;
        this.putter = new Putter<>(session, queue, codec);
        this.taker = new Taker<>(session, queue, codec);
        this.shelf = new Shelf<>(session, queue, codec);
        this.desk = new Desk<>(session, taker, autoAck);
    }

    boolean isOf(Session other) {
        return session == other;
    }

    Putter<T> putter() {
        return putter;
    }

    Taker<T> taker() {
        return taker;
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public PutResult put(T item) {
        return put(item, PutOptions.DEFAULT);
    }

    @Override
    public PutResult put(T item, PutOptions options) {
        return putter.put(List.of(putter.encode(item, options)), session.roomByPolicy())
                .get(0);
    }

    @Override
    public Optional<PutResult> offer(T item, Duration timeout) {
        return offer(item, PutOptions.DEFAULT, timeout);
    }

    @Override
    public Optional<PutResult> offer(T item, PutOptions options, Duration timeout) {
        return putter.offer(putter.encode(item, options), nanos(timeout));
    }

    @Override
    public List<PutResult> putAll(Collection<? extends T> items) {
        return putter.put(
                items.stream()
                        .map(item -> putter.encode(item, PutOptions.DEFAULT))
                        .toList(),
                session.roomByPolicy());
    }

    @Override
    public Delivery<T> take() throws InterruptedException {
        return takeAll(1).get(0);
    }

    @Override
    public Optional<Delivery<T>> poll() {
        return pollAll(1).stream().findFirst();
    }

    @Override
    public Optional<Delivery<T>> poll(Duration timeout) throws InterruptedException {
        return settled(taker.take(1, nanos(timeout), InFlight.PROGRAM)).stream().findFirst();
    }

    @Override
    public List<Delivery<T>> takeAll(int max) throws InterruptedException {
        return settled(taker.take(checkedMax(max), Taker.FOREVER, InFlight.PROGRAM));
    }

    @Override
    public List<Delivery<T>> pollAll(int max) {
        checkedMax(max);
        try (var reader = taker.reader()) {
            return settled(taker.look(reader, max, InFlight.PROGRAM));
        }
    }

    @Override
    public Optional<Delivery<T>> take(long id) {
        return settled(taker.takeOne(reader -> reader.pollExactly(id)).stream().toList()).stream()
                .findFirst();
    }

    @Override
    public Optional<Delivery<T>> takeAfter(long id) {
        return settled(taker.takeOne(reader -> reader.pollAfter(id)).stream().toList()).stream()
                .findFirst();
    }

    private List<Delivery<T>> settled(List<Delivery<T>> taken) {
        if (autoAck) {
            taker.ackAtOnce(taken);
        }
        return taken;
    }

    private static int checkedMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("The most to take is " + max + "; expected at least 1");
        }
        return max;
    }

    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout is " + timeout + "; expected zero or more");
        }
        try {
            // One below is for ever.
            return Math.min(timeout.toNanos(), Taker.FOREVER - 1);
        } catch (ArithmeticException e) {
            return Taker.FOREVER - 1;
        }
    }

    @Override
    public void ack(long id) {
        taker.settler().ack(queue, id);
    }

    @Override
    public void ackAll(Collection<? extends Delivery<T>> deliveries) {
        if (!deliveries.isEmpty()) {
            taker.settler().ack(taker.deliveries(deliveries));
        }
    }

    @Override
    public void nack(long id) {
        taker.settler().nack(queue, id);
    }

    @Override
    public void fail(long id, String reason) {
        taker.settler().fail(queue, id, reason);
    }

    @Override
    public void replace(long id, T item) {
        shelf.replace(id, item);
    }

    @Override
    public Optional<StoredItem<T>> peek() {
        try (Stream<StoredItem<T>> ready = shelf.browse(Set.of(ItemState.READY))) {
            return ready.findFirst();
        }
    }

    @Override
    public Stream<StoredItem<T>> browse(Set<ItemState> states) {
        return shelf.browse(states);
    }

    @Override
    public QueueStats stats() {
        return shelf.stats();
    }

    @Override
    public long purge() {
        return shelf.purge();
    }

    @Override
    public long clearAcked(int max, int keep, boolean alsoFailed) {
        return shelf.clearAcked(max, keep, alsoFailed);
    }

    @Override
    public boolean awaitDrained(Duration timeout) throws InterruptedException {
        return shelf.awaitDrained(nanos(timeout));
    }

    @Override
    public CompletableFuture<PutResult> putAsync(T item) {
        return putAsync(item, PutOptions.DEFAULT);
    }

    @Override
    public CompletableFuture<PutResult> putAsync(T item, PutOptions options) {
        return session.puts().put(putter.encode(item, options));
    }

    @Override
    public CompletableFuture<Delivery<T>> takeAsync() {
        return desk.take();
    }

    @Override
    public Flow.Publisher<Delivery<T>> publisher() {
        return desk::subscribe;
    }

    @Override
    public BlockingQueue<T> asBlockingQueue() {
        return new BlockingView<>(session, this);
    }

    @Override
    public String toString() {
        return "PersistentQueue '" + queue + "'";
    }
}
