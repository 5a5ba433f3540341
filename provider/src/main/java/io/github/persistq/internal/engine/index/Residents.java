package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what lives in a segment, and moves it elsewhere.
 *
 * <p>Threading: guarded by the index's owner's lock.
 */
public final class Residents {
    private final StoreIndex index;

    public Residents(StoreIndex index) {
        this.index = index;
    }

    /** All that is in a segment, in the order of its places. Looks at the whole index. */
    public List<Resident> in(long segment) {
        Map<Location, Resident> found = new HashMap<>();
        for (QueueIndex queue : index.queues()) {
            for (Entry entry : queue.all()) {
                Location at = entry.location;
                if (at.segment() == segment) {
                    found.computeIfAbsent(at, place -> new Resident(place, new ArrayList<>(1), null, null))
                            .entries()
                            .add(entry);
                }
            }
        }
        for (MapIndex map : index.maps().all()) {
            for (Map.Entry<Bytes, MapValue> entry : map.all().entrySet()) {
                Location at = entry.getValue().location();
                if (at.segment() == segment) {
                    found.put(at, new Resident(at, List.of(), map, entry.getKey()));
                }
            }
        }
        List<Resident> residents = new ArrayList<>(found.values());
        residents.sort(Comparator.comparingLong(resident -> resident.location().offset()));
        return residents;
    }

    /** The entries of a resident that still need its place; empty if it has none, or is a map's. */
    public List<Entry> staying(Resident resident) {
        List<Entry> staying = new ArrayList<>(resident.entries().size());
        for (Entry entry : resident.entries()) {
            if (entry.state != Entry.State.GONE && entry.location.equals(resident.location())) {
                staying.add(entry);
            }
        }
        return staying;
    }

    /** The version of a map's resident if it still needs its place, else 0. */
    public long stayingVersion(Resident resident) {
        MapIndex map = resident.map();
        Bytes key = resident.key();
        if (map == null || key == null || !index.maps().has(map.id())) {
            return 0;
        }
        MapValue value = map.get(key);
        return value != null && value.location().equals(resident.location()) ? value.version() : 0;
    }
}
