package io.github.persistq.internal.head;

import java.util.Random;

/** Runs random tests so that every failure, whatever its kind, names the seed. */
public final class Seeded {
    private Seeded() {}

    /** A test that draws from the random source. */
    @FunctionalInterface
    public interface Body {
        void run(Random random) throws Exception;
    }

    public static void run(Body body) {
        run(new Random().nextLong(), body);
    }

    /** To repeat a failure. */
    public static void run(long seed, Body body) {
        try {
            body.run(new Random(seed));
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("Failed with the seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
