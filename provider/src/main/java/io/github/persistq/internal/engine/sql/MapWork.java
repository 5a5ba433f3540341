package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction does to maps: each is locked and read once; of each key the last change is written by {@link #save}.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MapWork {
    private final MapTable table;
    private final Numbers numbers;
    /** Maps that were looked for; null for those that are not there. */
    private final Map<String, @Nullable Touched> touched = new HashMap<>();

    /** A map of which keys were changed or looked at. */
    private static final class Touched {
        final long id;
        final Map<Bytes, Slot> slots = new LinkedHashMap<>();

        Touched(long id) {
            this.id = id;
        }
    }

    /** A key as it was before the transaction, and as it will be. */
    private static final class Slot {
        final long before;
        long version;
        Bytes value = Bytes.EMPTY;

        Slot(long before) {
            this.before = before;
            this.version = before;
        }
    }

    MapWork(MapTable table, Numbers numbers) {
        this.table = table;
        this.numbers = numbers;
    }

    /** Locks the maps that a unit of work names, always in one order. */
    void expect(List<Change> changes) {
        TreeSet<String> names = new TreeSet<>();
        for (Change change : changes) {
            if (change instanceof Change.PutEntry put) {
                names.add(put.map());
            } else if (change instanceof Change.RemoveEntry remove) {
                names.add(remove.map());
            } else if (change instanceof Change.OpenMap open) {
                names.add(open.map());
            } else if (change instanceof Change.DropMap drop) {
                names.add(drop.map());
            }
        }
        names.forEach(this::find);
    }

    void open(Change.OpenMap change) {
        Touched map = find(change.map());
        if (map != null) {
            table.relabel(map.id, change.labels());
            return;
        }
        long id = numbers.nextId();
        table.insert(id, change.map(), change.labels());
        touched.put(change.map(), new Touched(id));
    }

    void put(Change.PutEntry change) {
        Slot slot = slot(change.map(), change.key(), change.expected());
        slot.version = numbers.nextNumber();
        slot.value = change.value();
    }

    void remove(Change.RemoveEntry change) {
        Slot slot = slot(change.map(), change.key(), change.expected());
        slot.version = MapEntry.ABSENT;
        slot.value = Bytes.EMPTY;
    }

    void drop(String name) {
        Touched map = find(name);
        if (map != null) {
            table.delete(map.id);
            touched.put(name, null);
        }
    }

    /** Writes what differs from before. */
    void save() {
        for (Touched map : touched.values()) {
            if (map != null) {
                save(map);
            }
        }
    }

    private void save(Touched map) {
        long more = 0;
        for (Map.Entry<Bytes, Slot> key : map.slots.entrySet()) {
            Slot slot = key.getValue();
            if (slot.version == slot.before) {
                continue;
            }
            if (slot.version == MapEntry.ABSENT) {
                table.remove(map.id, key.getKey());
                more--;
            } else {
                table.put(map.id, key.getKey(), slot.version, slot.value);
                more += slot.before == MapEntry.ABSENT ? 1 : 0;
            }
        }
        if (more != 0) {
            table.count(map.id, more);
        }
    }

    private Slot slot(String name, Bytes key, long expected) {
        Touched map = find(name);
        if (map == null) {
            throw StorageException.noSuchMap(name);
        }
        Slot slot = map.slots.get(key);
        if (slot == null) {
            slot = new Slot(table.version(map.id, key));
            map.slots.put(key, slot);
        }
        if (!MapEntry.isExpected(expected, slot.version)) {
            throw StorageException.conflict(name, expected, slot.version);
        }
        return slot;
    }

    private @Nullable Touched find(String name) {
        if (!touched.containsKey(name)) {
            MapRow map = table.lock(name);
            touched.put(name, map == null ? null : new Touched(map.id()));
        }
        return touched.get(name);
    }
}
