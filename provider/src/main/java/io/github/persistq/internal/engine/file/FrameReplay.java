package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.InconsistentIndexException;
import io.github.persistq.internal.engine.index.StoreIndex;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the frames behind a checkpoint to the index, through {@link UnitReader} as the running store does.
 *
 * <p>The first frame that does not verify ends the journal if it can be the trace of a crash. It cannot be if a later frame, a
 * later segment or the checkpoint shows that it had been forced: then the store is damaged.
 *
 * <p>Threading: one thread.
 */
final class FrameReplay {
    private final Disk disk;
    private final Salvage salvage;
    private final StoreIndex index;
    private final CheckpointCodec.Mark mark;
    private final List<Segment> segments;
    private long replayedBytes;
    private boolean tornTail;

    /**
     * A replay.
     *
     * @param mark what the checkpoint covers, which the index holds already
     * @param segments the journal, in order; at least one
     */
    FrameReplay(Disk disk, Salvage salvage, StoreIndex index, CheckpointCodec.Mark mark, List<Segment> segments) {
        this.disk = disk;
        this.salvage = salvage;
        this.index = index;
        this.mark = mark;
        this.segments = segments;
    }

    /** Bytes of the frames that were found behind the checkpoint. */
    long replayedBytes() {
        return replayedBytes;
    }

    /** Applies all frames; changes no file. */
    void run() throws IOException {
        long lsn = mark.lsn() + 1;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            Segment next = i + 1 < segments.size() ? segments.get(i + 1) : null;
            if (next != null && next.firstLsn() <= mark.lsn() + 1) {
                segment.passed(segment.frontier(), next.firstLsn() - 1);
                continue;
            }
            boolean marked = segment.id() == mark.segmentId();
            long start = marked ? mark.end() : SegmentHeader.LENGTH;
            long first = marked ? mark.lsn() + 1 : segment.firstLsn();
            checkStart(segment, start, first, lsn);
            lsn = replay(segment, next, start, first);
        }
    }

    private void checkStart(Segment segment, long start, long first, long expected) {
        if (start > segment.frontier()) {
            salvage.lost(Damage.corrupt(
                    disk,
                    segment.name(),
                    segment.frontier(),
                    "the file ends there, but had %d bytes".formatted(start)));
        }
        if (first < expected) {
            salvage.lost(Damage.corrupt(
                    disk,
                    Segment.fileName(mark.segmentId()),
                    0,
                    "it is missing, and held the frames up to " + mark.lsn()));
        } else if (first > expected) {
            salvage.lost(Damage.corrupt(
                    disk, segment.name(), 40, "frames %d to %d before it are missing".formatted(expected, first - 1)));
        }
    }

    /** Applies a segment's frames from a place on; returns the number that the next segment's first frame should have. */
    private long replay(Segment segment, @Nullable Segment next, long start, long firstLsn) throws IOException {
        FrameScanner scanner = new FrameScanner(segment, segment.frontier(), salvage);
        long at = start;
        long lsn = firstLsn;
        while (true) {
            FrameScanner.Found found = scanner.frame(at, lsn);
            if (found == null) {
                long resume = end(scanner, segment, next, at, lsn);
                if (resume < 0) {
                    break;
                }
                at = resume;
                lsn = scanner.lsnAt(at);
                continue;
            }
            apply(segment, found, at);
            replayedBytes += found.end() - at;
            at = found.end();
            lsn++;
        }
        segment.passed(at, lsn - 1);
        if (next == null) {
            tornTail = scanner.hasBytes(at);
        }
        return lsn;
    }

    private void apply(Segment segment, FrameScanner.Found found, long at) {
        if (found.header().lsn() <= mark.lsn()) {
            return;
        }
        if (found.header().kind() < FrameHeader.UNIT || found.header().kind() > FrameHeader.UNIT_2) {
            throw Damage.unknownFrame(disk, segment.name(), at, found.header().kind());
        }
        if (found.header().lastNumber() != index.lastNumber()) {
            salvage.lost(Damage.corrupt(disk, segment.name(), at, "messages before it are missing"));
            index.restoreNumbers(index.lastQueueId(), found.header().lastNumber());
        }
        try {
            Applied applied =
                    UnitReader.apply(index, found.content(), segment.id(), found.contentOffset(), salvage.isAsked());
            if (applied.passedOverRecords() > 0) {
                salvage.lost(Damage.corrupt(
                        disk,
                        segment.name(),
                        at,
                        "%d of its frame's records are about messages that are lost"
                                .formatted(applied.passedOverRecords())));
            }
            for (Entry entry : applied.hidden()) {
                index.publish(entry);
            }
        } catch (InconsistentIndexException | IllegalArgumentException | BufferUnderflowException e) {
            salvage.lost(Damage.corrupt(
                    disk, segment.name(), at, "its frame does not fit those before it: " + e.getMessage()));
        }
    }

    /** No frame verifies here: -1 if the segment ends here, else where salvage goes on. */
    private long end(FrameScanner scanner, Segment segment, @Nullable Segment next, long at, long lsn)
            throws IOException {
        boolean torn = next == null ? !scanner.wasDurable(at, lsn) : lsn == next.firstLsn();
        if (torn) {
            return -1;
        }
        salvage.lost(Damage.corrupt(
                disk, segment.name(), at, "frame %d does not verify, and it had been forced".formatted(lsn)));
        return scanner.nextFrame(at + 8, lsn);
    }

    /** Cuts off what a crash left unfinished behind the last frame, and makes that frame durable. */
    void cutTail() throws IOException {
        Segment last = segments.get(segments.size() - 1);
        if (tornTail) {
            Log.info("%s/%s: cut off an unfinished write at offset %d, left by a crash"
                    .formatted(disk, last.name(), last.end()));
            last.trim(0);
        }
        // The file may end before the last frame's padding does, or before what salvage passed over.
        last.extend(last.end());
        last.force();
    }
}
