package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The maps of a store. As {@link StoreIndex}, of which it is a part, it assumes that changes were checked.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class MapTable {
    private final Footprint footprint;
    private final Map<String, MapIndex> byName = new HashMap<>();
    private final Map<Integer, MapIndex> byId = new HashMap<>();
    private int lastId;

    MapTable(Footprint footprint) {
        this.footprint = footprint;
    }

    public @Nullable MapIndex map(String name) {
        return byName.get(name);
    }

    public MapIndex map(int id) {
        MapIndex map = byId.get(id);
        if (map == null) {
            throw new InconsistentIndexException("no map has the id " + id);
        }
        return map;
    }

    public boolean has(int id) {
        return byId.containsKey(id);
    }

    public Collection<MapIndex> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The last id given to a map; 0 if there never was one. */
    public int lastId() {
        return lastId;
    }

    public void restoreLastId(int id) {
        lastId = id;
    }

    public void open(int id, String name, Map<String, String> labels) {
        MapIndex existing = byId.get(id);
        if (existing != null) {
            existing.relabel(labels);
            return;
        }
        MapIndex map = new MapIndex(id, name, labels, footprint);
        byId.put(id, map);
        byName.put(name, map);
        lastId = Math.max(lastId, id);
    }

    public void remove(int id, Bytes key) {
        map(id).remove(key);
    }

    /** A value's bytes are in another place now; the entry's version stays. */
    public void move(int id, Bytes key, long version, Location location) {
        MapIndex map = map(id);
        if (map.version(key) != version) {
            throw new InconsistentIndexException("map '%s' has no entry of version %d".formatted(map.name(), version));
        }
        map.put(key, new MapValue(version, location));
    }

    public void drop(int id) {
        MapIndex map = byId.remove(id);
        if (map != null) {
            byName.remove(map.name());
            map.clear();
        }
    }

    /** Puts an entry back as a checkpoint has it. */
    public void restore(int id, Bytes key, MapValue value) {
        map(id).put(key, value);
    }

    /** Salvage: removes the entries whose values are lost. */
    void forget(Predicate<Location> lost) {
        for (MapIndex map : byName.values()) {
            List<Bytes> gone = new ArrayList<>();
            map.all().forEach((key, value) -> {
                if (lost.test(value.location())) {
                    gone.add(key);
                }
            });
            gone.forEach(map::remove);
        }
    }
}
