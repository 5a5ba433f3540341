package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Shares forces among the threads that wait for one: the first becomes the leader and forces all that is written so far, the
 * others wait for it, and one of those that came too late leads next. There is no timer and no thread of its own, so a lone
 * writer waits for nobody.
 *
 * <p>A failed force poisons the store: the system may have dropped the data and may report the next force as good.
 *
 * <p>Threading: thread-safe. Never called with the engine's lock held.
 */
final class GroupCommitter {
    /** What the engine does once frames are durable, before the threads that wait for them go on. */
    @FunctionalInterface
    interface Durable {
        void upTo(long lsn);
    }

    private final Journal journal;
    private final Durable durable;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forced = lock.newCondition();
    private boolean leading;
    private volatile long durableLsn;
    private final AtomicLong forces = new AtomicLong();
    private volatile @Nullable StorageException poison;

    GroupCommitter(Journal journal, long durableLsn, Durable durable) {
        this.journal = journal;
        this.durableLsn = durableLsn;
        this.durable = durable;
    }

    /** The last frame known to be durable. */
    long durableLsn() {
        return durableLsn;
    }

    /** How many times the journal was forced. */
    long forces() {
        return forces.get();
    }

    /** Waits until the frame is durable, forcing it on this thread if no other does. An interrupt does not end the wait. */
    void await(long lsn) {
        lock.lock();
        try {
            while (durableLsn < lsn) {
                checkHealthy();
                if (leading) {
                    forced.awaitUninterruptibly();
                } else {
                    lead();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        leading = true;
        lock.unlock();
        long reached = durableLsn;
        try {
            reached = force();
        } finally {
            lock.lock();
            leading = false;
            durableLsn = reached;
            forced.signalAll();
        }
    }

    private long force() {
        Journal.Position last = journal.last();
        if (last == null) {
            return durableLsn;
        }
        try {
            last.segment().force();
            forces.incrementAndGet();
        } catch (IOException e) {
            throw poison("force of " + last.segment().name(), e);
        }
        durable.upTo(last.lsn());
        return last.lsn();
    }

    /** Makes every later call fail; returns what they fail with. The first cause stays. */
    StorageException poison(String doing, Throwable cause) {
        lock.lock();
        try {
            StorageException first = poison;
            if (first == null) {
                first = new StorageException(
                        Kind.POISONED,
                        "The %s failed (%s): whether the last units of work are stored is unknown. Close the store and open it again to recover"
                                .formatted(doing, cause),
                        cause);
                poison = first;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean isPoisoned() {
        return poison != null;
    }

    /** Fails if the store is poisoned. */
    void checkHealthy() {
        StorageException first = poison;
        if (first != null) {
            throw new StorageException(Kind.POISONED, String.valueOf(first.getMessage()), first);
        }
    }
}
