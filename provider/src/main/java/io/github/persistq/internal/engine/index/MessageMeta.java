package io.github.persistq.internal.engine.index;

import org.jspecify.annotations.Nullable;

/**
 * The facts of a message that decide when it may be claimed; as in {@code StoredMessage}.
 *
 * @param priority higher is claimed first
 * @param deliverAtMillis not claimable before; 0 is at once
 * @param expiresAtMillis expired from then on; 0 is never
 * @param uniqueKey what keeps duplicates out, or null
 */
public record MessageMeta(
        int priority,
        long deliverAtMillis,
        long expiresAtMillis,
        @Nullable String uniqueKey) {}
