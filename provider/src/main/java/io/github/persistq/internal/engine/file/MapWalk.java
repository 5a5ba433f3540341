package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a map a few keys at a time, and reads each value when it is asked for.
 *
 * <p>Threading: one thread at a time.
 */
final class MapWalk implements Iterator<MapEntry> {
    private static final int CHUNK = 64;

    private final FileMaps maps;
    private final String name;
    private final ArrayDeque<Bytes> ahead = new ArrayDeque<>();
    private @Nullable Bytes place;
    private @Nullable MapEntry next;

    MapWalk(FileMaps maps, String name) {
        this.maps = maps;
        this.name = name;
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            if (ahead.isEmpty()) {
                ahead.addAll(maps.keysAfter(name, place, CHUNK));
            }
            Bytes key = ahead.poll();
            if (key == null) {
                return false;
            }
            place = key;
            next = maps.entry(name, key);
        }
        return true;
    }

    @Override
    public MapEntry next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        MapEntry entry = next;
        next = null;
        return entry;
    }
}
