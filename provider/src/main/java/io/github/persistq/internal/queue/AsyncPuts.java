package io.github.persistq.internal.queue;

import io.github.persistq.PutResult;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.core.RoomLimit;
import io.github.persistq.internal.core.Threads;
import io.github.persistq.spi.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts items on a thread of its own, in the order in which they were handed over: all that wait as one unit of work, and so with
 * one force. If that fails each is put by itself. The thread is there while there is work, and a moment longer.
 *
 * <p>Threading: thread-safe; the store is called with no lock held.
 */
final class AsyncPuts {
    private static final int LARGEST_UNIT = 500;
    private static final long LARGEST_UNIT_BYTES = 1 << 20;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Session session;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    private record Pending(Outgoing item, CompletableFuture<PutResult> future) {}

    AsyncPuts(Session session) {
        this.session = session;
    }

    CompletableFuture<PutResult> put(Outgoing item) {
        CompletableFuture<PutResult> future = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                throw Session.closedError();
            }
            waiting.add(new Pending(item, future));
            changed.signal();
            if (thread == null) {
                thread = session.store().threads().start("put", this::run);
            }
        } finally {
            lock.unlock();
        }
        return future;
    }

    private void run() {
        for (List<Pending> unit = next(); !unit.isEmpty(); unit = next()) {
            write(unit);
        }
    }

    /** The next unit of work; empty when the thread is to end. */
    private List<Pending> next() {
        lock.lock();
        try {
            awaitWork();
            List<Pending> unit = new ArrayList<>();
            long bytes = 0;
            while (!waiting.isEmpty() && unit.size() < LARGEST_UNIT && bytes < LARGEST_UNIT_BYTES) {
                Pending first = waiting.remove();
                if (!first.future().isDone()) {
                    unit.add(first);
                    bytes += first.item().message().size();
                }
            }
            if (unit.isEmpty()) {
                thread = null;
            }
            return unit;
        } finally {
            lock.unlock();
        }
    }

    /** The caller holds the lock. */
    private void awaitWork() {
        long left = IDLE_NANOS;
        try {
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody but a debugger interrupts this thread; what is waiting is written all the same.
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Pending> unit) {
        try {
            put(unit);
        } catch (StorageException e) {
            if (unit.size() == 1) {
                complete(unit.get(0), null, e);
            } else {
                unit.forEach(pending -> write(List.of(pending)));
            }
        } catch (RuntimeException | Error e) {
            unit.forEach(pending -> complete(pending, null, e));
        }
    }

    private void put(List<Pending> unit) {
        // A unit that does not fit is not worth a wait: one by one, those that fit go first.
        RoomLimit limit = unit.size() == 1 ? session.roomByPolicy() : session.room(0);
        List<PutResult> results =
                Putter.write(session, unit.stream().map(Pending::item).toList(), limit);
        for (int i = 0; i < unit.size(); i++) {
            complete(unit.get(i), results.get(i), null);
        }
    }

    private static void complete(Pending pending, @Nullable PutResult result, @Nullable Throwable error) {
        // What depends on the future runs elsewhere: it may block, or put more.
        ForkJoinPool.commonPool().execute(() -> {
            if (error == null) {
                pending.future().complete(result);
            } else {
                pending.future().completeExceptionally(error);
            }
        });
    }

    /** Writes what was handed over, but for what finds no room, and waits for that. */
    void close() {
        Thread last;
        lock.lock();
        try {
            closed = true;
            changed.signal();
            last = thread;
        } finally {
            lock.unlock();
        }
        Threads.join(last);
    }
}
