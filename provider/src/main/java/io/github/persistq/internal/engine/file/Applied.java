package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.spi.QueueName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What applying a unit of work did, beyond the index: messages stored, messages still hidden, queues with messages to claim.
 *
 * <p>Threading: one thread at a time.
 */
final class Applied {
    private final List<Stored> stored = new ArrayList<>(1);
    private final List<Entry> hidden = new ArrayList<>(1);
    private final Map<QueueName, Integer> ready = new HashMap<>(2);
    private int passedOver;

    /**
     * What became of an append.
     *
     * @param sequence the message's number; 0 if all queues dropped it
     * @param location where its bytes are; null if it was dropped
     */
    record Stored(long sequence, @Nullable Location location) {}

    void stored(List<Entry> entries) {
        if (entries.isEmpty()) {
            stored.add(new Stored(0, null));
        } else {
            stored.add(new Stored(entries.get(0).sequence(), entries.get(0).location()));
            hidden.addAll(entries);
        }
    }

    /** Salvage: a record named what is lost, and was passed over. */
    void passedOver() {
        passedOver++;
    }

    int passedOverRecords() {
        return passedOver;
    }

    void hidden(Entry entry) {
        hidden.add(entry);
    }

    void ready(QueueName queue) {
        ready.put(queue, ready.getOrDefault(queue, 0) + 1);
    }

    /** One per append that is not a branch's, in order. */
    List<Stored> stored() {
        return stored;
    }

    long[] sequences() {
        long[] sequences = new long[stored.size()];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = stored.get(i).sequence();
        }
        return sequences;
    }

    /** Messages to be published once the unit's durability holds. */
    List<Entry> hidden() {
        return hidden;
    }

    /** How many messages were given back in each queue. */
    Map<QueueName, Integer> ready() {
        return ready;
    }
}
