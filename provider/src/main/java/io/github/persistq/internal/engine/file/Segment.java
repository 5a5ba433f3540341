package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal: frames up to its end, zeros from there to its frontier.
 *
 * <p>Zeros are written ahead because overwriting them changes no metadata, which makes a force about twice as fast as when
 * the file grows with each frame.
 *
 * <p>Threading: guarded by the journal's lock, but for {@link #read} and {@link #force}, which any thread may call.
 */
final class Segment {
    private static final String PREFIX = "journal-";
    private static final String SUFFIX = ".log";
    private static final String TEMPORARY = ".tmp";
    /** About what a frame and a record take beside a message. */
    private static final long PER_ENTRY = 80;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

    private final SegmentHeader header;
    private final DiskFile file;
    private long end;
    private long frontier;
    private long liveEntries;
    private long liveBytes;
    private long neededBytes;
    private long lastLsn;
    private boolean immovable;
    private volatile boolean sealed;
    private final ReentrantLock forcing = new ReentrantLock(); // guards failure, held while the file is forced
    private @Nullable IOException failure;

    Segment(SegmentHeader header, DiskFile file, long end, long frontier) {
        this.header = header;
        this.file = file;
        this.end = end;
        this.frontier = frontier;
        this.lastLsn = header.firstLsn() - 1;
    }

    static String fileName(long segmentId) {
        return PREFIX + Hex.of(segmentId) + SUFFIX;
    }

    static String temporaryName(long segmentId) {
        return fileName(segmentId) + TEMPORARY;
    }

    /** Whether a file is a segment by its name; what people keep beside is none of ours. */
    static boolean isSegment(String name) {
        return Hex.isName(name, PREFIX, SUFFIX);
    }

    static boolean isTemporary(String name) {
        return Hex.isName(name, PREFIX, SUFFIX + TEMPORARY);
    }

    long id() {
        return header.segmentId();
    }

    UUID storeId() {
        return header.storeId();
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

    /** Zero-fills up to a place, if that is ahead, so that frames up to there cannot fail for lack of room. */
    void extend(long newFrontier) throws IOException {
        long at = frontier;
        while (at < newFrontier) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(zeros.capacity(), newFrontier - at));
            int length = zeros.remaining();
            file.write(zeros, at);
            at += length;
            frontier = at;
        }
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

    /**
     * Makes its frames durable. Once that failed it fails for ever: the system may have dropped the data, and tells only the
     * first who asks.
     */
    void force() throws IOException {
        forcing.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            file.force();
        } catch (ClosedChannelException e) {
            // Sealed segments are forced, and may be deleted while a late leader still wants them forced.
            if (!sealed) {
                throw e;
            }
        } catch (IOException e) {
            failure = failure == null ? new ForceFailedException(name(), e) : failure;
            throw failure;
        } finally {
            forcing.unlock();
        }
    }

    /** Ends it once it is forced: no more frames. */
    void seal() {
        sealed = true;
    }

    /** Cuts off, durably, all but so many bytes behind the end. */
    void trim(long keep) throws IOException {
        long size = Math.min(frontier, end + keep);
        file.truncate(size);
        force();
        frontier = size;
    }

    boolean isDead() {
        return liveEntries == 0;
    }

    /** A live entry more, or less, of so many bytes that end at a place. */
    void countLive(int by, long bytes, long entryEnd) {
        liveEntries += by;
        liveBytes += by * (bytes + PER_ENTRY);
        neededBytes = Math.max(neededBytes, entryEnd);
    }

    /** Bytes of its frames that are needed, about; a message counts once for each of its queues. */
    long liveBytes() {
        return liveBytes;
    }

    /** Whether something lives in it that can be moved, and it is less than so many percent of its frames. */
    boolean isSparse(int percent) {
        return liveEntries > 0 && !immovable && liveBytes < (end - SegmentHeader.LENGTH) / 100 * percent;
    }

    /** What lives in it can't be read, so it stays where it is. */
    void immovable() {
        immovable = true;
    }

    /** How long the file must be to hold what live entries were said to refer to. */
    long neededBytes() {
        return neededBytes;
    }

    void close() throws IOException {
        file.close();
    }
}
