package io.github.persistq.internal.engine.index;

/**
 * The whole state of an entry, as a checkpoint keeps it.
 *
 * @param sequence the message's number
 * @param order its place in its priority
 * @param meta its priority, times and key
 * @param location where its bytes are
 * @param state where it stands
 * @param attempts deliveries so far
 * @param readyAtMillis when it becomes ready, if it is delayed
 */
public record EntryImage(
        long sequence,
        long order,
        MessageMeta meta,
        Location location,
        Entry.State state,
        int attempts,
        long readyAtMillis) {}
