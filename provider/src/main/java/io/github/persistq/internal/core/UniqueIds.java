package io.github.persistq.internal.core;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes identifiers that no other process, here or elsewhere, makes. They need not be hard to guess, so a program's start is
 * spared the secure random generator, whose first use takes longer than opening a store.
 *
 * <p>Threading: thread-safe.
 */
public final class UniqueIds {
    private UniqueIds() {}

    /** A fresh identifier of 36 characters. */
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong() ^ System.nanoTime(), random.nextLong()).toString();
    }
}
