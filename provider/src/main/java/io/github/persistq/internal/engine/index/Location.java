package io.github.persistq.internal.engine.index;

import org.jspecify.annotations.Nullable;

/**
 * Where a message's bytes are in the journal: the head, and right behind it the body.
 *
 * @param segment the segment's id
 * @param offset the head's first byte in the segment's file
 * @param headLength bytes of the head
 * @param bodyLength bytes of the body
 * @param headCrc CRC-32C of the head
 * @param bodyCrc CRC-32C of the body
 */
public record Location(long segment, long offset, int headLength, int bodyLength, int headCrc, int bodyCrc) {
    /** Two messages are never in one place. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Location that && segment == that.segment && offset == that.offset;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * segment + offset);
    }

    /** Head and body together. */
    public long size() {
        return (long) headLength + bodyLength;
    }
}
