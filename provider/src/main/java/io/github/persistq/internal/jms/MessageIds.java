package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.UniqueIds;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes one connection's message identifiers.
 *
 * <p>Threading: thread-safe.
 */
final class MessageIds {
    private final String prefix = "ID:" + UniqueIds.next() + ":";
    private final AtomicLong counter = new AtomicLong();

    /** What they all begin with; no other connection's do. */
    String prefix() {
        return prefix;
    }

    String next() {
        return prefix + counter.incrementAndGet();
    }
}
