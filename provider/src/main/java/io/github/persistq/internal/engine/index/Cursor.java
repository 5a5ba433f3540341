package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One filtering consumer's place in a queue: which ready messages it has refused, so that each is tested once.
 *
 * <p>All that is ready up to the position has been refused, apart from what is to be looked at again: messages that became
 * ready (again) behind the position.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class Cursor {
    private final QueueIndex queue;
    private final NavigableSet<Entry> again = new TreeSet<>(EntryOrder.DELIVERY);
    private @Nullable Entry position;

    /** A cursor before the first message; unregister it with {@link #close}. */
    public Cursor(QueueIndex queue) {
        this.queue = queue;
        queue.register(this);
    }

    /** The queue it walks: after a queue was dropped and opened anew it is not the store's queue of that name. */
    public QueueIndex queue() {
        return queue;
    }

    /** The next ready message to test, or null. */
    public @Nullable Entry next() {
        while (!again.isEmpty()) {
            Entry seen = again.first();
            Entry entry = queue.find(seen.sequence);
            if (entry != null && entry.state == State.READY && entry.order == seen.order) {
                return entry;
            }
            again.pollFirst();
        }
        return queue.readyAfter(position);
    }

    /** The message that {@link #next} gave is not wanted. */
    public void refuse(Entry entry) {
        if (!again.remove(entry)) {
            position = entry.snapshot();
        }
    }

    /** Whether the message was refused, and not to be looked at again since. */
    public boolean hasRefused(Entry entry) {
        return position != null && EntryOrder.DELIVERY.compare(entry, position) <= 0 && !again.contains(entry);
    }

    void lookAgain(Entry entry) {
        if (position != null && EntryOrder.DELIVERY.compare(entry, position) <= 0) {
            again.add(entry.snapshot());
        }
    }

    /** Ends it: the queue forgets it. */
    public void close() {
        queue.unregister(this);
    }
}
