package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.internal.engine.index.Resident;
import io.github.persistq.internal.engine.index.Residents;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Moves what lives in segments that are hardly needed to the journal's end, by units of work that change nothing but places, so
 * that the segments can be deleted. After a crash at any instant a message is in its old place or its new one: the old segment
 * is deleted once the move is durable.
 *
 * <p>Threading: thread-safe; one thread at a time compacts. Bytes are read without the engine's lock.
 */
final class Compactor {
    /** How much is moved by one unit of work, about. */
    private static final long BATCH_BYTES = 1 << 20;

    private static final int BATCH_ENTRIES = 256;

    private final FileEngine engine;
    private final Disk disk;
    private final Journal journal;
    private final Residents residents;
    private final MessageReader reader;
    private final ReentrantLock compacting = new ReentrantLock(); // held by the thread that compacts

    Compactor(FileEngine engine, Disk disk, Journal journal, Residents residents) {
        this.engine = engine;
        this.disk = disk;
        this.journal = journal;
        this.residents = residents;
        this.reader = engine.reader();
    }

    /** Compacts the segments that are worth it, unless another thread does; a failure is none of the caller's. */
    void compactIfDue() {
        if (!compacting.tryLock()) {
            return;
        }
        try {
            for (Segment segment = toCompact(); segment != null; segment = toCompact()) {
                empty(segment);
                engine.deleteDead();
            }
        } catch (StorageException e) {
            putOff();
            if (e.kind() != Kind.CLOSED) {
                Log.warn("The journal in " + disk + " could not be compacted; that is tried again later", e);
            }
        } finally {
            compacting.unlock();
        }
    }

    private @Nullable Segment toCompact() {
        engine.lock();
        try {
            return engine.isUsable() ? journal.toCompact() : null;
        } finally {
            engine.unlock();
        }
    }

    private void putOff() {
        engine.lock();
        try {
            journal.putOffCompaction();
        } finally {
            engine.unlock();
        }
    }

    /** Compacts all that can be; returns how much smaller the files are. */
    long compact(CheckpointKeeper checkpoints) {
        compacting.lock();
        try {
            long before = bytesOnDisk();
            engine.endActiveSegment();
            checkpoints.writeNow();
            for (Segment segment : compactable()) {
                empty(segment);
            }
            engine.deleteDead();
            return Math.max(0, before - bytesOnDisk());
        } finally {
            compacting.unlock();
        }
    }

    private List<Segment> compactable() {
        engine.lock();
        try {
            engine.checkUsable();
            return journal.compactable();
        } finally {
            engine.unlock();
        }
    }

    private long bytesOnDisk() {
        try {
            long bytes = 0;
            for (String name : disk.list()) {
                if (Segment.isSegment(name) || Checkpointer.isCheckpoint(name)) {
                    bytes += size(name);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw Damage.io(disk, "looking at the sizes of its files", e);
        }
    }

    /** A file's size; 0 if it is deleted just now. */
    private long size(String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            return file.size();
        } catch (IOException e) {
            if (disk.list().contains(name)) {
                throw e;
            }
            return 0;
        }
    }

    private void empty(Segment segment) {
        List<Resident> all;
        engine.lock();
        try {
            engine.checkUsable();
            all = residents.in(segment.id());
        } finally {
            engine.unlock();
        }
        List<Resident> batch = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        long bytes = 0;
        for (Resident resident : all) {
            byte[] content = read(resident);
            if (content != null) {
                batch.add(resident);
                contents.add(content);
                bytes += content.length;
            }
            if (bytes >= BATCH_BYTES || batch.size() == BATCH_ENTRIES) {
                move(batch, contents);
                batch.clear();
                contents.clear();
                bytes = 0;
            }
        }
        move(batch, contents);
        requireProgress(segment);
    }

    /** What is not unneeded now will not be by another try. */
    private void requireProgress(Segment segment) {
        engine.lock();
        try {
            if (!segment.isDead()) {
                segment.immovable();
            }
        } finally {
            engine.unlock();
        }
    }

    /** The bytes, or null if they are gone, or damaged: then they stay where they are, for salvage. */
    private byte @Nullable [] read(Resident resident) {
        try {
            return reader.content(resident.location());
        } catch (StorageException e) {
            engine.lock();
            try {
                engine.checkUsable();
                if (!residents.staying(resident).isEmpty() || residents.stayingVersion(resident) != 0) {
                    Log.warn("A journal file in " + disk + " stays, because something in it can't be moved", e);
                }
            } finally {
                engine.unlock();
            }
            return null;
        }
    }

    private void move(List<Resident> batch, List<byte[]> contents) {
        engine.lock();
        try {
            engine.checkUsable();
            List<UnitWriter.Moved> moved = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                UnitWriter.Moved one = moved(batch.get(i), contents.get(i));
                if (one != null) {
                    moved.add(one);
                }
            }
            if (!moved.isEmpty()) {
                engine.append(moved);
            }
        } finally {
            engine.unlock();
        }
    }

    /** What of a resident still needs its old place; null if nothing does. */
    private UnitWriter.@Nullable Moved moved(Resident resident, byte[] content) {
        Location location = resident.location();
        Bytes head = Bytes.wrap(content, 0, location.headLength());
        Bytes body = Bytes.wrap(content, location.headLength(), location.bodyLength());
        Bytes key = resident.key();
        if (resident.map() != null && key != null) {
            long version = residents.stayingVersion(resident);
            MapKey map = new MapKey(resident.map().id(), key);
            return version == 0 ? null : new UnitWriter.Moved(List.of(), map, version, head, body);
        }
        List<Entry> staying = residents.staying(resident);
        return staying.isEmpty() ? null : new UnitWriter.Moved(staying, null, 0, head, body);
    }
}
