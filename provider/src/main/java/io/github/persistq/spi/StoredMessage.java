package io.github.persistq.spi;

import org.jspecify.annotations.Nullable;

/**
 * A message as engines see it: two runs of bytes and the few facts that decide when it may be claimed.
 *
 * @param head headers and properties; all that a {@link Filter} reads
 * @param body the payload
 * @param priority higher is claimed first; any int
 * @param deliverAtMillis not claimable before this time, in milliseconds since the epoch; 0 is at once
 * @param expiresAtMillis expired from this time on, in milliseconds since the epoch; 0 is never
 * @param uniqueKey the key that {@link QueueSpec#unique} compares, or null if the message is never a duplicate
 */
public record StoredMessage(
        Bytes head,
        Bytes body,
        int priority,
        long deliverAtMillis,
        long expiresAtMillis,
        @Nullable String uniqueKey) {

    /** The bytes that count towards {@link QueueSpec#maxBytes} and {@link QueueStats#bytes}. */
    public long size() {
        return (long) head.length() + body.length();
    }
}
