package io.github.persistq.internal.engine.sql;

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
 * Lets jobs share transactions: the first thread to come leads and does the jobs of all that wait, and one of those that came
 * meanwhile leads next. There is no timer and no thread of its own, so a lone one waits for nobody.
 *
 * <p>Threading: thread-safe. The lock is not held while a group is done.
 */
final class JobGroups {
    private static final int MAX_GROUP = 128;
    private static final long LONGEST_GATHERING_NANOS = 100_000;

    /** Does the jobs of a group: each gets an outcome, and none throws. */
    @FunctionalInterface
    interface Target {
        void run(List<Job<?>> group);
    }

    private final Target target;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below, and what becomes of each job
    private final Condition ended = lock.newCondition();
    private final Condition came = lock.newCondition();
    private final Deque<Job<?>> waiting = new ArrayDeque<>();
    private boolean leading;
    private int lastGroup;

    JobGroups(Target target) {
        this.target = target;
    }

    /** Waits until the job is done, doing it on this thread if no other does. An interrupt does not end the wait. */
    <T extends @Nullable Object> T run(Job<T> job) {
        lock.lock();
        try {
            waiting.add(job);
            if (waiting.size() == lastGroup) {
                came.signal();
            }
            while (!job.isDone()) {
                if (leading) {
                    ended.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
        return job.outcome();
    }

    /** Lets those that the last group woke come too, for a moment; whoever is alone waits for nobody. */
    private void gather() {
        long left = LONGEST_GATHERING_NANOS;
        boolean interrupted = false;
        while (waiting.size() < lastGroup && left > 0) {
            try {
                left = came.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
                left = 0;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead() {
        leading = true;
        gather();
        List<Job<?>> group = new ArrayList<>();
        while (group.size() < MAX_GROUP && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        lastGroup = group.size();
        lock.unlock();
        try {
            target.run(group);
        } finally {
            lock.lock();
            leading = false;
            for (Job<?> each : group) {
                if (!each.isDone()) {
                    each.fail(new StorageException(Kind.IO, "The thread that worked for this one died of an error"));
                }
            }
            ended.signalAll();
        }
    }
}
