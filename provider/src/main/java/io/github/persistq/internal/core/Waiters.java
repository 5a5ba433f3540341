package io.github.persistq.internal.core;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.ReadyListener;
import io.github.persistq.spi.Sharing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for messages of which queue.
 *
 * <p>A waiter registers, looks for a message, and only then waits: whatever arrives after the look wakes it. An arriving
 * message wakes one waiter that takes any message, longest waiting first, and all that select. A waiter that was woken
 * and leaves without looking hands its wake-up on.
 *
 * <p>Due times need no timer: of the waiters of a queue that take any message one, the timekeeper, waits no longer than to
 * the next due time. When it leaves, another becomes timekeeper and looks, so that several messages that are due at once
 * wake one waiter after the other.
 *
 * <p>While somebody waits for messages of a queue of a shared store, the engine watches what other processes put into it.
 * Registering has it watch before it adds the waiter, and so before the waiter looks.
 *
 * <p>Threading: thread-safe; waiters are signalled with no lock held.
 */
final class Waiters implements ReadyListener {
    private final ReentrantLock lock = new ReentrantLock(); // guards lists and all interests
    private final Map<QueueName, WaitList> lists = new HashMap<>();

    private final Sharing sharing;
    private final boolean shared;
    private final ReentrantLock watching = new ReentrantLock(); // guards watched, and is held while the engine is told
    private final Map<QueueName, Integer> watched = new HashMap<>();

    /** Read without the lock: registering precedes looking, and arriving precedes this read. */
    private final AtomicInteger registered = new AtomicInteger();

    /** One waiter's wish for messages of one queue. */
    static final class Interest {
        private final QueueName queue;
        private final boolean filtered;
        private final Waiter waiter;
        private boolean woken;

        private Interest(QueueName queue, boolean filtered, Waiter waiter) {
            this.queue = queue;
            this.filtered = filtered;
            this.waiter = waiter;
        }
    }

    private static final class WaitList {
        final Set<Interest> plain = new LinkedHashSet<>();
        final Set<Interest> filtered = new LinkedHashSet<>();

        @Nullable
        Interest timekeeper;

        long timekeeperDue;

        @Nullable
        Interest wakeOne() {
            Iterator<Interest> first = plain.iterator();
            if (!first.hasNext()) {
                return null;
            }
            Interest next = first.next();
            first.remove();
            next.woken = true;
            return next;
        }

        boolean isEmpty() {
            return plain.isEmpty() && filtered.isEmpty() && timekeeper == null;
        }
    }

    Waiters(Sharing sharing) {
        this.sharing = sharing;
        this.shared = sharing.isShared();
    }

    /** Registers a waiter; look for a message after this and before waiting. */
    Interest register(QueueName queue, boolean filtered, Waiter waiter) {
        if (shared) {
            watch(queue);
        }
        Interest interest = new Interest(queue, filtered, waiter);
        lock.lock();
        try {
            WaitList list = lists.computeIfAbsent(queue, q -> new WaitList());
            (filtered ? list.filtered : list.plain).add(interest);
            registered.incrementAndGet();
        } finally {
            lock.unlock();
        }
        return interest;
    }

    /** Says that the waiter is about to look for a message: its wake-up, if it had one, is used. */
    void looking(Interest interest) {
        lock.lock();
        try {
            interest.woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** The due time that this waiter must wait to, having seen that due time before it looked; else {@code Long.MAX_VALUE}. */
    long keepTime(Interest interest, long dueMillis) {
        if (interest.filtered) {
            return dueMillis;
        }
        lock.lock();
        try {
            WaitList list = lists.get(interest.queue);
            if (list == null || (list.timekeeper == null && dueMillis == Long.MAX_VALUE)) {
                return Long.MAX_VALUE;
            }
            // A timekeeper that was just made one has no due time yet, and is about to look: who comes here before it
            // has
            // looked already. Waiting for it to hand the time back would have the two wake each other for ever.
            boolean better = list.timekeeper == null || list.timekeeperDue == 0 || dueMillis < list.timekeeperDue;
            if (list.timekeeper == interest || better) {
                list.timekeeper = dueMillis == Long.MAX_VALUE ? null : interest;
                list.timekeeperDue = dueMillis;
                return dueMillis;
            }
            return Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a waiter, with or without a message; call it once. */
    void unregister(Interest interest) {
        Interest next = remove(interest);
        if (next != null) {
            next.waiter.signal();
        }
        if (shared) {
            unwatch(interest.queue);
        }
    }

    /** Removes a waiter, and says who is to be woken instead. */
    private @Nullable Interest remove(Interest interest) {
        Interest next = null;
        lock.lock();
        try {
            registered.decrementAndGet();
            WaitList list = lists.get(interest.queue);
            if (list == null) {
                // It was woken, and nobody is left to pass the wake-up on to.
                return null;
            }
            list.plain.remove(interest);
            list.filtered.remove(interest);
            if (list.timekeeper == interest) {
                next = list.wakeOne();
                list.timekeeper = next;
                list.timekeeperDue = 0;
            } else if (interest.woken) {
                next = list.wakeOne();
            }
            if (list.isEmpty()) {
                lists.remove(interest.queue);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void watch(QueueName queue) {
        watching.lock();
        try {
            Integer waiting = watched.get(queue);
            if (waiting == null) {
                sharing.watch(queue);
            }
            watched.put(queue, waiting == null ? 1 : waiting + 1);
        } finally {
            watching.unlock();
        }
    }

    private void unwatch(QueueName queue) {
        watching.lock();
        try {
            Integer waiting = watched.get(queue);
            if (waiting != null && waiting > 1) {
                watched.put(queue, waiting - 1);
            } else {
                watched.remove(queue);
                sharing.unwatch(queue);
            }
        } finally {
            watching.unlock();
        }
    }

    /** Wakes who waits for messages of the queue. */
    @Override
    public void ready(QueueName queue, int messages) {
        if (registered.get() == 0) {
            return;
        }
        List<Waiter> woken = new ArrayList<>();
        lock.lock();
        try {
            WaitList list = lists.get(queue);
            if (list == null) {
                return;
            }
            list.filtered.forEach(interest -> woken.add(interest.waiter));
            for (int i = 0; i < messages; i++) {
                Interest next = list.wakeOne();
                if (next == null) {
                    break;
                }
                woken.add(next.waiter);
            }
        } finally {
            lock.unlock();
        }
        woken.forEach(Waiter::signal);
    }

    /** Whether nobody waits for anything. */
    boolean isEmpty() {
        lock.lock();
        try {
            return lists.isEmpty() && registered.get() == 0;
        } finally {
            lock.unlock();
        }
    }
}
