package io.github.persistq.internal.engine.index;

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
    /** Head and body together. */
    public long size() {
        return (long) headLength + bodyLength;
    }
}
