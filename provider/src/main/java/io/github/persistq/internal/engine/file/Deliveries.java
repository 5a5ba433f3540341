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
    private final FileEngine engine;

    Deliveries(FileEngine engine) {
        this.engine = engine;
    }

    /**
     * Reads claimed messages. One that can't be read stays in flight, so that it is in nobody's way; the others are given
     * back. One whose queue was dropped meanwhile is left out.
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
                    throw e;
                }
            }
        }
        return deliveries;
    }

    /** Gives claimed messages back as if they had never been claimed, because of an error. */
    void release(List<Entry> claimed, RuntimeException cause) {
        List<Change> releases = new ArrayList<>();
        for (Entry entry : claimed) {
            releases.add(new Change.Release(entry.queue().name(), entry.sequence()));
        }
        try {
            engine.write(releases, Durability.WRITTEN);
        } catch (StorageException e) {
            cause.addSuppressed(e);
        }
    }
}
