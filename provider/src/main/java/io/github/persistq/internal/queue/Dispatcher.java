package io.github.persistq.internal.queue;

import io.github.persistq.internal.core.Threads;
import io.github.persistq.internal.core.Waiter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes items for those who do not wait themselves, futures and subscribers: one thread for all queues of a store, which is there
 * while somebody wants something.
 *
 * <p>Threading: thread-safe; the store and the desks are called with no lock held.
 */
final class Dispatcher {
    private final Session session;
    private final Waiter waiter = new Waiter();
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Set<Desk<?>> wanted = new LinkedHashSet<>();
    /** Those with customers, who may want nothing for now. */
    private final Set<Desk<?>> known = new LinkedHashSet<>();

    private @Nullable Thread thread;
    private boolean closed;

    Dispatcher(Session session) {
        this.session = session;
    }

    /** Has the thread serve a desk where somebody wants something. */
    void serve(Desk<?> desk) {
        lock.lock();
        try {
            if (closed) {
                throw Session.closedError();
            }
            known.add(desk);
            wanted.add(desk);
            if (thread == null) {
                thread = session.store().threads().start("dispatch", this::run);
            }
        } finally {
            lock.unlock();
        }
        waiter.signal();
    }

    private void run() {
        waiter.clear();
        for (List<Desk<?>> desks = open(); !desks.isEmpty(); desks = open()) {
            if (!serveAll(desks)) {
                await(desks);
            }
            waiter.clear();
        }
    }

    /** The desks where something is wanted; empty when the thread is to end. */
    private List<Desk<?>> open() {
        List<Desk<?>> idle = new ArrayList<>();
        List<Desk<?>> open = new ArrayList<>();
        lock.lock();
        try {
            for (Desk<?> desk : wanted) {
                (closed || !desk.isWanted() ? idle : open).add(desk);
            }
            idle.forEach(wanted::remove);
            known.removeIf(desk -> !closed && desk.isEmpty());
            if (open.isEmpty()) {
                thread = null;
            }
        } finally {
            lock.unlock();
        }
        idle.forEach(Desk::idle);
        return open;
    }

    private static boolean serveAll(List<Desk<?>> desks) {
        boolean served = false;
        for (Desk<?> desk : desks) {
            served |= desk.serve();
        }
        return served;
    }

    private void await(List<Desk<?>> desks) {
        try {
            desks.forEach(desk -> desk.register(waiter));
            if (serveAll(desks)) {
                return;
            }
            long now = session.store().clock().millis();
            long nanos = Long.MAX_VALUE;
            for (Desk<?> desk : desks) {
                nanos = Math.min(nanos, Waiter.nanosUntil(desk.lookAgainMillis(), now));
            }
            waiter.await(nanos);
            serveAll(desks);
        } catch (InterruptedException e) {
            // Nobody but a debugger interrupts this thread, which looks again.
        } finally {
            desks.forEach(Desk::unregister);
        }
    }

    /** Ends the thread, and tells all who want something. */
    void close() {
        Thread last;
        List<Desk<?>> left;
        lock.lock();
        try {
            closed = true;
            last = thread;
            left = List.copyOf(known);
        } finally {
            lock.unlock();
        }
        waiter.signal();
        Threads.join(last);
        left.forEach(Desk::close);
    }
}
