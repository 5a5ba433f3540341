package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The maps as the changes of a unit of work checked so far would leave them: which there are, and what versions differ.
 *
 * <p>Threading: one thread at a time, under the index's lock.
 */
final class MapOutlook {
    private final MapTable table;
    /** Maps that the unit touches; null for those that it drops. */
    private final Map<String, @Nullable Versions> touched = new HashMap<>();

    /** The versions of one map: those of the index's map, if the unit did not open it, and what differs. */
    private record Versions(@Nullable MapIndex base, Map<Bytes, Long> changed) {
        long of(Bytes key) {
            Long version = changed.get(key);
            if (version != null) {
                return version;
            }
            return base == null ? MapEntry.ABSENT : base.version(key);
        }
    }

    MapOutlook(MapTable table) {
        this.table = table;
    }

    void open(String name) {
        if (find(name) == null) {
            touched.put(name, new Versions(null, new HashMap<>()));
        }
    }

    void drop(String name) {
        touched.put(name, null);
    }

    /** Checks that a key has the version that is expected, and gives it another. */
    void change(String name, Bytes key, long expected, long version) {
        Versions versions = find(name);
        if (versions == null) {
            throw StorageException.noSuchMap(name);
        }
        long actual = versions.of(key);
        if (!MapEntry.isExpected(expected, actual)) {
            throw StorageException.conflict(name, expected, actual);
        }
        versions.changed().put(key, version);
    }

    private @Nullable Versions find(String name) {
        if (!touched.containsKey(name)) {
            MapIndex map = table.map(name);
            touched.put(name, map == null ? null : new Versions(map, new HashMap<>()));
        }
        return touched.get(name);
    }
}
