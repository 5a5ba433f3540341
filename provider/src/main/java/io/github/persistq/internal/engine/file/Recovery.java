package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.StorageException;
import java.io.IOException;
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
 * Brings a store's directory back to the state of its last whole frame: the newest checkpoint, then each frame after it as
 * {@link FrameReplay} finds them. A store that is damaged is not opened, and not changed, unless salvage is asked for.
 *
 * <p>Threading: one thread.
 */
final class Recovery {

    private final Disk disk;
    private final FileOptions options;
    private final InstantSource clock;
    private final Salvage salvage;
    private final List<Segment> segments = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();

    private Recovery(Disk disk, FileOptions options, InstantSource clock) {
        this.disk = disk;
        this.options = options;
        this.clock = clock;
        this.salvage = new Salvage(disk, options.salvage());
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
                unfinished.add(name);
            }
        }
        boolean isNew = checkpoints.isEmpty() && journals.isEmpty();
        Collections.sort(journals);
        UUID storeId = openSegments(journals);
        if (storeId == null) {
            for (String checkpoint : checkpoints) {
                salvage.setAside(
                        checkpoint,
                        Damage.corrupt(disk, Segment.fileName(1), 0, "it and all other journal files are missing"));
            }
            storeId = newStoreId();
        }
        Journal journal = new Journal(disk, storeId, options);
        StoreIndex index = new StoreIndex(clock, journal);
        if (!segments.isEmpty()) {
            return new Recovered(journal, index, restore(journal, index, checkpoints));
        }
        if (!isNew) {
            tidyDirectory();
        }
        journal.begin();
        segments.add(journal.active());
        return new Recovered(journal, index, 0);
    }

    /** Brings the index to the state of the last frame; returns up to where a checkpoint covers the journal. */
    private long restore(Journal journal, StoreIndex index, List<String> checkpoints) throws IOException {
        for (Segment segment : segments) {
            journal.adopt(segment);
        }
        CheckpointCodec.Mark mark = restoreCheckpoint(checkpoints, journal.storeId(), index);
        checkLengths();
        FrameReplay replay = new FrameReplay(disk, salvage, index, mark, segments);
        replay.run();
        journal.replayed(replay.replayedBytes());
        checkNothingMissing(journal);
        // Nothing is changed before this line: a store that does not open is as it was.
        tidyDirectory();
        replay.cutTail();
        if (salvage.isAsked()) {
            index.forget(journal::isLost);
            if (journal.lastLsn() < mark.lsn()) {
                journal.skipTo(mark.lsn() + 1, mark.segmentId() + 1);
                segments.add(journal.active());
            }
        }
        return mark.lsn();
    }

    /**
     * Makes the names durable that the last owner gave, before anything rests on them: it may have been killed between a
     * rename and the force of the directory. Then removes what it left unfinished.
     */
    private void tidyDirectory() throws IOException {
        disk.forceDirectory();
        salvage.renameUnusable();
        for (String name : unfinished) {
            disk.delete(name);
        }
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
                salvage.setAside(name, e);
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
                salvage.setAside(
                        segment.name(), Damage.corrupt(disk, segment.name(), 16, "it belongs to another store"));
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
            salvage.read(file, name, bytes);
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
                ByteBuffer bytes = Checkpointer.read(disk, name, salvage);
                CheckpointCodec.Mark mark = CheckpointCodec.verify(bytes, storeId, disk, name);
                CheckpointCodec.restore(bytes, index);
                return mark;
            } catch (StorageException e) {
                salvage.setAside(name, e);
            }
        }
        Segment first = segments.get(0);
        if (first.firstLsn() != 1) {
            salvage.lost(Damage.corrupt(
                    disk, "checkpoint", 0, "none is there, and the journal starts at frame " + first.firstLsn()));
        }
        return new CheckpointCodec.Mark(first.firstLsn() - 1, first.id(), SegmentHeader.LENGTH);
    }

    /** A file that is shorter than what the checkpoint needs of it was not cut by a crash. */
    private void checkLengths() {
        for (Segment segment : segments) {
            if (segment.neededBytes() > segment.frontier()) {
                salvage.lost(Damage.corrupt(
                        disk,
                        segment.name(),
                        segment.frontier(),
                        "the file ends there, but had %d bytes or more".formatted(segment.neededBytes())));
            }
        }
    }

    private void checkNothingMissing(Journal journal) {
        for (Map.Entry<Long, Integer> missing : journal.missing().entrySet()) {
            salvage.lost(Damage.corrupt(
                    disk,
                    Segment.fileName(missing.getKey()),
                    0,
                    "it is missing and holds %d messages".formatted(missing.getValue())));
        }
    }
}
