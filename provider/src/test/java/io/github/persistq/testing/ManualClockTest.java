package io.github.persistq.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    @Test
    void movesOnlyWhenToldTo() {
        ManualClock clock = new ManualClock(1000);

        clock.advance(500);

        assertThat(clock.millis()).isEqualTo(1500);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1500));
    }
}
