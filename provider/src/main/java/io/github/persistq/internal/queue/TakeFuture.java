package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.spi.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A future of one item. Either the program ends it, by cancelling or completing it, or it accepts an item, which it then completes
 * with: no item is lost in between.
 *
 * <p>Threading: thread-safe.
 */
final class TakeFuture<T extends @Nullable Object> extends CompletableFuture<Delivery<T>> implements Desk.Customer<T> {
    private enum Fate {
        OPEN,
        ACCEPTED,
        ENDED
    }

    private final Desk<T> desk;
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

    TakeFuture(Desk<T> desk) {
        this.desk = desk;
    }

    @Override
    public boolean hasLeft() {
        return fate.get() != Fate.OPEN;
    }

    @Override
    public boolean wants() {
        return fate.get() == Fate.OPEN;
    }

    @Override
    public boolean accept(Delivery<T> delivery) {
        if (!fate.compareAndSet(Fate.OPEN, Fate.ACCEPTED)) {
            return false;
        }
        // What depends on the future runs elsewhere than on the thread that serves all queues.
        ForkJoinPool.commonPool().execute(() -> deliver(delivery));
        return true;
    }

    private void deliver(Delivery<T> delivery) {
        try {
            desk.show(delivery);
        } catch (RuntimeException | Error e) {
            super.completeExceptionally(e);
            return;
        }
        super.complete(delivery);
    }

    @Override
    public void end(@Nullable StorageException error) {
        if (fate.compareAndSet(Fate.OPEN, Fate.ENDED)) {
            StorageException cause = error == null ? Session.closedError() : error;
            ForkJoinPool.commonPool().execute(() -> super.completeExceptionally(cause));
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return fate.compareAndSet(Fate.OPEN, Fate.ENDED) && super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean complete(Delivery<T> value) {
        return fate.compareAndSet(Fate.OPEN, Fate.ENDED) && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        return fate.compareAndSet(Fate.OPEN, Fate.ENDED) && super.completeExceptionally(error);
    }
}
