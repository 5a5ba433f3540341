package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one map, in their order, and where their values are.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class MapIndex {
    private final int id;
    private final String name;
    private final Footprint footprint;
    private final NavigableMap<Bytes, MapValue> values = new TreeMap<>();
    private Map<String, String> labels;

    MapIndex(int id, String name, Map<String, String> labels, Footprint footprint) {
        this.id = id;
        this.name = name;
        this.labels = Map.copyOf(labels);
        this.footprint = footprint;
    }

    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Map<String, String> labels() {
        return labels;
    }

    void relabel(Map<String, String> newLabels) {
        labels = Map.copyOf(newLabels);
    }

    public int size() {
        return values.size();
    }

    public @Nullable MapValue get(Bytes key) {
        return values.get(key);
    }

    /** The version of a key's entry; {@link MapEntry#ABSENT} if it has none. */
    public long version(Bytes key) {
        MapValue value = values.get(key);
        return value == null ? MapEntry.ABSENT : value.version();
    }

    /** All keys, in their order, and what they have. */
    public NavigableMap<Bytes, MapValue> all() {
        return Collections.unmodifiableNavigableMap(values);
    }

    /** Up to so many keys that come after one, in their order; the first ones if it is null. */
    public List<Bytes> keysAfter(@Nullable Bytes key, int limit) {
        List<Bytes> found = new ArrayList<>();
        for (Bytes next :
                key == null ? values.keySet() : values.tailMap(key, false).keySet()) {
            if (found.size() == limit) {
                break;
            }
            found.add(next);
        }
        return found;
    }

    void put(Bytes key, MapValue value) {
        footprint.added(value.location());
        MapValue former = values.put(key, value);
        if (former != null) {
            footprint.removed(former.location());
        }
    }

    void remove(Bytes key) {
        MapValue former = values.remove(key);
        if (former != null) {
            footprint.removed(former.location());
        }
    }

    void clear() {
        for (MapValue value : values.values()) {
            footprint.removed(value.location());
        }
        values.clear();
    }
}
