package io.github.persistq.internal.core;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a unit of work waits for room in full queues.
 *
 * <p>Threading: immutable.
 */
public final class RoomLimit {
    /** As long as the policy of each queue says. */
    static final RoomLimit BY_POLICY = new RoomLimit(-1, null);

    private final long nanos;
    private final @Nullable BooleanSupplier over;

    private RoomLimit(long nanos, @Nullable BooleanSupplier over) {
        this.nanos = nanos;
        this.over = over;
    }

    /**
     * As the policy of each queue says, unless who waits has gone; {@link QueueAdmin#wakeSenders} makes waits look again.
     *
     * @param over whether the wait is to end
     */
    public static RoomLimit byPolicy(BooleanSupplier over) {
        return new RoomLimit(-1, over);
    }

    /** No longer than this, whatever the policies say; 0 does not wait. */
    public static RoomLimit nanos(long nanos, BooleanSupplier over) {
        return new RoomLimit(nanos, over);
    }

    /** How long to wait, given what the policy says. */
    long nanos(long byPolicy) {
        return nanos < 0 ? byPolicy : nanos;
    }

    boolean isOver() {
        return over != null && over.getAsBoolean();
    }
}
