package io.github.persistq.internal.engine.index;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a prepared branch holds in one queue: an appended message, or the settling of an in-flight one.
 *
 * @param queueId the queue
 * @param sequence the message
 * @param settlement how it is settled at commit; null for an appended message
 */
public record Held(int queueId, long sequence, @Nullable Settlement settlement) {}
