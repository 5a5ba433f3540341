package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class CrashImageTest {
    private static final int LENGTH = 60;

    @Test
    void losesNothingPromisedAtAnyInstantOfKnownHistories() {
        int images = 0;

        for (long seed = 1; seed <= 200; seed++) {
            images += CrashRun.run(seed, LENGTH, 100);
        }

        assertThat(images).isGreaterThan(1000);
    }

    @Test
    void losesNothingPromisedAtAnyInstantOfNewHistories() {
        Random seeds = new Random();

        for (int i = 0; i < 100; i++) {
            CrashRun.run(seeds.nextLong(), LENGTH, 100);
        }
    }

    @Test
    @Tag("torture")
    void losesNothingPromisedAtAnyInstantOfManyHistories() {
        Random seeds = new Random();

        for (int i = 0; i < 5000; i++) {
            CrashRun.run(seeds.nextLong(), 2 * LENGTH, 300);
        }
    }
}
