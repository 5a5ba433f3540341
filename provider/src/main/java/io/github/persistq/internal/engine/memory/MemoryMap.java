package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One map's entries, in the order of their keys.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MemoryMap {
    final NavigableMap<Bytes, MapEntry> entries = new TreeMap<>();
    Map<String, String> labels;

    MemoryMap(Map<String, String> labels) {
        this.labels = labels;
    }

    /** The version of a key's entry; {@link MapEntry#ABSENT} if it has none. */
    long version(Bytes key) {
        MapEntry entry = entries.get(key);
        return entry == null ? MapEntry.ABSENT : entry.version();
    }
}
