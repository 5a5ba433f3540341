package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.QueueIndex;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a queue a few entries at a time, and reads each message when it is asked for.
 *
 * <p>Threading: one thread at a time.
 */
final class FileBrowser implements Iterator<QueuedMessage> {
    private static final int CHUNK = 64;

    private final FileEngine engine;
    private final QueueName name;
    private final ArrayDeque<MessageState> states;
    private final ArrayDeque<Entry> ahead = new ArrayDeque<>();
    private @Nullable Entry place;
    private @Nullable QueuedMessage next;

    FileBrowser(FileEngine engine, QueueName name, Set<MessageState> states) {
        this.engine = engine;
        this.name = name;
        this.states = new ArrayDeque<>(states.isEmpty() ? Set.of() : EnumSet.copyOf(states));
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (ahead.isEmpty() && !look()) {
                return false;
            }
            Entry entry = ahead.poll();
            if (entry != null) {
                next = read(entry);
            }
        }
        return true;
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

    /** Finds the next entries of the current state, or goes to the next state; false if none is left. */
    private boolean look() {
        MessageState state = states.peek();
        if (state == null) {
            return false;
        }
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            List<Entry> found = queue == null ? List.of() : queue.walk(state, place, CHUNK);
            ahead.addAll(found);
            place = found.isEmpty() ? null : found.get(found.size() - 1).snapshot();
            if (found.isEmpty()) {
                states.poll();
            }
        } finally {
            engine.unlock();
        }
        return true;
    }

    /** The message, or null if it is gone, or in a state that was already walked or is not asked for. */
    private @Nullable QueuedMessage read(Entry entry) {
        MessageState state = engine.visibleState(entry);
        if (state == null || state != states.peek()) {
            return null;
        }
        try {
            StoredMessage message = engine.reader().message(entry);
            return new QueuedMessage(entry.sequence(), state, entry.attempts(), message);
        } catch (StorageException e) {
            if (engine.visibleState(entry) != null) {
                throw e;
            }
            return null;
        }
    }
}
