package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
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
    private List<MapKey> changedKeys = List.of();
    private int passedOver;

    /**
     * What became of an append, or of forgetting acknowledged messages.
     *
     * @param number the message's number, 0 if all queues dropped it; or how many were forgotten
     * @param location where its bytes are; null if it was dropped
     */
    record Stored(long number, @Nullable Location location) {}

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

    void forgotten(int messages) {
        stored.add(new Stored(messages, null));
    }

    void changed(int mapId, Bytes key) {
        if (changedKeys.isEmpty()) {
            changedKeys = new ArrayList<>(1);
        }
        changedKeys.add(new MapKey(mapId, key));
    }

    /** The keys of maps that have a new value, or none any more. */
    List<MapKey> changedKeys() {
        return changedKeys;
    }

    /** What {@link Change.Append}s that are no branch's, and {@link Change.ForgetAcked}s did, in order. */
    List<Stored> stored() {
        return stored;
    }

    long[] numbers() {
        long[] numbers = new long[stored.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = stored.get(i).number();
        }
        return numbers;
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
