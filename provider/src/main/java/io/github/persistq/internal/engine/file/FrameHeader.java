package io.github.persistq.internal.engine.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The header of a frame. One frame is one unit of work; its content follows, padded with zeros to a multiple of 8 bytes.
 * Numbers are little-endian.
 *
 * <pre>
 *   0        4        8                16               24               32       36   38   40
 *   +--------+--------+----------------+----------------+----------------+--------+----+----+----------
 *   | header | content|      lsn       |   durable lsn  |  last number   | content|kind| 0  | content...
 *   | crc    | length |                |                | before it      | crc    |    |    |
 *   +--------+--------+----------------+----------------+----------------+--------+----+----+----------
 * </pre>
 *
 * <p>Both checksums are CRC-32C. The header's covers bytes 4 to 40 and is seeded with the store's id and the segment's id, so
 * that a frame copied from elsewhere, or left over from another use of the disk, does not verify. {@code durable lsn} is the
 * last frame known to be forced when this one was written: it tells whether an earlier damaged frame had been promised.
 *
 * @param contentLength bytes of content, without padding
 * @param lsn the frame's number: 1 for the store's first, then rising by one
 * @param durableLsn the last frame known to be forced
 * @param lastNumber the last number given to a message before this frame
 * @param contentCrc CRC-32C of the content
 * @param kind 1: a unit of work, as {@link UnitWriter} draws it; 2: likewise, with records of type 15 or above, which the first
 *     versions did not know
 */
record FrameHeader(int contentLength, long lsn, long durableLsn, long lastNumber, int contentCrc, short kind) {
    static final int LENGTH = 40;
    static final short UNIT = 1;
    static final short UNIT_2 = 2;

    /** The bytes that a frame with this much content takes in its segment. */
    static long frameLength(int contentLength) {
        return (LENGTH + (long) contentLength + 7) & ~7L;
    }

    /** Writes the header at the start of the buffer. */
    void write(ByteBuffer frame, long seed) {
        frame.order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, contentLength)
                .putLong(8, lsn)
                .putLong(16, durableLsn)
                .putLong(24, lastNumber)
                .putInt(32, contentCrc)
                .putShort(36, kind)
                .putShort(38, (short) 0);
        frame.putInt(0, crc(frame, 0, seed));
    }

    /** Reads the header at a place in the buffer; its checksum has been verified. */
    static FrameHeader read(ByteBuffer frame, int at) {
        return new FrameHeader(
                frame.getInt(at + 4),
                frame.getLong(at + 8),
                frame.getLong(at + 16),
                frame.getLong(at + 24),
                frame.getInt(at + 32),
                frame.getShort(at + 36));
    }

    /** Whether the bytes at a place in the little-endian buffer are a header of the segment with this seed. */
    static boolean verifies(ByteBuffer frame, int at, long seed) {
        return frame.getInt(at) == crc(frame, at, seed) && frame.getInt(at + 4) >= 0;
    }

    /** What the checksums of a segment's headers are seeded with. */
    static long seed(UUID storeId, long segmentId) {
        return storeId.getMostSignificantBits() ^ Long.rotateLeft(storeId.getLeastSignificantBits(), 17) ^ segmentId;
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static int crc(ByteBuffer frame, int at, long seed) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < 64; shift += 8) {
            crc.update((int) (seed >>> shift));
        }
        crc.update(frame.slice(at + 4, LENGTH - 4));
        return (int) crc.getValue();
    }
}
