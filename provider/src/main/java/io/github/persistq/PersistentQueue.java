package io.github.persistq;

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
 * A queue that lives in a store. What is taken stays in flight until its {@link Delivery} is settled; what is in flight when the
 * process ends comes again.
 *
 * <p>A returned {@code put} or {@code ack} is on the device (unless the URL says {@code durability=os}). An item that the
 * serializer cannot read becomes a dead letter with the reason and is in nobody's way. Items may be null.
 *
 * <p>Ids are numbers that the store gives, rising with each put and never given twice.
 *
 * <p>Threading: thread-safe. Blocked calls end when the store is closed, with a StorageException of kind CLOSED.
 *
 * @param <T> the type of the items
 */
public interface PersistentQueue<T extends @Nullable Object> {
    /** The queue's name, also that of the JMS queue. */
    String name();

    /** Puts an item with the default options; see {@link #put(Object, PutOptions)}. */
    PutResult put(T item);

    /**
     * Puts an item. While the queue is full, waits as its options say; an interrupt ends the wait and leaves the flag set.
     *
     * @throws io.github.persistq.spi.StorageException of kind QUEUE_FULL, STORE_FULL, TOO_LARGE or others; nothing was put
     * @throws IllegalArgumentException if the serializer refuses the item
     */
    PutResult put(T item, PutOptions options);

    /**
     * Puts an item, waiting for room no longer than the timeout.
     *
     * @param timeout zero tries once
     * @return empty if there was no room
     * @throws IllegalArgumentException if the timeout is negative
     */
    Optional<PutResult> offer(T item, Duration timeout);

    /** As {@link #offer(Object, Duration)}, with options. */
    Optional<PutResult> offer(T item, PutOptions options, Duration timeout);

    /** Puts all items or none, with one force; the results are in the order of the items. */
    List<PutResult> putAll(Collection<? extends T> items);

    /** Takes the next item, waiting for it as long as it takes. */
    Delivery<T> take() throws InterruptedException;

    /** Takes the next item if there is one. */
    Optional<Delivery<T>> poll();

    /**
     * Takes the next item, waiting for it no longer than the timeout.
     *
     * @param timeout zero tries once
     * @throws IllegalArgumentException if the timeout is negative
     */
    Optional<Delivery<T>> poll(Duration timeout) throws InterruptedException;

    /** Takes up to {@code max} items, waiting until there is one. */
    List<Delivery<T>> takeAll(int max) throws InterruptedException;

    /** Takes up to {@code max} items, without waiting. */
    List<Delivery<T>> pollAll(int max);

    /** Takes this very item if it is ready; never waits. */
    Optional<Delivery<T>> take(long id);

    /** Takes the first ready item behind this one in the queue's order, else the first of all; never waits. */
    Optional<Delivery<T>> takeAfter(long id);

    /**
     * Acknowledges an item that is in flight, whoever took it.
     *
     * @throws IllegalStateException if it is not in flight
     */
    void ack(long id);

    /** Acknowledges several deliveries of this queue, all or none, with one force. */
    void ackAll(Collection<? extends Delivery<T>> deliveries);

    /** Gives an item back that is in flight, whoever took it; see {@link Delivery#nack()}. */
    void nack(long id);

    /** Gives an item up that is in flight, whoever took it; see {@link Delivery#fail}. */
    void fail(long id, String reason);

    /**
     * Puts another item in the place of one that is not acknowledged; its id, place, priority, times and key stay.
     *
     * @throws IllegalStateException if there is no such item, or it is acknowledged
     */
    void replace(long id, T item);

    /** The item that would be taken next, without taking it. */
    Optional<StoredItem<T>> peek();

    /**
     * The items in these states, read as the stream is consumed, each state in the order in which items would be taken. Changes
     * made meanwhile may or may not be seen.
     */
    Stream<StoredItem<T>> browse(Set<ItemState> states);

    /** The queue's figures; takes the same time whatever its depth. */
    QueueStats stats();

    /**
     * Removes all items, in one unit of work: those in flight can no longer be settled, kept ones are gone, figures begin anew.
     *
     * @return how many were there that were not settled
     */
    long purge();

    /**
     * Forgets acknowledged items that are kept, oldest first.
     *
     * @param max how many at most
     * @param keep how many of the newest stay
     * @param alsoFailed whether dead letters in {@code DLQ.<queue>} are removed, too, as many as are left of {@code max}, but for
     *     the {@code keep} newest
     * @return how many items and dead letters are gone
     * @throws IllegalArgumentException if a number is negative
     */
    long clearAcked(int max, int keep, boolean alsoFailed);

    /**
     * Waits until everything that was put is settled: nothing is ready, delayed or in flight.
     *
     * @return false if the time was over before
     */
    boolean awaitDrained(Duration timeout) throws InterruptedException;

    /** Puts an item without waiting for the device; puts of one thread keep their order. Cancelling takes back what is not written yet. */
    CompletableFuture<PutResult> putAsync(T item);

    /** As {@link #putAsync(Object)}, with options. */
    CompletableFuture<PutResult> putAsync(T item, PutOptions options);

    /**
     * Takes an item once there is one. A future that is cancelled takes nothing: an item that was on its way goes back as if it had
     * not been taken. Futures get items in the order in which they were asked for, and complete on the common pool.
     */
    CompletableFuture<Delivery<T>> takeAsync();

    /**
     * Publishes deliveries to subscribers, each item to one of them, no more than they have asked for. Closing the store completes
     * the subscriptions; cancelling one gives back what was not handed over yet.
     */
    Flow.Publisher<Delivery<T>> publisher();

    /**
     * This queue as the JDK's {@link BlockingQueue}, for example for a ThreadPoolExecutor. What leaves it is acknowledged before it
     * is returned: an item is lost if the process dies while working on it. It holds no nulls: a null item that is in the
     * queue becomes a dead letter when it is met. {@code offer} returns false when the queue is full or the item is a duplicate.
     */
    BlockingQueue<T> asBlockingQueue();
}
