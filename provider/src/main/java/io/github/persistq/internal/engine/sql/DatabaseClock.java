package io.github.persistq.internal.engine.sql;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The database's clock, as this process sees it: its own, and how far the other is from it. Processes on several hosts agree on
 * what is due and what has expired by it, whatever their own clocks say.
 *
 * <p>Threading: immutable.
 */
final class DatabaseClock implements InstantSource {
    private final InstantSource own;
    private final long aheadMillis;

    private DatabaseClock(InstantSource own, long aheadMillis) {
        this.own = own;
        this.aheadMillis = aheadMillis;
    }

    /** Asks the database once. A difference that the question's own time explains counts as none. */
    static DatabaseClock of(InstantSource own, Dialect dialect, Statements statements) {
        InstantSource system = InstantSource.system();
        long before = system.millis();
        long there = statements.number("SELECT " + dialect.clock());
        long after = system.millis();
        long ahead = there < before - 1 ? there - before : there > after + 1 ? there - after : 0;
        return new DatabaseClock(own, ahead);
    }

    @Override
    public Instant instant() {
        return own.instant().plusMillis(aheadMillis);
    }

    @Override
    public long millis() {
        return own.millis() + aheadMillis;
    }
}
