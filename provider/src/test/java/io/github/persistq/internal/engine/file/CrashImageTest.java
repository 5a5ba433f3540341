package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.parity.Parity;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Parity("P30")
@Timeout(600)
@ExtendWith(QuietLog.class)
class CrashImageTest {
    private static final int LENGTH = 60;

    @Test
    void losesNothingPromisedAtAnyInstantOfKnownHistories() {
        int images = 0;

        for (long seed = 1; seed <= 200; seed++) {
            images += CrashRun.run(seed, LENGTH, 160);
        }

        assertThat(images).isGreaterThan(5000);
    }

    @Test
    void losesNothingPromisedAtAnyInstantOfNewHistories() {
        Random seeds = new Random();

        for (int i = 0; i < 100; i++) {
            CrashRun.run(seeds.nextLong(), LENGTH, 160);
        }
    }

    @Test
    @Tag("torture")
    @Timeout(3600)
    void losesNothingPromisedAtAnyInstantOfManyHistories() {
        Random seeds = new Random();

        for (int i = 0; i < 5000; i++) {
            CrashRun.run(seeds.nextLong(), 2 * LENGTH, 300);
        }
    }
}
