package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call does within a transaction, which it may share with others: from when it waits until it has an outcome.
 *
 * <p>Threading: whoever leads the group runs it; the caller reads the outcome afterwards.
 */
abstract class Job<T extends @Nullable Object> {
    /** Whether the device must have it when the call returns. */
    final boolean forced;
    /** Whether it may use the room that is kept in a full store. */
    final boolean sparing;

    private @Nullable T result;
    private volatile boolean done;
    private volatile @Nullable RuntimeException failure;

    Job(boolean forced, boolean sparing) {
        this.forced = forced;
        this.sparing = sparing;
    }

    /** Notes the queues and messages that it will change, as far as they are known before. */
    void announce(Expected expected) {
        expected.add(changes());
    }

    /** The changes that it will make, as far as they are known before. */
    List<Change> changes() {
        return List.of();
    }

    /** Whether it looks for messages, and makes none ready. */
    boolean claims() {
        return false;
    }

    /** Does the work; may be called again after its transaction was undone. */
    abstract T apply(Work work);

    /** Called when its transaction is committed, under the engine's lock. */
    void committed() {}

    final void run(Work work) {
        result = apply(work);
    }

    final void finish() {
        committed();
        done = true;
    }

    final void fail(RuntimeException cause) {
        result = null;
        failure = cause;
    }

    final boolean isDone() {
        return done || failure != null;
    }

    /** What {@link #apply} returned last, whether it is committed or not. */
    final @Nullable T result() {
        return result;
    }

    @SuppressWarnings("NullAway") // T says whether it may be null.
    final T outcome() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw cause;
        }
        return result;
    }
}
