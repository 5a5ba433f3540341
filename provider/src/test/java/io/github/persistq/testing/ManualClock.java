package io.github.persistq.testing;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it.
 *
 * <p>Threading: thread-safe.
 */
public final class ManualClock implements InstantSource {
    private final AtomicLong millis;

    /** A clock that shows some time in 2023. */
    public ManualClock() {
        this(1_700_000_000_000L);
    }

    public ManualClock(long startMillis) {
        millis = new AtomicLong(startMillis);
    }

    /** Moves the clock on. */
    public void advance(long byMillis) {
        millis.addAndGet(byMillis);
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }
}
