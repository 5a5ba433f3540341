package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a queue a few messages at a time, and reads each when it is asked for. No query stays open between two calls, so a
 * slow reader keeps nothing of the database busy.
 *
 * <p>Threading: one thread at a time.
 */
final class SqlBrowser implements Iterator<QueuedMessage> {
    private static final int CHUNK = 64;

    private final SqlEngine engine;
    private final QueueName name;
    private final ArrayDeque<MessageState> states;
    private final ArrayDeque<Place> ahead = new ArrayDeque<>();
    private long queueId;
    private @Nullable Place place;
    private @Nullable QueuedMessage next;

    SqlBrowser(SqlEngine engine, QueueName name, Set<MessageState> states) {
        this.engine = engine;
        this.name = name;
        this.states = new ArrayDeque<>(states.isEmpty() ? Set.of() : EnumSet.copyOf(states));
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            MessageState state = states.peek();
            if (state == null) {
                return false;
            }
            Place at = ahead.poll();
            next = step(at, state);
        }
        return true;
    }

    /** Reads the message at a place, or else looks for more places. */
    private @Nullable QueuedMessage step(@Nullable Place at, MessageState state) {
        if (at != null) {
            return engine.reading().look(found -> found.reader.message(queueId, at.sequence(), state));
        }
        QueueRow queue = engine.present(name);
        Place after = place;
        List<Place> found = queue == null
                ? List.of()
                : engine.reading().look(tables -> tables.reader.walk(queue.id, State.of(state), after, CHUNK));
        queueId = queue == null ? 0 : queue.id;
        ahead.addAll(found);
        place = found.isEmpty() ? null : found.get(found.size() - 1);
        if (found.isEmpty()) {
            states.poll();
        }
        return null;
    }

    @Override
    public QueuedMessage next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        QueuedMessage message = next;
        next = null;
        return message;
    }
}
