package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.spi.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's wish for items. It takes no more than the subscriber has asked for, and hands them over one after the other on
 * the common pool.
 *
 * <p>Threading: thread-safe; the subscriber and the store are called with no lock held.
 */
final class FlowSubscription<T extends @Nullable Object> implements Flow.Subscription, Desk.Customer<T> {
    private final Desk<T> desk;
    private final Flow.Subscriber<? super Delivery<T>> subscriber;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Deque<Delivery<T>> accepted = new ArrayDeque<>();
    private long wanted;
    private boolean handingOver;
    private boolean cancelled;
    private boolean ending;
    private @Nullable Throwable error;

    FlowSubscription(Desk<T> desk, Flow.Subscriber<? super Delivery<T>> subscriber) {
        this.desk = desk;
        this.subscriber = subscriber;
    }

    void begin() {
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            end(new IllegalArgumentException(
                    "The subscriber has requested %d items; expected at least 1 (rule 3.9 of Reactive Streams)"
                            .formatted(n)));
            return;
        }
        lock.lock();
        try {
            wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
            if (cancelled || ending) {
                return;
            }
        } finally {
            lock.unlock();
        }
        desk.look();
    }

    @Override
    public void cancel() {
        List<Delivery<T>> unseen;
        lock.lock();
        try {
            cancelled = true;
            unseen = new ArrayList<>(accepted);
            accepted.clear();
        } finally {
            lock.unlock();
        }
        unseen.forEach(desk::release);
    }

    @Override
    public boolean hasLeft() {
        lock.lock();
        try {
            return cancelled || ending;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean wants() {
        lock.lock();
        try {
            return wanted > 0 && !cancelled && !ending;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean accept(Delivery<T> delivery) {
        lock.lock();
        try {
            if (wanted == 0 || cancelled || ending) {
                return false;
            }
            wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
            accepted.add(delivery);
            handOverSoon();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(@Nullable StorageException cause) {
        end((Throwable) cause);
    }

    /** What is accepted and not handed over is given back; null completes. */
    private void end(@Nullable Throwable cause) {
        List<Delivery<T>> unseen;
        lock.lock();
        try {
            if (cancelled || ending) {
                return;
            }
            ending = true;
            error = cause;
            unseen = new ArrayList<>(accepted);
            accepted.clear();
            handOverSoon();
        } finally {
            lock.unlock();
        }
        unseen.forEach(desk::release);
    }

    /** The caller holds the lock. */
    private void handOverSoon() {
        if (!handingOver) {
            handingOver = true;
            ForkJoinPool.commonPool().execute(this::handOver);
        }
    }

    private void handOver() {
        for (Delivery<T> delivery = next(); delivery != null; delivery = next()) {
            handOver(delivery);
        }
    }

    /** The next one to hand over; null when there is none. The last call after an end tells the subscriber. */
    private @Nullable Delivery<T> next() {
        boolean tell;
        lock.lock();
        try {
            Delivery<T> next = accepted.poll();
            if (next != null) {
                return next;
            }
            handingOver = false;
            tell = ending && !cancelled;
            cancelled |= ending;
        } finally {
            lock.unlock();
        }
        if (tell) {
            tellEnd();
        }
        return null;
    }

    private void tellEnd() {
        if (error == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(error);
        }
    }

    /** A subscriber that throws must not be called again (rule 2.13 of Reactive Streams); the item comes again. */
    private void handOver(Delivery<T> delivery) {
        try {
            desk.show(delivery);
        } catch (StorageException e) {
            end(e);
            return;
        }
        try {
            subscriber.onNext(delivery);
        } catch (RuntimeException | Error e) {
            cancel();
            desk.failed(delivery, e);
        }
    }
}
