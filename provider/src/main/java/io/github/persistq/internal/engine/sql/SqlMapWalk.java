package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a map a few entries at a time: as many as are small enough together.
 *
 * <p>Threading: one thread at a time.
 */
final class SqlMapWalk implements Iterator<MapEntry> {
    private static final int CHUNK = 64;
    private static final long CHUNK_BYTES = 1 << 20;

    private final Reading reading;
    private final String name;
    private final ArrayDeque<MapEntry> ahead = new ArrayDeque<>();
    private @Nullable Bytes place;
    private boolean ended;

    SqlMapWalk(Reading reading, String name) {
        this.reading = reading;
        this.name = name;
    }

    @Override
    public boolean hasNext() {
        while (ahead.isEmpty() && !ended) {
            look();
        }
        return !ahead.isEmpty();
    }

    private void look() {
        Bytes after = place;
        List<MapTable.Size> sizes = reading.look(found -> found.maps.sizesAfter(name, after, CHUNK));
        if (sizes.isEmpty()) {
            ended = true;
            return;
        }
        int count = 1;
        long bytes = sizes.get(0).bytes();
        while (count < sizes.size() && bytes + sizes.get(count).bytes() <= CHUNK_BYTES) {
            bytes += sizes.get(count).bytes();
            count++;
        }
        Bytes from = sizes.get(0).key();
        Bytes to = sizes.get(count - 1).key();
        int limit = count;
        List<MapEntry> entries = reading.look(found -> found.maps.entries(name, from, to, limit));
        ahead.addAll(entries);
        // Keys that came in between meanwhile may have left no room for the last ones.
        place = entries.size() == limit ? entries.get(limit - 1).key() : to;
    }

    @Override
    public MapEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ahead.remove();
    }
}
