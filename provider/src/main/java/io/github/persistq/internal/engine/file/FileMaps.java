package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.MapIndex;
import io.github.persistq.internal.engine.index.MapTable;
import io.github.persistq.internal.engine.index.MapValue;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads maps: keys from the index, values from the journal. An entry whose frame is yet to be durable is shown once it is, so
 * that nobody acts on what a power cut takes back.
 *
 * <p>Threading: thread-safe; reads the journal without the engine's lock.
 */
final class FileMaps {
    private final FileEngine engine;
    private final MapTable table;
    private final Publisher publisher;
    private final GroupCommitter committer;

    FileMaps(FileEngine engine, MapTable table, Publisher publisher, GroupCommitter committer) {
        this.engine = engine;
        this.table = table;
        this.publisher = publisher;
        this.committer = committer;
    }

    /** A key's entry, or null. */
    @Nullable
    MapEntry entry(String name, Bytes key) {
        MapValue failed = null;
        StorageException failure = null;
        while (true) {
            MapValue value = durable(name, key);
            if (value == null) {
                return null;
            }
            if (failure != null && failed != null && value.location().equals(failed.location())) {
                throw failure;
            }
            try {
                return new MapEntry(key, engine.reader().value(value.location()), value.version());
            } catch (StorageException e) {
                // It may have been replaced, or moved, meanwhile: its old bytes may be gone.
                failed = value;
                failure = e;
            }
        }
    }

    private @Nullable MapValue durable(String name, Bytes key) {
        while (true) {
            long pending;
            engine.lock();
            try {
                engine.checkUsable();
                MapIndex map = table.map(name);
                if (map == null) {
                    return null;
                }
                pending = publisher.pending(new MapKey(map.id(), key));
                if (pending == 0) {
                    return map.get(key);
                }
            } finally {
                engine.unlock();
            }
            committer.await(pending);
        }
    }

    /** Up to so many keys that come after one, in their order; the first ones if it is null. */
    List<Bytes> keysAfter(String name, @Nullable Bytes key, int limit) {
        engine.lock();
        try {
            engine.checkUsable();
            MapIndex map = table.map(name);
            return map == null ? List.of() : map.keysAfter(key, limit);
        } finally {
            engine.unlock();
        }
    }

    long size(String name) {
        engine.lock();
        try {
            engine.checkUsable();
            MapIndex map = table.map(name);
            return map == null ? 0 : map.size();
        } finally {
            engine.unlock();
        }
    }

    Map<String, Map<String, String>> all() {
        engine.lock();
        try {
            engine.checkUsable();
            Map<String, Map<String, String>> labels = new HashMap<>();
            for (MapIndex map : table.all()) {
                labels.put(map.name(), map.labels());
            }
            return labels;
        } finally {
            engine.unlock();
        }
    }
}
