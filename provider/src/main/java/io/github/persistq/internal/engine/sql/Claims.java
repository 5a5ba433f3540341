package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Whole;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call claims.
 *
 * <p>Threading: one thread at a time.
 */
final class Claims {
    private final Work work;
    private final List<Delivery> deliveries = new ArrayList<>();
    private @Nullable String damage;

    Claims(Work work) {
        this.work = work;
    }

    /** Puts the first ready messages in flight. */
    void claimFirst(QueueRow queue, int limit) {
        claim(queue, work.firstReady(queue, limit));
    }

    Tables tables() {
        return work.tables;
    }

    long now() {
        return work.now;
    }

    /** What was claimed, committed or not. */
    List<Delivery> all() {
        return deliveries;
    }

    int size() {
        return deliveries.size();
    }

    /** Puts messages in flight. One without content is put aside alone, so that it is in nobody's way. */
    void claim(QueueRow queue, List<Whole> messages) {
        for (Whole whole : messages) {
            StoredMessage message = whole.message();
            if (message == null && !deliveries.isEmpty()) {
                return;
            }
            work.tables.messages.setInFlight(queue.id, whole.place().sequence(), work.owner);
            queue.count(whole.state(), -1);
            queue.count(State.IN_FLIGHT, 1);
            if (message == null) {
                work.changed(queue, whole.place().sequence());
                damage = "message %d of queue '%s' has no content, or not what was stored"
                        .formatted(whole.place().sequence(), queue.name);
                return;
            }
            work.claimed(queue, whole.claimed(message.deliverAtMillis(), work.owner));
            long expires = message.expiresAtMillis();
            deliveries.add(new Delivery(
                    queue.name,
                    whole.place().sequence(),
                    whole.deliveries() + 1,
                    expires != 0 && work.now >= expires,
                    message));
        }
    }

    /**
     * What was claimed, once that is committed.
     *
     * @throws StorageException of kind CORRUPT if a message is damaged; it stays in flight
     */
    List<Delivery> deliveries(Dialect dialect) {
        if (damage != null) {
            throw new StorageException(
                    Kind.CORRUPT, "%s is damaged: %s. Restore it from a copy".formatted(dialect.store(), damage));
        }
        return deliveries;
    }
}
