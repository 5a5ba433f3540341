package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.internal.engine.index.MessageMeta;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gets messages' bytes: from a bounded cache of the latest ones, so that a consumer that keeps up reads no disk, else from
 * the journal, verified.
 *
 * <p>Threading: thread-safe; does no I/O under its lock.
 */
final class MessageReader {
    private static final int OVERHEAD = 256;

    private final Disk disk;
    private final Journal journal;
    private final long capacity;
    private final ReentrantLock lock = new ReentrantLock();
    /** By place, because a replaced message has another one. Guarded by the lock; oldest first. */
    private final Map<Location, StoredMessage> cache = new LinkedHashMap<>();

    private long cachedBytes;

    MessageReader(Disk disk, Journal journal, long capacity) {
        this.disk = disk;
        this.journal = journal;
        this.capacity = capacity;
    }

    /** Keeps the bytes of messages that were written just now at hand for the consumers that take them next. */
    void remember(List<Change> changes, Applied applied) {
        Iterator<Applied.Stored> stored = applied.stored().iterator();
        for (Change change : changes) {
            if (change instanceof Change.Append append) {
                Location location = stored.next().location();
                if (location != null) {
                    remember(location, append.message());
                }
            } else if (change instanceof Change.ForgetAcked) {
                stored.next();
            }
        }
    }

    private void remember(Location location, StoredMessage message) {
        if (cost(message) > capacity / 8) {
            return;
        }
        lock.lock();
        try {
            cache.put(location, message);
            cachedBytes += cost(message);
            Iterator<StoredMessage> oldest = cache.values().iterator();
            while (cachedBytes > capacity) {
                cachedBytes -= cost(oldest.next());
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads a message.
     *
     * @throws StorageException of kind CORRUPT if its bytes are not those that were written, or IO
     */
    StoredMessage message(Entry entry) {
        StoredMessage cached = cached(entry.location());
        return cached != null ? cached : current(entry, location -> message(entry, location));
    }

    /** Reads again if the message was replaced meanwhile: its old bytes may be gone. */
    private static <T> T current(Entry entry, Function<Location, T> read) {
        while (true) {
            Location location = entry.location();
            try {
                return read.apply(location);
            } catch (StorageException e) {
                if (location.equals(entry.location())) {
                    throw e;
                }
            }
        }
    }

    private StoredMessage message(Entry entry, Location location) {
        byte[] bytes = content(location);
        MessageMeta meta = entry.meta();
        return new StoredMessage(
                Bytes.wrap(bytes, 0, location.headLength()),
                Bytes.wrap(bytes, location.headLength(), location.bodyLength()),
                meta.priority(),
                meta.deliverAtMillis(),
                meta.expiresAtMillis(),
                meta.uniqueKey());
    }

    /** Reads the bytes at a place, head and body; fails as {@link #message} does. */
    byte[] content(Location location) {
        byte[] bytes = read(location, Math.toIntExact(location.size()));
        verify(location, bytes, 0, location.headLength(), location.headCrc(), "head");
        verify(location, bytes, location.headLength(), location.bodyLength(), location.bodyCrc(), "body");
        return bytes;
    }

    /** Reads the value of a map's entry; fails as {@link #message} does. */
    Bytes value(Location location) {
        byte[] bytes = read(location, location.bodyLength());
        verify(location, bytes, 0, location.bodyLength(), location.bodyCrc(), "value");
        return Bytes.wrap(bytes);
    }

    /** Reads a message's head alone; fails as {@link #message} does. */
    Bytes head(Entry entry) {
        StoredMessage cached = cached(entry.location());
        return cached != null ? cached.head() : current(entry, this::head);
    }

    private Bytes head(Location location) {
        byte[] bytes = read(location, location.headLength());
        verify(location, bytes, 0, location.headLength(), location.headCrc(), "head");
        return Bytes.wrap(bytes);
    }

    /** Empty messages take memory, too. */
    private static long cost(StoredMessage message) {
        return OVERHEAD + message.size();
    }

    private @Nullable StoredMessage cached(Location location) {
        lock.lock();
        try {
            return cache.get(location);
        } finally {
            lock.unlock();
        }
    }

    private byte[] read(Location location, int length) {
        try {
            return journal.read(location, length).array();
        } catch (IOException e) {
            throw new StorageException(
                    Kind.IO,
                    "%s/%s: a message at offset %d can't be read: %s"
                            .formatted(disk, Segment.fileName(location.segment()), location.offset(), e),
                    e);
        }
    }

    private void verify(Location location, byte[] bytes, int from, int length, int crc, String part) {
        if (FrameHeader.crc(bytes, from, length) != crc) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "%s/%s is damaged: the checksum of a %s at offset %d does not match"
                            .formatted(disk, Segment.fileName(location.segment()), part, location.offset() + from));
        }
    }
}
