package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Footprint;
import io.github.persistq.internal.engine.index.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The append-only log: a row of segments, of which the last takes frames.
 *
 * <p>Room for what empties the store is kept ahead of the end: a frame that adds messages fails while there is less, so that
 * acknowledgements go on when the device is full.
 *
 * <p>Threading: guarded by the engine's lock, but for {@link #read}, {@link #last} and {@link Segment#force}, which any thread may call.
 */
final class Journal implements Footprint {
    private static final long MIN_RESERVE = 64 << 10;
    private static final long MAX_RESERVE = 16 << 20;
    /** An acknowledgement's frame, and towards the message's part of a checkpoint. */
    private static final long RESERVE_PER_ENTRY = 96;

    /** What lives in a segment is moved if it is less than so many percent of it. */
    private static final int SPARSE = 25;

    /** Likewise if the journal is large for what lives in it. */
    private static final int HALF = 50;

    /** Likewise if the user asks for it; above that is what frames take beside messages. */
    private static final int DENSE = 75;

    private static final long MIN_SEGMENT = 4 << 10;
    private static final long MIN_STEP = 64 << 10;
    private static final long MAX_STEP = 1 << 20;

    /**
     * A frame's place.
     *
     * @param segment the segment it is in
     * @param lsn its number
     * @param contentOffset where its content starts in the segment's file
     */
    record Position(Segment segment, long lsn, long contentOffset) {}

    private final Disk disk;
    private final UUID storeId;
    private final long segmentBytes;
    private final long maxStoreBytes;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    /** Taken out, and not deleted yet. */
    private final Queue<Segment> dying = new ConcurrentLinkedQueue<>();

    private final Map<Long, Integer> missing = new HashMap<>();
    private @Nullable Segment active;
    private long liveEntries;
    private long checkpointLsn;
    private volatile @Nullable Position last;
    private final AtomicLong appendedBytes = new AtomicLong();
    private boolean anyDead;
    private boolean anySparse;
    private long reclaimedAt;

    Journal(Disk disk, UUID storeId, FileOptions options) {
        this.disk = disk;
        this.storeId = storeId;
        this.segmentBytes = options.segmentBytes();
        this.maxStoreBytes = options.maxStoreBytes();
    }

    UUID storeId() {
        return storeId;
    }

    // ---- recovery

    /** Adds a recovered segment; the last one added takes the next frames. */
    void adopt(Segment segment) {
        segments.put(segment.id(), segment);
        active = segment;
    }

    /** Creates the first segment of a new store. */
    void begin() throws IOException {
        active = createSegment(1, 1, MIN_STEP + MIN_RESERVE);
    }

    /** The number of the next frame is one above. */
    long lastLsn() {
        return active().lastLsn();
    }

    /** The last frame's place: what a force from now on covers. Null before this process's first frame. */
    @Nullable
    Position last() {
        return last;
    }

    Segment active() {
        if (active == null) {
            throw new IllegalStateException("the journal has no segment yet");
        }
        return active;
    }

    List<Segment> segments() {
        return new ArrayList<>(segments.values());
    }

    // ---- writing

    /**
     * Appends a frame.
     *
     * @param frame room for the header, then the content, then padding
     * @param header all but the lsn
     * @param sparesReserve whether it must leave the reserve untouched
     * @throws io.github.persistq.spi.StorageException of kind STORE_FULL: nothing is changed
     * @throws IOException if the state of the segment's file is unknown
     */
    Position append(ByteBuffer frame, FrameHeader header, boolean sparesReserve) throws IOException {
        int length = frame.capacity();
        makeRoom(length, sparesReserve);
        Segment segment = active();
        long lsn = segment.lastLsn() + 1;
        new FrameHeader(
                        header.contentLength(),
                        lsn,
                        header.durableLsn(),
                        header.lastNumber(),
                        header.contentCrc(),
                        header.kind())
                .write(frame, segment.seed());
        long at = segment.end();
        try {
            segment.append(frame.position(0).limit(length), lsn);
        } catch (IOException e) {
            if (Damage.isFull(e)) {
                // The part that was written lies behind the end: the next frame overwrites it, recovery cuts it.
                throw Damage.full(disk, length + " bytes", e);
            }
            throw e;
        }
        appendedBytes.addAndGet(length);
        Position position = new Position(segment, lsn, at + FrameHeader.LENGTH);
        last = position;
        return position;
    }

    /**
     * Makes room, and room ahead. Where there is no room ahead, a frame that may use the reserve goes on: it has room in the
     * reserve, or in the few bytes that the device may still have.
     */
    private void makeRoom(int length, boolean sparesReserve) throws IOException {
        long keep = sparesReserve ? reserve() : 0;
        try {
            if (active().end() + length > segmentBytes && active().end() > SegmentHeader.LENGTH) {
                checkLimit(length + keep + MIN_STEP);
                active().force();
                startSegment(Math.max(length + keep, MIN_RESERVE) + MIN_STEP);
            }
            long wanted = active().end() + length + keep;
            if (wanted > active().frontier()) {
                long step = Math.max(MIN_STEP, Math.min(MAX_STEP, active().end()));
                long grown = wanted + step + (sparesReserve ? 0 : reserve());
                checkLimit(grown - active().frontier());
                active().extend(grown);
            }
        } catch (IOException e) {
            if (!Damage.isFull(e)) {
                throw e;
            }
            if (sparesReserve && active().end() + length + keep > active().frontier()) {
                throw Damage.full(disk, length + " bytes", e);
            }
        }
    }

    private long reserve() {
        return Math.min(MAX_RESERVE, MIN_RESERVE + liveEntries * RESERVE_PER_ENTRY);
    }

    /** Whether giving up the reserve for a checkpoint may free room: there are dead segments, and more than at the last call. */
    boolean isReclaimable() {
        long dead = 0;
        for (Segment segment : segments.values()) {
            dead += segment.isDead() ? segment.end() - SegmentHeader.LENGTH : 0;
        }
        boolean more = dead > reclaimedAt;
        reclaimedAt = dead;
        return more;
    }

    /**
     * Gives the reserve back to the device, so that a checkpoint can be written there; if nothing in the active segment is
     * alive, ends it too, so that the checkpoint frees it.
     */
    void giveUpReserve() throws IOException {
        active().trim(0);
        if (active().isDead() && active().end() > SegmentHeader.LENGTH) {
            startSegment(MIN_SEGMENT);
        }
    }

    /** Has the reserve ahead of the end again. */
    void restoreReserve() throws IOException {
        active().extend(active().end() + reserve());
    }

    /** Cuts the files to what is in them, and the room that consumers need to empty them if the device is full. */
    void rest() throws IOException {
        active().trim(liveEntries == 0 ? 0 : reserve());
    }

    private void checkLimit(long more) throws IOException {
        if (maxStoreBytes > 0 && size() + more > maxStoreBytes) {
            throw new IOException("No space left: the journal has %d bytes and needs %d more, maxStoreBytes is %d"
                    .formatted(size(), more, maxStoreBytes));
        }
    }

    /** Bytes of all frames that this process appended or replayed. */
    long appendedBytes() {
        return appendedBytes.get();
    }

    /** Recovery: that many bytes of frames are in no checkpoint yet. */
    void replayed(long bytes) {
        appendedBytes.addAndGet(bytes);
    }

    /** Bytes of all segments on disk. */
    long size() {
        long size = 0;
        for (Segment segment : segments.values()) {
            size += segment.frontier();
        }
        return size;
    }

    /**
     * Ends the active segment and starts a new one. The old one has been forced before: a segment that has a successor has no
     * torn end, so recovery knows a gap before a later segment to be damage.
     */
    private void startSegment(long room) throws IOException {
        startSegment(active().id() + 1, active().lastLsn() + 1, room);
    }

    /** Salvage: the next frame gets this number, in a segment of its own whose id is no less than asked for. */
    void skipTo(long lsn, long segmentId) throws IOException {
        startSegment(Math.max(segmentId, active().id() + 1), lsn, MIN_STEP + MIN_RESERVE);
    }

    private void startSegment(long id, long firstLsn, long room) throws IOException {
        Segment old = active();
        Segment next = createSegment(id, firstLsn, room);
        active = next;
        old.seal();
        old.trim(0);
    }

    private Segment createSegment(long id, long firstLsn, long room) throws IOException {
        String name = Segment.fileName(id);
        String temporary = Segment.temporaryName(id);
        SegmentHeader header = new SegmentHeader(storeId, id, firstLsn);
        DiskFile file = disk.create(temporary);
        try {
            file.write(header.encode(), 0);
            Segment segment = new Segment(header, file, SegmentHeader.LENGTH, SegmentHeader.LENGTH);
            segment.extend(SegmentHeader.LENGTH + room);
            file.force();
            disk.rename(temporary, name);
            segments.put(id, segment);
            forceDirectory(name);
            return segment;
        } catch (IOException e) {
            if (!segments.containsKey(id)) {
                discard(file, temporary, e);
            }
            throw e;
        }
    }

    /** The segment may be there after a power cut or not: even for want of room this must not pass as a frame that failed. */
    private void forceDirectory(String created) throws IOException {
        try {
            disk.forceDirectory();
        } catch (IOException e) {
            throw new ForceFailedException("the directory with the new " + created, e);
        }
    }

    private void discard(DiskFile file, String name, IOException cause) {
        try {
            file.close();
            disk.delete(name);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    // ---- reading

    /** Reads a message's head, or its head and body; the checksums are the caller's to verify. */
    ByteBuffer read(Location location, int length) throws IOException {
        Segment segment = segments.get(location.segment());
        if (segment == null) {
            throw new IOException(Segment.fileName(location.segment()) + " was deleted");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int read = segment.read(bytes, location.offset());
        if (read < length) {
            throw new IOException("%s ends at %d, within a message at %d"
                    .formatted(segment.name(), location.offset() + read, location.offset()));
        }
        return bytes.flip();
    }

    // ---- what is still needed

    @Override
    public void added(Location location) {
        count(location, 1);
    }

    @Override
    public void removed(Location location) {
        count(location, -1);
    }

    private void count(Location location, int by) {
        liveEntries += by;
        Segment segment = segments.get(location.segment());
        if (segment != null) {
            segment.countLive(by, location.size(), location.offset() + location.size());
            anyDead |= segment.isDead();
            anySparse |= by < 0 && isCompactable(segment, SPARSE);
        } else {
            missing.merge(location.segment(), by, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    /** Segments that are not there, and how many messages are in them. A checkpoint may name one that was deleted after it. */
    Map<Long, Integer> missing() {
        return missing;
    }

    /** Whether a message's bytes are in no segment. */
    boolean isLost(Location location) {
        Segment segment = segments.get(location.segment());
        return segment == null || location.offset() + location.size() > segment.frontier();
    }

    /** A checkpoint now covers all frames up to this one. */
    void checkpointed(long lsn) {
        checkpointLsn = lsn;
        anyDead = true;
        anySparse = true;
    }

    /**
     * Takes out the segments that nothing needs: without live messages, and behind the checkpoint, so that no later record
     * needs theirs. Their files are the caller's to delete, once it holds no lock and the frames that settled the last of
     * their messages are durable: after a power cut those messages would be there again, and their bytes must be, too.
     */
    List<Segment> takeDead() {
        if (!anyDead) {
            return List.of();
        }
        anyDead = false;
        List<Segment> dead = new ArrayList<>();
        for (Segment segment : segments.values()) {
            if (segment != active && segment.isDead() && segment.lastLsn() <= checkpointLsn) {
                dead.add(segment);
            }
        }
        for (Segment segment : dead) {
            segments.remove(segment.id());
        }
        dying.addAll(dead);
        if (!dead.isEmpty()) {
            reclaimedAt = 0;
        }
        return dead;
    }

    /** Whether it is worth asking {@link #toCompact}. */
    boolean mayCompact() {
        return anySparse;
    }

    /**
     * The segment from which what lives in it is best moved, so that it is unneeded: one that is hardly needed or, if the journal
     * is large for what lives in it, the one that is needed least. Null if there is none; then the answer stays null, and
     * costs nothing, until a segment is needed less or a checkpoint is written.
     */
    @Nullable
    Segment toCompact() {
        if (!anySparse) {
            return null;
        }
        long live = 0;
        long size = 0;
        Segment best = null;
        for (Segment segment : segments.values()) {
            live += segment.liveBytes();
            size += segment.end();
            if (isCompactable(segment, HALF) && (best == null || segment.liveBytes() < best.liveBytes())) {
                best = segment;
            }
        }
        if (best != null && (best.isSparse(SPARSE) || size > 2 * live + 2 * segmentBytes)) {
            return best;
        }
        anySparse = false;
        return null;
    }

    /** The segments that are worth compacting when the user asks for it. */
    List<Segment> compactable() {
        List<Segment> found = new ArrayList<>();
        for (Segment segment : segments.values()) {
            if (isCompactable(segment, DENSE)) {
                found.add(segment);
            }
        }
        return found;
    }

    /** Whether moving all that lives in it leaves it unneeded: a checkpoint covers its records. */
    private boolean isCompactable(Segment segment, int percent) {
        return segment != active && segment.lastLsn() <= checkpointLsn && segment.isSparse(percent);
    }

    /** Does not look for something to compact before the next checkpoint. */
    void putOffCompaction() {
        anySparse = false;
    }

    /** Ends the active segment, if part of it is unneeded, so that it can be compacted. */
    void endForCompaction() throws IOException {
        Segment ended = active();
        if (ended.end() > SegmentHeader.LENGTH && (ended.isDead() || ended.isSparse(DENSE))) {
            ended.force();
            startSegment(MIN_RESERVE + MIN_STEP);
        }
    }

    void delete(List<Segment> dead) throws IOException {
        for (Segment segment : dead) {
            dying.remove(segment);
            segment.close();
            disk.delete(segment.name());
        }
    }

    /** Lets go of all files, whichever of them fail. */
    void close() throws IOException {
        IOException first = null;
        List<Segment> all = segments();
        all.addAll(dying);
        for (Segment segment : all) {
            try {
                segment.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
