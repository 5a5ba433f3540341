package io.github.persistq.internal.core;

import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;

/**
 * Has the processes that share a store do something one after the other: who does it holds a name meanwhile.
 *
 * <p>Threading: stateless.
 */
final class Turns {
    /** How long to wait for one's turn: longer than it takes to find that a process which had it is dead. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Turns() {}

    /**
     * Does the work while no other process does what goes by that name.
     *
     * @param pause a condition of the lock that the caller holds, and that keeps this process's other threads out; it is let
     *     go of while other processes have their turns, not during the work
     * @throws InUseException if it does not come to one's turn
     */
    static <T> T alone(Sharing sharing, String name, Condition pause, Supplier<T> work) {
        long begin = System.nanoTime();
        while (!sharing.hold(name, true)) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new InUseException("Another process has been busy with the %s for %d s; try again later"
                        .formatted(name, TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS)));
            }
            pause(pause);
        }
        try {
            return work.get();
        } finally {
            letGo(sharing, name);
        }
    }

    private static void pause(Condition pause) {
        boolean interrupted = Thread.interrupted();
        try {
            long left = PAUSE_NANOS;
            while (left > 0) {
                left = pause.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of a name; if that fails, the hold ends with the process's lease at the latest. */
    static void letGo(Sharing sharing, String name) {
        try {
            sharing.letGo(name);
        } catch (StorageException e) {
            System.getLogger(Turns.class.getName()).log(Level.DEBUG, "Could not let go of " + name, e);
        }
    }
}
