package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What gives deliveries back and could not be written because the store fails for a time: whoever gave them back gets the
 * error, and they leave flight as soon as the store writes again. Reopening the store gives them back, too.
 *
 * <p>Threading: thread-safe; no lock is held while the store is called.
 */
final class Owed implements WriteObserver {
    /** How long a consumer waits at most while something is owed. */
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final StoreWriter writer;
    private final Waiters waiters;
    private final InstantSource clock;
    private final boolean shared;
    private final Queue<Change> owed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean settling = new AtomicBoolean();

    Owed(StoreWriter writer, Waiters waiters, InstantSource clock, boolean shared) {
        this.writer = writer;
        this.waiters = waiters;
        this.clock = clock;
        this.shared = shared;
    }

    /** Writes changes that give deliveries back, now or, if the store fails for a time, later. */
    void write(List<Change> changes) {
        boolean later = true;
        boolean written = false;
        try {
            writer.write(changes, Durability.WRITTEN);
            later = false;
            written = true;
        } catch (StorageException e) {
            later = e.kind().mayPass();
            if (!shared || e.kind() != StorageException.Kind.ILLEGAL_CHANGE) {
                throw e;
            }
        } finally {
            if (later) {
                owe(changes);
            }
        }
        if (!written) {
            giveBackWhatIsLeft(changes);
        }
    }

    /** Some of it is not this process's any more: another, which took this one for dead, has given it back. */
    private void giveBackWhatIsLeft(List<Change> changes) {
        owe(changes);
        settle();
    }

    /** Keeps changes for later. Who waits without end must come back to look whether the store works again. */
    private void owe(List<Change> changes) {
        owed.addAll(changes);
        for (Change change : changes) {
            if (change instanceof Change.Nack nack) {
                waiters.ready(nack.queue(), 1);
            } else if (change instanceof Change.Release release) {
                waiters.ready(release.queue(), 1);
            }
        }
    }

    /** When a waiting consumer must look again at the latest, in milliseconds since the epoch. */
    long lookAgainMillis() {
        return owed.isEmpty() ? Long.MAX_VALUE : clock.millis() + LOOK_AGAIN_MILLIS;
    }

    /** Writes what is owed. */
    void settle() {
        for (Change change = owed.poll(); change != null; change = owed.poll()) {
            settle(change);
        }
    }

    private void settle(Change change) {
        try {
            writer.write(List.of(change), Durability.WRITTEN);
        } catch (StorageException e) {
            if (e.kind().mayPass()) {
                owed.add(change);
                throw e;
            }
            // The message has gone with its queue, or the store with all of them.
            System.getLogger(Owed.class.getName()).log(Level.DEBUG, "Nothing is left to settle", e);
        }
    }

    /** The store has written something: writes what is owed, if it can. */
    @Override
    public void written(List<Change> changes) {
        // What is owed is written, too, and must not come here again for each one.
        if (owed.isEmpty() || !settling.compareAndSet(false, true)) {
            return;
        }
        try {
            settle();
        } catch (StorageException e) {
            System.getLogger(Owed.class.getName())
                    .log(Level.DEBUG, "Deliveries that could not be given back stay in flight for now", e);
        } finally {
            settling.set(false);
        }
    }
}
