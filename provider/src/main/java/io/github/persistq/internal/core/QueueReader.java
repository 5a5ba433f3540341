package io.github.persistq.internal.core;

import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's way of taking messages from a queue: those that may still be delivered. Expired ones, and those that were
 * delivered as often as the queue allows (they may have killed the process), are settled on the way.
 *
 * <p>To wait for a message: {@link #register}, read {@link #nextDueMillis}, {@link #poll}, wait no longer than
 * {@link #keepTime} says, {@link #poll}, {@link #unregister}.
 *
 * <p>Threading: one thread takes at a time; any thread closes.
 */
public final class QueueReader implements AutoCloseable {
    /** Is told of the end of readers that nobody counts. */
    static final Runnable NOBODY = new Runnable() {
        @Override
        public void run() {}
    };

    private final MessageStore store;
    private final QueueName queue;
    private final Filter filter;
    private final Runnable ended;
    private final CountDownLatch end = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private Claimer claimer;
    private @Nullable QueueGroups groups;
    private long generation;
    private @Nullable Waiter waiter;
    private Waiters.@Nullable Interest interest;
    private boolean toldThatGone;
    private boolean closed;

    /** Reads what the filter wants; what is to be run when it is closed is run once, with no lock held. */
    QueueReader(MessageStore store, QueueName queue, Filter filter, Runnable ended) {
        this.store = store;
        this.queue = queue;
        this.filter = filter;
        this.ended = ended;
        this.claimer = store.claimer(queue, filter);
    }

    public QueueName queue() {
        return queue;
    }

    /**
     * Takes the next message, if there is one; empty after close.
     *
     * @throws io.github.persistq.spi.StorageException as {@link Claimer#claim}, or when a message that must not be delivered
     *     cannot be settled
     */
    public Optional<Delivery> poll() {
        lock.lock();
        try {
            if (interest != null) {
                store.waiters().looking(interest);
            }
            store.owed().settle();
            while (!closed) {
                followGroups();
                List<Delivery> claimed = claim(1);
                if (claimed.isEmpty()) {
                    checkThere();
                    return Optional.empty();
                }
                Delivery delivery = claimed.get(0);
                if (!store.redelivery().settleUndeliverable(delivery) && isOwn(delivery)) {
                    return Optional.of(delivery);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes up to so many messages; none after close.
     *
     * @throws io.github.persistq.spi.StorageException as {@link #poll()}; nothing is taken
     */
    public List<Delivery> poll(int limit) {
        Batch batch = new Batch();
        lock.lock();
        try {
            begin();
            boolean more = true;
            while (more && !closed && batch.taken.size() < limit) {
                followGroups();
                more = batch.add(claim(limit - batch.taken.size()));
            }
            if (batch.taken.isEmpty()) {
                checkThere();
            }
            return batch.taken;
        } catch (RuntimeException | Error e) {
            batch.releaseAll(e);
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the message of this sequence if it is ready. */
    public Optional<Delivery> pollExactly(long sequence) {
        return pollOne(true, sequence);
    }

    /** Takes the first message behind the one of this sequence, else the first of all. */
    public Optional<Delivery> pollAfter(long sequence) {
        return pollOne(false, sequence);
    }

    private Optional<Delivery> pollOne(boolean exactly, long sequence) {
        lock.lock();
        try {
            begin();
            while (!closed) {
                followGroups();
                Optional<Delivery> claimed = exactly ? claimer.claimExactly(sequence) : claimer.claimAfter(sequence);
                if (claimed.isEmpty()) {
                    return claimed;
                }
                Delivery delivery = claimed.get();
                if (!store.redelivery().settleUndeliverable(delivery) && isOwn(delivery)) {
                    return claimed;
                }
            }
            return Optional.empty();
        } catch (StorageException e) {
            throw store.seen(e);
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        if (interest != null) {
            store.waiters().looking(interest);
        }
        store.owed().settle();
    }

    /** Messages that are taken together. */
    private final class Batch {
        final List<Delivery> taken = new ArrayList<>();
        private final Deque<Delivery> left = new ArrayDeque<>();

        /** Sorts out what was claimed; false if that was nothing. */
        boolean add(List<Delivery> claimed) {
            left.addAll(claimed);
            for (Delivery delivery = left.poll(); delivery != null; delivery = left.poll()) {
                if (!store.redelivery().settleUndeliverable(delivery) && isOwn(delivery)) {
                    taken.add(delivery);
                }
            }
            return !claimed.isEmpty();
        }

        /** Nobody will ever see them. */
        void releaseAll(Throwable cause) {
            taken.addAll(left);
            for (Delivery delivery : taken) {
                try {
                    store.release(delivery);
                } catch (StorageException e) {
                    cause.addSuppressed(e);
                }
            }
        }
    }

    /** Has the claimer ask for groups if the queue has any, and forget what it refused before groups became free. */
    private void followGroups() {
        QueueGroups present = store.groups().of(queue);
        if (present == null) {
            return;
        }
        long now = present.generation();
        if (present == groups && now == generation) {
            return;
        }
        claimer.close();
        claimer = store.claimer(queue, present.filter(this, filter, now));
        generation = now;
        if (present != groups) {
            groups = present;
            registerAgain();
        }
    }

    /** From now on each message that arrives is perhaps for this reader alone. */
    private void registerAgain() {
        if (interest != null && waiter != null) {
            store.waiters().unregister(interest);
            interest = store.waiters().register(queue, true, waiter);
        }
    }

    /**
     * Says once that the queue is gone, if it is one that lasts as long as its users: another process has dropped it, which took
     * this one for dead.
     */
    private void checkThere() {
        if (ended != NOBODY && !toldThatGone && store.isDroppedElsewhere(queue)) {
            toldThatGone = true;
            throw new StorageException(
                    StorageException.Kind.NO_SUCH_QUEUE,
                    "The %s '%s' is gone with its messages: another process has dropped it. Make it, and its consumer, again"
                            .formatted(
                                    queue.kind() == QueueName.Kind.QUEUE ? "temporary queue" : "subscription",
                                    queue.name()));
        }
    }

    /** A message of a group may have been claimed just before its queue became one with groups: then it may be another's. */
    private boolean isOwn(Delivery delivery) {
        QueueGroups present = store.groups().of(queue, delivery);
        if (present == null || present.claimed(this, delivery)) {
            return true;
        }
        store.release(delivery);
        return false;
    }

    private List<Delivery> claim(int limit) {
        try {
            return claimer.claim(limit);
        } catch (StorageException e) {
            throw store.seen(e);
        }
    }

    /** Has the waiter signalled when messages arrive; look for one after this. */
    public void register(Waiter newWaiter) {
        lock.lock();
        try {
            if (!closed && interest == null) {
                boolean choosy = filter != Filter.ALL || groups != null;
                waiter = newWaiter;
                interest = store.waiters().register(queue, choosy, newWaiter);
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the next delayed message is due, in milliseconds since the epoch; {@code Long.MAX_VALUE} if none. */
    public long nextDueMillis() {
        lock.lock();
        try {
            return closed ? Long.MAX_VALUE : claimer.nextDueMillis();
        } catch (StorageException e) {
            throw store.seen(e);
        } finally {
            lock.unlock();
        }
    }

    /** How long this reader must wait at most, given the due time that it read before it looked. */
    public long keepTime(long dueMillis) {
        lock.lock();
        try {
            return interest == null
                    ? Long.MAX_VALUE
                    : Math.min(
                            store.waiters().keepTime(interest, dueMillis),
                            store.owed().lookAgainMillis());
        } finally {
            lock.unlock();
        }
    }

    /** Undoes {@link #register}; a wake-up that was not used goes to another waiter. */
    public void unregister() {
        lock.lock();
        try {
            if (interest != null) {
                store.waiters().unregister(interest);
                interest = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing from now on. What was taken is not given back. Once this has returned, on whichever thread, a subscription
     * is free for another consumer.
     */
    @Override
    public void close() {
        if (!closeFirst()) {
            Threads.await(end);
            return;
        }
        try {
            ended.run();
        } finally {
            end.countDown();
        }
    }

    private boolean closeFirst() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            claimer.close();
            if (interest != null) {
                store.waiters().unregister(interest);
                interest = null;
            }
            if (groups != null) {
                store.groups().left(queue, groups, this);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
