package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.InconsistentIndexException;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.StorageException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Brings a store's directory back to the state of its last whole frame: the newest checkpoint, then each frame after it
 * through {@link UnitReader}.
 *
 * <p>The first frame that does not verify ends the journal if it can be the trace of a crash, and is then cut off. It cannot
 * be if a later frame, a later segment or the checkpoint shows that it had been forced: then the store is damaged, and is
 * not opened, unless salvage is asked for.
 *
 * <p>Threading: one thread.
 */
final class Recovery {

    private final Disk disk;
    private final FileOptions options;
    private final InstantSource clock;
    private final List<Segment> segments = new ArrayList<>();
    private long replayedBytes;

    private Recovery(Disk disk, FileOptions options, InstantSource clock) {
        this.disk = disk;
        this.options = options;
        this.clock = clock;
    }

    /**
     * What recovery gives the engine.
     *
     * @param journal ready to append
     * @param index the state as of the journal's last frame; what was in flight still is
     * @param checkpoint up to where a checkpoint covers the journal; 0 if there is none
     */
    record Recovered(Journal journal, StoreIndex index, long checkpoint) {}

    /**
     * Recovers the store, or creates it.
     *
     * @throws StorageException of kind CORRUPT or NEWER_FORMAT; no file is left open
     */
    static Recovered recover(Disk disk, FileOptions options, InstantSource clock) throws IOException {
        Recovery recovery = new Recovery(disk, options, clock);
        boolean recovered = false;
        try {
            Recovered result = recovery.run();
            recovered = true;
            return result;
        } finally {
            if (!recovered) {
                for (Segment segment : recovery.segments) {
                    segment.close();
                }
            }
        }
    }

    private Recovered run() throws IOException {
        List<String> checkpoints = new ArrayList<>();
        List<String> journals = new ArrayList<>();
        for (String name : disk.list()) {
            if (Checkpointer.isCheckpoint(name)) {
                checkpoints.add(name);
            } else if (Segment.isSegment(name)) {
                journals.add(name);
            } else if (Checkpointer.isTemporary(name) || Segment.isTemporary(name)) {
                disk.delete(name);
            }
        }
        Collections.sort(journals);
        UUID storeId = openSegments(journals);
        if (storeId == null) {
            for (String checkpoint : checkpoints) {
                setAside(
                        checkpoint,
                        Damage.corrupt(disk, Segment.fileName(1), 0, "it and all other journal files are missing"));
            }
            storeId = newStoreId();
        }
        Journal journal = new Journal(disk, storeId, options);
        StoreIndex index = new StoreIndex(clock, journal);
        if (segments.isEmpty()) {
            journal.begin();
            segments.add(journal.active());
            return new Recovered(journal, index, 0);
        }
        return new Recovered(journal, index, restore(journal, index, checkpoints));
    }

    /** Brings the index to the state of the last frame; returns up to where a checkpoint covers the journal. */
    private long restore(Journal journal, StoreIndex index, List<String> checkpoints) throws IOException {
        for (Segment segment : segments) {
            journal.adopt(segment);
        }
        CheckpointCodec.Mark mark = restoreCheckpoint(checkpoints, journal.storeId(), index);
        checkLengths();
        replay(index, mark);
        journal.replayed(replayedBytes);
        checkNothingMissing(journal);
        if (options.salvage()) {
            index.forget(journal::isLost);
        }
        return mark.lsn();
    }

    /** Tells stores apart; nothing hangs on it being secret, so a program's start is spared the secure random generator. */
    private UUID newStoreId() {
        return new UUID(
                clock.millis() << 16 ^ System.nanoTime(),
                ThreadLocalRandom.current().nextLong());
    }

    private @Nullable UUID openSegments(List<String> names) throws IOException {
        Map<UUID, Integer> files = new HashMap<>();
        for (String name : names) {
            try {
                openSegment(name);
                files.merge(segments.get(segments.size() - 1).storeId(), 1, Integer::sum);
            } catch (StorageException e) {
                setAside(name, e);
            }
        }
        UUID storeId = null;
        for (Segment segment : segments) {
            if (storeId == null || files.getOrDefault(segment.storeId(), 0) >= files.getOrDefault(storeId, 0)) {
                storeId = segment.storeId();
            }
        }
        for (Segment segment : List.copyOf(segments)) {
            if (!segment.storeId().equals(storeId)) {
                setAside(segment.name(), Damage.corrupt(disk, segment.name(), 16, "it belongs to another store"));
                segments.remove(segment);
                segment.close();
            }
        }
        return storeId;
    }

    private void openSegment(String name) throws IOException {
        DiskFile file = disk.open(name);
        boolean opened = false;
        try {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.LENGTH);
            file.read(bytes, 0);
            SegmentHeader header = SegmentHeader.decode(bytes.flip(), disk, name);
            if (!name.equals(Segment.fileName(header.segmentId()))) {
                throw Damage.corrupt(disk, name, 32, "it is a copy of " + Segment.fileName(header.segmentId()));
            }
            long size = file.size();
            segments.add(new Segment(header, file, size, size));
            opened = true;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private CheckpointCodec.Mark restoreCheckpoint(List<String> names, UUID storeId, StoreIndex index)
            throws IOException {
        names.sort(Collections.reverseOrder());
        for (String name : names) {
            try {
                ByteBuffer bytes = Checkpointer.read(disk, name);
                CheckpointCodec.Mark mark = CheckpointCodec.verify(bytes, storeId, disk, name);
                CheckpointCodec.restore(bytes, index);
                return mark;
            } catch (StorageException e) {
                setAside(name, e);
            }
        }
        Segment first = segments.get(0);
        if (first.firstLsn() != 1) {
            lost(Damage.corrupt(
                    disk, "checkpoint", 0, "none is there, and the journal starts at frame " + first.firstLsn()));
        }
        return new CheckpointCodec.Mark(first.firstLsn() - 1, first.id(), SegmentHeader.LENGTH);
    }

    /** Salvage goes on without the file, keeping it under another name; otherwise the error stands. */
    private void setAside(String name, StorageException e) throws IOException {
        lost(e);
        disk.rename(name, name + ".damaged");
    }

    private void lost(StorageException e) {
        if (!options.salvage()) {
            throw e;
        }
        Log.warn("salvage: " + e.getMessage());
    }

    private void replay(StoreIndex index, CheckpointCodec.Mark mark) throws IOException {
        long lsn = mark.lsn() + 1;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Segment next = i + 1 < segments.size() ? segments.get(i + 1) : null;
            if (next != null && next.firstLsn() <= mark.lsn() + 1) {
                segment.passed(segment.frontier(), next.firstLsn() - 1);
                continue;
            }
            long start = segment.id() == mark.segmentId() ? mark.end() : SegmentHeader.LENGTH;
            if (start > segment.frontier()) {
                lost(Damage.corrupt(
                        disk,
                        segment.name(),
                        segment.frontier(),
                        "the file ends there, but had %d bytes".formatted(start)));
            }
            long first = segment.id() == mark.segmentId() ? mark.lsn() + 1 : segment.firstLsn();
            if (first != lsn) {
                lost(Damage.corrupt(
                        disk, segment.name(), 40, "frames %d to %d before it are missing".formatted(lsn, first - 1)));
            }
            lsn = new SegmentReplay(index, mark.lsn(), segment, next).from(start, first);
        }
    }

    /** A file that is shorter than what the checkpoint needs of it was not cut by a crash. */
    private void checkLengths() {
        for (Segment segment : segments) {
            if (segment.neededBytes() > segment.frontier()) {
                lost(Damage.corrupt(
                        disk,
                        segment.name(),
                        segment.frontier(),
                        "the file ends there, but had %d bytes or more".formatted(segment.neededBytes())));
            }
        }
    }

    private void checkNothingMissing(Journal journal) {
        for (Map.Entry<Long, Integer> missing : journal.missing().entrySet()) {
            lost(Damage.corrupt(
                    disk,
                    Segment.fileName(missing.getKey()),
                    0,
                    "it is missing and holds %d messages".formatted(missing.getValue())));
        }
    }

    /** The replay of one segment's frames. */
    private final class SegmentReplay {
        private final StoreIndex index;
        private final long checkpointLsn;
        private final Segment segment;
        private final @Nullable Segment next;
        private final FrameScanner scanner;

        SegmentReplay(StoreIndex index, long checkpointLsn, Segment segment, @Nullable Segment next) {
            this.index = index;
            this.checkpointLsn = checkpointLsn;
            this.segment = segment;
            this.next = next;
            this.scanner = new FrameScanner(segment, segment.frontier());
        }

        /** Applies all frames from a place on; returns the number that the next segment's first frame should have. */
        long from(long start, long firstLsn) throws IOException {
            long at = start;
            long lsn = firstLsn;
            while (true) {
                FrameScanner.Found found = scanner.frame(at, lsn);
                if (found == null) {
                    long resume = end(at, lsn);
                    if (resume < 0) {
                        break;
                    }
                    at = resume;
                    lsn = scanner.lsnAt(at);
                    continue;
                }
                apply(found, at);
                replayedBytes += found.end() - at;
                at = found.end();
                lsn++;
            }
            segment.passed(at, lsn - 1);
            if (next == null) {
                cutTail(at);
                // The file may end before the last frame's padding does, or before what salvage passed over.
                segment.extend(at);
                segment.force();
            }
            return lsn;
        }

        private void apply(FrameScanner.Found found, long at) {
            try {
                if (found.header().lsn() <= checkpointLsn) {
                    return;
                }
                if (found.header().lastNumber() != index.lastNumber()) {
                    lost(Damage.corrupt(disk, segment.name(), at, "messages before it are missing"));
                    index.restoreNumbers(index.lastQueueId(), found.header().lastNumber());
                }
                Applied applied = UnitReader.apply(
                        index, found.content(), segment.id(), found.contentOffset(), options.salvage());
                for (Entry entry : applied.hidden()) {
                    index.publish(entry);
                }
            } catch (InconsistentIndexException | IllegalArgumentException | BufferUnderflowException e) {
                lost(Damage.corrupt(
                        disk, segment.name(), at, "its frame does not fit those before it: " + e.getMessage()));
            }
        }

        /** No frame verifies here: -1 if the segment ends here, else where salvage goes on. */
        private long end(long at, long lsn) throws IOException {
            boolean torn = next == null ? !scanner.wasDurable(at, lsn) : lsn == next.firstLsn();
            if (torn) {
                return -1;
            }
            lost(Damage.corrupt(
                    disk, segment.name(), at, "frame %d does not verify, and it had been forced".formatted(lsn)));
            return scanner.nextFrame(at + 8, lsn);
        }

        private void cutTail(long at) throws IOException {
            if (scanner.hasBytes(at)) {
                Log.info("%s/%s: cut off an unfinished write at offset %d, left by a crash"
                        .formatted(disk, segment.name(), at));
                segment.trim(0);
            }
        }
    }
}
