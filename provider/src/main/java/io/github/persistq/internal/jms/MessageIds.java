package io.github.persistq.internal.jms;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes one connection's message identifiers.
 *
 * <p>Threading: thread-safe.
 */
final class MessageIds {
    private final String prefix = "ID:" + UUID.randomUUID() + ":";
    private final AtomicLong counter = new AtomicLong();

    String next() {
        return prefix + counter.incrementAndGet();
    }
}
