package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What tells that stored content is not what was stored: databases do not check the pages of their files, or may be told not to.
 *
 * <p>Threading: stateless.
 */
final class Checksum {
    private Checksum() {}

    /** Of the head and the body with this number; never negative. */
    static long of(long contentId, Bytes head, Bytes body) {
        CRC32C crc = new CRC32C();
        // So that content does not pass for other content, nor a head's end for a body's beginning.
        crc.update(
                ByteBuffer.allocate(12).putLong(contentId).putInt(head.length()).flip());
        crc.update(head.asBuffer());
        crc.update(body.asBuffer());
        return crc.getValue();
    }
}
