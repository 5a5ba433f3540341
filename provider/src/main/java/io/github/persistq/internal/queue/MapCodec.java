package io.github.persistq.internal.queue;

import io.github.persistq.Serializer;
import io.github.persistq.UnreadableItemException;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.util.Objects;

/**
 * Turns a map's keys and values into bytes and back.
 *
 * <p>Threading: thread-safe, as the serializers are.
 */
final class MapCodec<K, V> {
    private final MessageStore store;
    private final String map;
    private final Serializer<K> keys;
    private final Serializer<V> values;

    MapCodec(MessageStore store, String map, Serializer<K> keys, Serializer<V> values) {
        this.store = store;
        this.map = map;
        this.keys = keys;
        this.values = values;
    }

    /** A key's bytes; an IllegalArgumentException if there are too many. */
    Bytes key(K key) {
        byte[] bytes = keys.toBytes(Objects.requireNonNull(key, "A PersistentMap has no null keys"));
        if (bytes.length > MapEntry.MAX_KEY_BYTES) {
            throw new IllegalArgumentException("The key of map '%s' has %d bytes; the limit is %d"
                    .formatted(map, bytes.length, MapEntry.MAX_KEY_BYTES));
        }
        return Bytes.wrap(bytes.clone());
    }

    Bytes value(V value) {
        byte[] bytes = values.toBytes(Objects.requireNonNull(value, "A PersistentMap has no null values"));
        store.checkSize("The value for map '" + map + "'", bytes.length);
        return Bytes.wrap(bytes.clone());
    }

    K key(Bytes bytes) {
        return read(keys, bytes);
    }

    V value(Bytes bytes) {
        return read(values, bytes);
    }

    private <T> T read(Serializer<T> serializer, Bytes bytes) {
        try {
            return serializer.fromBytes(bytes.toArray());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new UnreadableItemException(
                    "The serializer '%s' cannot read an entry of map '%s': %s".formatted(serializer.id(), map, e), e);
        }
    }
}
