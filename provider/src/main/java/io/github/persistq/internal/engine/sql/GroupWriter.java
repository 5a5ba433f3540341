package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets units of work share transactions: the first thread to come leads and writes the units of all that wait, and one of
 * those that came meanwhile leads next. There is no timer and no thread of its own, so a lone writer waits for nobody.
 *
 * <p>Threading: thread-safe. The lock is not held while a group is written.
 */
final class GroupWriter {
    private static final int MAX_GROUP = 128;

    /** One call of write, from when it waits until it has an outcome. */
    static final class Pending {
        final List<Change> changes;
        final boolean forced;
        final boolean spares;
        private @Nullable UnitOfWork unit;
        private @Nullable RuntimeException failure;
        /** Whether the outcome is final: until its group has ended, the transaction may still fail. */
        private boolean ended;

        Pending(List<Change> changes, boolean forced, boolean spares) {
            this.changes = changes;
            this.forced = forced;
            this.spares = spares;
        }

        void written(UnitOfWork done) {
            unit = done;
        }

        void failed(RuntimeException cause) {
            unit = null;
            failure = cause;
        }

        void reset() {
            unit = null;
            failure = null;
        }

        private boolean hasOutcome() {
            return unit != null || failure != null;
        }
    }

    /** Writes a group: each of its units gets an outcome, and none throws. */
    @FunctionalInterface
    interface Target {
        void write(List<Pending> group);
    }

    private final Target target;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below, and what becomes of each Pending
    private final Condition ended = lock.newCondition();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean leading;

    GroupWriter(Target target) {
        this.target = target;
    }

    /** Waits until the unit is written, writing it on this thread if no other does. An interrupt does not end the wait. */
    UnitOfWork write(Pending pending) {
        lock.lock();
        try {
            waiting.add(pending);
            while (!pending.ended) {
                if (leading) {
                    ended.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
        UnitOfWork unit = pending.unit;
        if (unit == null) {
            throw pending.failure == null ? new IllegalStateException("a unit without an outcome") : pending.failure;
        }
        return unit;
    }

    private void lead() {
        List<Pending> group = new ArrayList<>();
        while (group.size() < MAX_GROUP && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        leading = true;
        lock.unlock();
        boolean returned = false;
        try {
            target.write(group);
            returned = true;
        } finally {
            lock.lock();
            leading = false;
            for (Pending each : group) {
                if (!returned || !each.hasOutcome()) {
                    each.failed(new StorageException(Kind.IO, "The thread that wrote for this one died of an error"));
                }
                each.ended = true;
            }
            ended.signalAll();
        }
    }
}
