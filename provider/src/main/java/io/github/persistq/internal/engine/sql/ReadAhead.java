package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Whole;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first ready messages of a queue, read at once for all that claim in a transaction. What makes a message ready, or changes
 * one of these, ends it.
 *
 * <p>Threading: one transaction's.
 */
final class ReadAhead {
    private final Map<Long, Whole> messages = new LinkedHashMap<>();
    private int wanted;
    private boolean read;

    /** For so many messages as will be wanted. */
    ReadAhead(int wanted) {
        this.wanted = wanted;
    }

    void read(MessageReader reader, long queueId) {
        messages.clear();
        for (Whole whole : reader.firstReady(queueId, wanted)) {
            messages.put(whole.place().sequence(), whole);
        }
        read = true;
    }

    /** Has the next claim read anew: other messages are the first now. */
    void outdate() {
        read = false;
    }

    /** A message was changed. */
    void changed(long sequence) {
        if (messages.containsKey(sequence)) {
            outdate();
        }
    }

    /** Takes the next of them, which are the caller's now. */
    List<Whole> take(MessageReader reader, long queueId, int limit) {
        if (!read || limit > wanted) {
            wanted = Math.max(wanted, limit);
            read(reader, queueId);
        }
        List<Whole> taken = new ArrayList<>();
        Iterator<Whole> next = messages.values().iterator();
        while (taken.size() < limit && next.hasNext()) {
            taken.add(next.next());
            next.remove();
        }
        wanted -= limit;
        return taken;
    }
}
