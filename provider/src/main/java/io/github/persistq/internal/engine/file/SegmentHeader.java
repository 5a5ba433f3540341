package io.github.persistq.internal.engine.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The first {@value #LENGTH} bytes of a segment's file. Numbers are little-endian.
 *
 * <pre>
 *   0                8        12       16                              32               40               48       64
 *   +----------------+--------+--------+-------------------------------+----------------+----------------+--------+
 *   | "PERSISTQ"     | format | crc    | store id                      | segment id     | first lsn      | zeros  |
 *   +----------------+--------+--------+-------------------------------+----------------+----------------+--------+
 * </pre>
 *
 * <p>The CRC-32C covers all but itself. A segment gets its name only once this header is durable: under its name, a bad header
 * is damage and not the trace of a crash.
 *
 * @param storeId which store the segment belongs to
 * @param segmentId the segment's number, also in its name; never used twice
 * @param firstLsn the number of its first frame
 */
record SegmentHeader(UUID storeId, long segmentId, long firstLsn) {
    static final int LENGTH = 64;
    static final int FORMAT = 1;
    private static final long MAGIC = 0x5154534953524550L; // "PERSISTQ", read little-endian

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC)
                .putInt(8, FORMAT)
                .putLong(16, storeId.getMostSignificantBits())
                .putLong(24, storeId.getLeastSignificantBits())
                .putLong(32, segmentId)
                .putLong(40, firstLsn);
        return bytes.putInt(12, crc(bytes));
    }

    /** Reads and verifies the header of the file; the name is for messages. */
    static SegmentHeader decode(ByteBuffer bytes, Disk disk, String file) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < LENGTH || bytes.getLong(0) != MAGIC) {
            throw Damage.corrupt(disk, file, 0, "it does not start as a segment does");
        }
        if (bytes.getInt(12) != crc(bytes)) {
            throw Damage.corrupt(disk, file, 12, "the checksum of its header does not match");
        }
        if (bytes.getInt(8) != FORMAT) {
            throw Damage.newerFormat(disk, file, bytes.getInt(8), FORMAT);
        }
        return new SegmentHeader(new UUID(bytes.getLong(16), bytes.getLong(24)), bytes.getLong(32), bytes.getLong(40));
    }

    private static int crc(ByteBuffer header) {
        byte[] bytes = new byte[LENGTH];
        header.get(0, bytes);
        bytes[12] = bytes[13] = bytes[14] = bytes[15] = 0;
        return FrameHeader.crc(bytes, 0, LENGTH);
    }
}
