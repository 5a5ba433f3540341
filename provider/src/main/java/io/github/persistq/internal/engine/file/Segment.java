package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * One file of the journal: frames up to its end, zeros from there to its frontier.
 *
 * <p>Zeros are written ahead because overwriting them changes no metadata, which makes a force about twice as fast as when
 * the file grows with each frame.
 *
 * <p>Threading: guarded by the journal's lock, but for {@link #read} and {@link #force}, which any thread may call.
 */
final class Segment {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

    private final SegmentHeader header;
    private final DiskFile file;
    private long end;
    private long frontier;
    private long liveEntries;
    private long neededBytes;
    private long lastLsn;
    private volatile boolean sealed;

    Segment(SegmentHeader header, DiskFile file, long end, long frontier) {
        this.header = header;
        this.file = file;
        this.end = end;
        this.frontier = frontier;
        this.lastLsn = header.firstLsn() - 1;
    }

    static String fileName(long segmentId) {
        return "journal-" + Hex.of(segmentId) + ".log";
    }

    long id() {
        return header.segmentId();
    }

    String name() {
        return fileName(header.segmentId());
    }

    long seed() {
        return FrameHeader.seed(header.storeId(), header.segmentId());
    }

    long firstLsn() {
        return header.firstLsn();
    }

    /** The number of its last frame; one below {@link #firstLsn} while it has none. */
    long lastLsn() {
        return lastLsn;
    }

    /** Where the next frame goes. */
    long end() {
        return end;
    }

    long frontier() {
        return frontier;
    }

    /** Zero-fills up to a place, so that frames up to there cannot fail for lack of room. */
    void extend(long newFrontier) throws IOException {
        long at = frontier;
        while (at < newFrontier) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(zeros.capacity(), newFrontier - at));
            int length = zeros.remaining();
            file.write(zeros, at);
            at += length;
        }
        frontier = newFrontier;
    }

    void append(ByteBuffer frame, long lsn) throws IOException {
        int length = frame.remaining();
        file.write(frame, end);
        end += length;
        frontier = Math.max(frontier, end);
        lastLsn = lsn;
    }

    /** Recovery: a frame was found to be here. */
    void passed(long newEnd, long lsn) {
        end = newEnd;
        lastLsn = lsn;
    }

    int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    /** Makes its frames durable. */
    void force() throws IOException {
        try {
            file.force();
        } catch (ClosedChannelException e) {
            // Sealed segments are forced, and may be deleted while a late leader still wants them forced.
            if (!sealed) {
                throw e;
            }
        }
    }

    /** Forces it and ends it: no more frames. */
    void seal() throws IOException {
        file.force();
        sealed = true;
    }

    /** Cuts off all behind the end, durably. */
    void trim() throws IOException {
        file.truncate(end);
        file.force();
        frontier = end;
    }

    boolean isDead() {
        return liveEntries == 0;
    }

    /** A live entry more, or less, whose bytes end at a place. */
    void countLive(int by, long entryEnd) {
        liveEntries += by;
        neededBytes = Math.max(neededBytes, entryEnd);
    }

    /** How long the file must be to hold what live entries were said to refer to. */
    long neededBytes() {
        return neededBytes;
    }

    void close() throws IOException {
        file.close();
    }
}
