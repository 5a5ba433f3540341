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
        void durableUpTo(long lsn);
    }

    private final Journal journal;
    private final Durable durable;
    private final ReentrantLock lock = new ReentrantLock();
    /** Waits for the force that is under way, if it covers one's frame. Guarded by the lock, as the next three. */
    private Condition covered = lock.newCondition();
    /** Waits for the force after that: one of these threads leads it. */
    private Condition late = lock.newCondition();

    private boolean leading;
    private long leadersLsn;
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
                if (!leading) {
                    lead();
                } else if (lsn <= leadersLsn) {
                    covered.awaitUninterruptibly();
                } else {
                    late.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forces all that is written by now. Only the threads that this serves are woken, and one that leads next. */
    private void lead() {
        Journal.Position last = journal.last();
        if (last == null) {
            throw new IllegalStateException("a thread waits for a frame that was not written");
        }
        leading = true;
        leadersLsn = last.lsn();
        covered = late;
        late = lock.newCondition();
        lock.unlock();
        boolean forced = false;
        try {
            force(last);
            forced = true;
        } finally {
            lock.lock();
            leading = false;
            covered.signalAll();
            if (forced) {
                durableLsn = last.lsn();
                late.signal();
            } else {
                late.signalAll();
            }
        }
    }

    private void force(Journal.Position last) {
        try {
            last.segment().force();
            forces.incrementAndGet();
        } catch (IOException e) {
            throw poison("force of " + last.segment().name(), e);
        }
        durable.durableUpTo(last.lsn());
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
