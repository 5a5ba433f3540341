package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One filtering consumer's place in a queue: which ready messages it has refused, so that each is tested once.
 *
 * <p>All that is ready up to the position has been refused, apart from what is to be looked at again: messages that became
 * ready (again) behind the position. A message is tested without the lock, and others may become ready ahead of it
 * meanwhile: if it is refused, and the position goes to its place, they are to be looked at as well.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class Cursor {
    private final QueueIndex queue;
    private final NavigableSet<Entry> again = new TreeSet<>(EntryOrder.DELIVERY);
    private @Nullable Entry position;
    /** The place of the message that is being tested. */
    private @Nullable Entry offered;

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
        if (!again.isEmpty()) {
            // What came ahead of a message that was not refused is ahead of the position still.
            (position == null ? again : again.tailSet(position, false)).clear();
        }
        Entry next = first();
        offered = next == null ? null : next.snapshot();
        return next;
    }

    private @Nullable Entry first() {
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

    /** The message that {@link #next} gave is not wanted. If it has become ready anew meanwhile, it comes again. */
    public void refuse() {
        if (offered != null && !again.remove(offered)) {
            position = offered;
        }
        offered = null;
    }

    /** Whether the message was refused, and not to be looked at again since. */
    public boolean hasRefused(Entry entry) {
        return isUpTo(position, entry) && !again.contains(entry);
    }

    void lookAgain(Entry entry) {
        if (offered != null && EntryOrder.DELIVERY.compare(entry, offered) == 0) {
            offered = null;
        } else if (isUpTo(position, entry) || isUpTo(offered, entry)) {
            again.add(entry.snapshot());
        }
    }

    private static boolean isUpTo(@Nullable Entry place, Entry entry) {
        return place != null && EntryOrder.DELIVERY.compare(entry, place) <= 0;
    }

    /** Ends it: the queue forgets it. */
    public void close() {
        queue.unregister(this);
    }
}
