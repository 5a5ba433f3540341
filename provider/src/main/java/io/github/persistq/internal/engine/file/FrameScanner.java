package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's frames in order, through a window that is read ahead.
 *
 * <p>Threading: one thread at a time.
 */
final class FrameScanner {
    private static final int WINDOW = 1 << 20;

    private final Segment segment;
    private final long size;
    private final Salvage salvage;
    private ByteBuffer window = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;

    FrameScanner(Segment segment, long size, Salvage salvage) {
        this.segment = segment;
        this.size = size;
        this.salvage = salvage;
    }

    /**
     * A frame that verified.
     *
     * @param header its header
     * @param content its content
     * @param contentOffset where the content starts in the file
     * @param end where the next frame starts
     */
    record Found(FrameHeader header, ByteBuffer content, long contentOffset, long end) {}

    /** The whole frame at a place, if it has this number and both its checksums match; else null. */
    @Nullable
    Found frame(long at, long lsn) throws IOException {
        FrameHeader header = header(at);
        if (header == null || header.lsn() != lsn) {
            return null;
        }
        long contentOffset = at + FrameHeader.LENGTH;
        if (contentOffset + header.contentLength() > size) {
            return null;
        }
        int from = ensure(contentOffset, header.contentLength());
        if (FrameHeader.crc(window.array(), from, header.contentLength()) != header.contentCrc()) {
            return null;
        }
        ByteBuffer content = window.slice(from, header.contentLength());
        return new Found(header, content, contentOffset, at + FrameHeader.frameLength(header.contentLength()));
    }

    /** Where the next whole frame with a number above {@code lsn} starts, at or behind a place; -1 if there is none. */
    long nextFrame(long from, long lsn) throws IOException {
        for (long at = (from + 7) & ~7L; at + FrameHeader.LENGTH <= size; at += 8) {
            FrameHeader header = header(at);
            if (header != null && header.lsn() > lsn && frame(at, header.lsn()) != null) {
                return at;
            }
        }
        return -1;
    }

    /** The number of the frame at a place where {@link #nextFrame} found one. */
    long lsnAt(long at) throws IOException {
        FrameHeader header = header(at);
        if (header == null) {
            throw new IOException("no frame starts at offset " + at + " of " + segment.name());
        }
        return header.lsn();
    }

    /** Whether a later header says that the frame of this number had been forced. */
    boolean wasDurable(long from, long lsn) throws IOException {
        for (long at = from; at + FrameHeader.LENGTH <= size; at += 8) {
            FrameHeader header = header(at);
            if (header != null && header.lsn() > lsn && header.durableLsn() >= lsn) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything but zeros follows a place, which is a multiple of 8. */
    boolean hasBytes(long from) throws IOException {
        for (long at = from; at < size; at += 8) {
            int there = ensure(at, (int) Math.min(8, size - at));
            boolean zero = size - at >= 8 ? window.getLong(there) == 0 : window.get(there) == 0;
            if (!zero) {
                return true;
            }
        }
        return false;
    }

    private @Nullable FrameHeader header(long at) throws IOException {
        if (at + FrameHeader.LENGTH > size) {
            return null;
        }
        int from = ensure(at, FrameHeader.LENGTH);
        if (window.getLong(from) == 0 || !FrameHeader.verifies(window, from, segment.seed())) {
            return null;
        }
        return FrameHeader.read(window, from);
    }

    /** Makes the window hold these bytes, which are within the file; returns where in the window they start. */
    private int ensure(long at, int length) throws IOException {
        if (at < windowStart || at + length > windowStart + window.limit()) {
            int capacity = (int) Math.min(size - at, Math.max(length, WINDOW));
            window = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
            windowStart = at;
            int read = salvage.read(segment::read, segment.name(), window, at);
            if (read < length) {
                throw new IOException("%s ends before offset %d".formatted(segment.name(), at + length));
            }
            window.flip();
        }
        return (int) (at - windowStart);
    }
}
