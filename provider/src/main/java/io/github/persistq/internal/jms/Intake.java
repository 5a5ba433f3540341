package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.Waiter;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next message for any of a few consumers of one session, waiting for it as long as allowed.
 *
 * <p>Threading: one thread takes at a time; any thread signals.
 */
final class Intake<C extends Intake.Outlet> {
    /** Waits for ever. */
    static final long FOREVER = Long.MAX_VALUE;

    private final DeliveryGate gate;
    private final InstantSource clock;
    private final Waiter waiter = new Waiter();
    private int turn;

    Intake(DeliveryGate gate, InstantSource clock) {
        this.gate = gate;
        this.clock = clock;
    }

    /** A message taken for a consumer. */
    record Taken<C>(C consumer, Received received) {}

    /** What messages are taken from. */
    interface Outlet {
        /** What is waited for. */
        QueueReader reader();

        /** Claims the next message, if there is one. */
        @Nullable
        Received claim();
    }

    /** Has the taking thread look again: session or consumers have changed. */
    void signal() {
        waiter.signal();
    }

    /** Waits for a signal that comes after the last {@link #take} has begun, at most so long. */
    void pause(long nanos) throws InterruptedException {
        waiter.await(nanos);
    }

    /**
     * Takes a message. The gate is entered when there is one: {@link DeliveryGate#exit} must follow.
     *
     * @param source whose messages are taken
     * @param nanos how long to wait at most, or {@link #FOREVER}
     * @return null if the time is up, the session is closed, or there are no consumers
     */
    @Nullable
    Taken<C> take(Source<C> source, long nanos) throws JMSException, InterruptedException {
        long begin = System.nanoTime();
        gate.beginTake();
        try {
            while (true) {
                waiter.clear();
                List<C> open = source.open();
                Taken<C> taken = tryTake(open);
                if (taken != null) {
                    return taken;
                }
                long left = nanos == FOREVER ? FOREVER : nanos - (System.nanoTime() - begin);
                source.idle();
                if (left <= 0 || open.isEmpty() || gate.isClosed()) {
                    return null;
                }
                taken = takeRegistered(open, left);
                if (taken != null) {
                    return taken;
                }
            }
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        } finally {
            gate.endTake();
        }
    }

    /** Whose messages are taken. */
    interface Source<C> {
        /** The consumers that are open; asked again after each signal. */
        List<C> open();

        /** Called when there was no message. */
        default void idle() {}
    }

    private @Nullable Taken<C> takeRegistered(List<C> open, long nanos) throws InterruptedException {
        try {
            if (!gate.isStarted()) {
                waiter.await(nanos);
                return tryTake(open);
            }
            open.forEach(consumer -> consumer.reader().register(waiter));
            // Read before looking: what becomes due in between is either found by the look or ends the wait at once.
            long[] due = open.stream()
                    .mapToLong(consumer -> consumer.reader().nextDueMillis())
                    .toArray();
            Taken<C> taken = tryTake(open);
            if (taken == null) {
                waiter.await(Math.min(nanos, nanosUntilDue(open, due)));
                taken = tryTake(open);
            }
            return taken;
        } finally {
            open.forEach(consumer -> consumer.reader().unregister());
        }
    }

    private long nanosUntilDue(List<C> open, long[] due) {
        long nanos = FOREVER;
        for (int i = 0; i < due.length; i++) {
            QueueReader reader = open.get(i).reader();
            nanos = Math.min(nanos, Waiter.nanosUntil(reader.keepTime(due[i]), clock.millis()));
        }
        return nanos;
    }

    /** Looks once, beginning with another consumer each time so that none waits behind a busy one. */
    private @Nullable Taken<C> tryTake(List<C> open) {
        turn++;
        for (int i = 0; i < open.size(); i++) {
            C consumer = open.get(Math.floorMod(turn + i, open.size()));
            if (!gate.enter(consumer)) {
                return null;
            }
            Received received = null;
            try {
                received = consumer.claim();
            } finally {
                if (received == null) {
                    gate.exit();
                }
            }
            if (received != null) {
                return new Taken<>(consumer, received);
            }
        }
        return null;
    }
}
