package io.github.persistq.internal.queue;

import io.github.persistq.ItemState;
import io.github.persistq.QueueStats;
import io.github.persistq.StoredItem;
import io.github.persistq.internal.core.DeadLetters;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one queue holds: looked at, counted, changed in place, emptied.
 *
 * <p>Threading: thread-safe.
 */
final class Shelf<T extends @Nullable Object> {
    private static final int CLEARED_AT_ONCE = 1000;

    private final Session session;
    private final MessageStore store;
    private final QueueName queue;
    private final ItemCodec<T> codec;

    Shelf(Session session, QueueName queue, ItemCodec<T> codec) {
        this.session = session;
        this.store = session.store();
        this.queue = queue;
        this.codec = codec;
    }

    QueueStats stats() {
        session.checkOpen();
        io.github.persistq.spi.QueueStats now = store.stats(queue);
        return new QueueStats(now.ready(), now.delayed(), now.inFlight(), now.acked(), now.failed(), now.bytes());
    }

    Stream<StoredItem<T>> browse(Set<ItemState> states) {
        session.checkOpen();
        if (states.isEmpty()) {
            return Stream.empty();
        }
        EnumSet<MessageState> asked = EnumSet.noneOf(MessageState.class);
        states.forEach(state -> asked.add(MessageState.valueOf(state.name())));
        Iterator<QueuedMessage> messages = store.browse(queue, asked);
        int order = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(messages, order), false)
                .filter(this::isTimely)
                .map(message -> new NativeStoredItem<>(message, codec));
    }

    private boolean isTimely(QueuedMessage message) {
        long expires = message.message().expiresAtMillis();
        boolean waiting = message.state() == MessageState.READY || message.state() == MessageState.DELAYED;
        return !waiting || expires == 0 || expires > store.clock().millis();
    }

    long purge() {
        session.checkOpen();
        long removed = store.admin().purge(queue);
        session.inFlight().forget(queue);
        return removed;
    }

    long clearAcked(int max, int keep, boolean alsoFailed) {
        session.checkOpen();
        if (max < 0 || keep < 0) {
            throw new IllegalArgumentException(
                    "The numbers of items to clear and to keep are 0 or more, not %d and %d".formatted(max, keep));
        }
        long cleared = store.admin().forgetAcked(queue, max, keep);
        return alsoFailed ? cleared + clearDeadLetters(max - cleared, keep) : cleared;
    }

    private long clearDeadLetters(long max, int keep) {
        QueueName deadLetters = DeadLetters.queueFor(queue);
        long cleared = 0;
        try (QueueReader reader = store.reader(deadLetters, Filter.ALL)) {
            long left = Math.min(max, store.stats(deadLetters).ready() - keep);
            while (left > 0) {
                List<Delivery> batch = reader.poll((int) Math.min(left, CLEARED_AT_ONCE));
                if (batch.isEmpty()) {
                    return cleared;
                }
                ackOrRelease(batch);
                cleared += batch.size();
                left -= batch.size();
            }
        }
        return cleared;
    }

    private void ackOrRelease(List<Delivery> batch) {
        try {
            store.commit(Settler.acks(batch), Durability.FORCED);
        } catch (StorageException e) {
            batch.forEach(store::release);
            throw e;
        }
    }

    boolean awaitDrained(long nanos) throws InterruptedException {
        session.checkOpen();
        boolean drained = store.admin().awaitDrained(queue, nanos, session.room(nanos));
        if (!drained) {
            session.checkOpen();
        }
        return drained;
    }

    /** One that is ready is claimed meanwhile, so that nobody takes the item that it was. */
    void replace(long id, T item) {
        session.checkOpen();
        try (QueueReader reader = store.reader(queue, Filter.ALL)) {
            Optional<Delivery> claimed = reader.pollExactly(id);
            try {
                StoredMessage present = claimed.isPresent() ? claimed.get().message() : find(id);
                StoredMessage changed = codec.withItem(present, item);
                store.checkSize(changed);
                store.commit(List.of(new Change.Replace(queue, id, changed.head(), changed.body())), Durability.FORCED);
            } catch (StorageException e) {
                if (e.kind() == StorageException.Kind.ILLEGAL_CHANGE) {
                    throw new IllegalStateException(notThere(id).getMessage(), e);
                }
                throw e;
            } finally {
                claimed.ifPresent(store::release);
            }
        }
    }

    private StoredMessage find(long id) {
        Delivery known = session.inFlight().find(queue, id);
        if (known != null) {
            return known.message();
        }
        Iterator<QueuedMessage> unsettled =
                store.browse(queue, EnumSet.of(MessageState.DELAYED, MessageState.IN_FLIGHT, MessageState.READY));
        while (unsettled.hasNext()) {
            QueuedMessage message = unsettled.next();
            if (message.sequence() == id) {
                return message.message();
            }
        }
        throw notThere(id);
    }

    private IllegalStateException notThere(long id) {
        return new IllegalStateException(
                "Queue '%s' has no item %d that is not acknowledged; only such a one can be replaced"
                        .formatted(queue, id));
    }
}
