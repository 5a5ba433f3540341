package io.github.persistq.internal.core;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The maps of a store.
 *
 * <p>Threading: thread-safe. The lock is held while a map is made.
 */
public final class MapStore {
    private static final String KEYS = "keySerializer";
    private static final String VALUES = "valueSerializer";

    private final StorageEngine engine;
    private final StoreWriter writer;
    private final FailureListeners failures;
    private final ReentrantLock lock = new ReentrantLock(); // held while maps are made

    MapStore(StorageEngine engine, StoreWriter writer, FailureListeners failures) {
        this.engine = engine;
        this.writer = writer;
        this.failures = failures;
    }

    /**
     * Makes a map if it is not there.
     *
     * @param keys the format of its keys
     * @param values the format of its values
     * @throws IllegalArgumentException if it was made with others
     */
    public void open(String map, String keys, String values) {
        lock.lock();
        try {
            Map<String, String> wanted = Map.of(KEYS, keys, VALUES, values);
            Map<String, String> present = labels().get(map);
            if (present == null) {
                write(List.of(new Change.OpenMap(map, wanted)));
            } else if (!present.equals(wanted)) {
                throw new IllegalArgumentException(
                        "The map '%s' was made with the serializers '%s' and '%s' and is asked for with '%s' and '%s'; use the former, or drop the map"
                                .formatted(map, present.get(KEYS), present.get(VALUES), keys, values));
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Map<String, String>> labels() {
        try {
            return engine.maps();
        } catch (StorageException e) {
            throw failures.checked(e);
        }
    }

    /** The names of the maps that are there. */
    public Set<String> names() {
        return labels().keySet();
    }

    /** Writes changes of maps, on the device when this returns; an error is of kind CONFLICT if a version is not as expected. */
    public void write(List<Change> changes) {
        writer.write(changes, Durability.FORCED);
    }

    /** The entry of a key, or null. */
    public @Nullable MapEntry entry(String map, Bytes key) {
        try {
            return engine.entry(map, key);
        } catch (StorageException e) {
            throw failures.checked(e);
        }
    }

    /** The entries in the order of their keys; see {@link StorageEngine#entries}. */
    public Iterator<MapEntry> entries(String map) {
        try {
            return engine.entries(map);
        } catch (StorageException e) {
            throw failures.checked(e);
        }
    }

    /** How many entries a map has. */
    public long count(String map) {
        try {
            return engine.entryCount(map);
        } catch (StorageException e) {
            throw failures.checked(e);
        }
    }

    /** Removes a map, and returns how many entries it had. */
    public long drop(String map) {
        long count = count(map);
        write(List.of(new Change.DropMap(map)));
        return count;
    }

    /** Removes all entries of a map. */
    public void clear(String map) {
        Map<String, String> labels = labels().get(map);
        if (labels != null) {
            write(List.of(new Change.DropMap(map), new Change.OpenMap(map, labels)));
        }
    }
}
