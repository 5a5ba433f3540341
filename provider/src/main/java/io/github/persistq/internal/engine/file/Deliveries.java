package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes deliveries of claimed messages.
 *
 * <p>Threading: thread-safe. Never called with the engine's lock held.
 */
final class Deliveries {
    /** How long a message that the device did not give stays out of the way of those behind it. */
    private static final long PAUSE_MILLIS = 1000;

    private final FileEngine engine;

    Deliveries(FileEngine engine) {
        this.engine = engine;
    }

    /**
     * Reads claimed messages. If one can't be read the others are given back; a damaged one stays in flight, so that it is in
     * nobody's way, and one that the device did not give comes again a little later. One whose queue was dropped meanwhile is
     * left out.
     */
    List<Delivery> of(List<Entry> claimed) {
        List<Delivery> deliveries = new ArrayList<>(claimed.size());
        long now = engine.nowMillis();
        for (Entry entry : claimed) {
            try {
                deliveries.add(new Delivery(
                        entry.queue().name(),
                        entry.sequence(),
                        entry.attempts(),
                        entry.isExpired(now),
                        engine.reader().message(entry)));
            } catch (StorageException e) {
                if (engine.visibleState(entry) != null) {
                    List<Entry> others = new ArrayList<>(claimed);
                    others.remove(entry);
                    release(others, e);
                    putOff(entry, e);
                    throw e;
                }
            } catch (Error e) {
                release(claimed, e);
                throw e;
            }
        }
        return deliveries;
    }

    /** Gives claimed messages back as if they had never been claimed, because of an error. */
    void release(List<Entry> claimed, Throwable cause) {
        List<Change> releases = new ArrayList<>();
        for (Entry entry : claimed) {
            releases.add(new Change.Release(entry.queue().name(), entry.sequence()));
        }
        write(releases, cause);
    }

    /** Gives a claimed message that could not be read back, for a while later; one that is damaged stays where it is. */
    void putOff(Entry entry, StorageException cause) {
        if (cause.kind() != StorageException.Kind.CORRUPT) {
            long later = engine.nowMillis() + PAUSE_MILLIS;
            write(List.of(new Change.Nack(entry.queue().name(), entry.sequence(), later, false)), cause);
        }
    }

    private void write(List<Change> changes, Throwable cause) {
        try {
            engine.write(changes, Durability.WRITTEN);
        } catch (StorageException e) {
            cause.addSuppressed(e);
        }
    }
}
