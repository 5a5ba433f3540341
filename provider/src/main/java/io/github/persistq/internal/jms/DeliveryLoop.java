package io.github.persistq.internal.jms;

import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a session that has message listeners: takes messages and hands them over, one at a time
 * ({@code Jakarta Messaging 3.1, 6.2.13}). It ends when the session closes or the store fails.
 *
 * <p>Threading: {@link #run} is the thread; the rest may be called by any.
 */
final class DeliveryLoop implements Runnable {
    private static final long LONGEST_JOIN_MILLIS = 10_000;

    private final SessionState session;
    private final Intake intake;

    DeliveryLoop(SessionState session) {
        this.session = session;
        this.intake = session.newIntake();
    }

    /** Has the thread look again: the session or its listeners have changed. */
    void signal() {
        intake.signal();
    }

    @Override
    public void run() {
        while (!session.gate().isClosed()) {
            try {
                Intake.Taken taken = intake.take(session, Intake.FOREVER);
                if (taken != null) {
                    deliver(taken);
                } else if (!session.gate().isClosed()) {
                    intake.pause();
                }
            } catch (InterruptedException e) {
                // A listener interrupted its own thread. Only close ends this loop, and the flag is cleared now.
                System.getLogger(DeliveryLoop.class.getName())
                        .log(Level.DEBUG, "A session's thread was interrupted; it goes on", e);
            } catch (JMSException e) {
                if (StorageException.Kind.CORRUPT.name().equals(e.getErrorCode())) {
                    // The damaged message stays in flight, in nobody's way; the next one may be whole.
                    System.getLogger(DeliveryLoop.class.getName()).log(Level.ERROR, "A message can't be read", e);
                    continue;
                }
                System.getLogger(DeliveryLoop.class.getName())
                        .log(
                                Level.ERROR,
                                "A session stops delivering: messages can no longer be taken from the store",
                                e);
                return;
            }
        }
    }

    private void deliver(Intake.Taken taken) {
        try {
            taken.consumer().deliver(taken.received());
        } catch (JMSException e) {
            System.getLogger(DeliveryLoop.class.getName())
                    .log(Level.WARNING, "A delivery could not be settled; the session goes on", e);
        } finally {
            session.gate().exit();
        }
    }

    /** Waits for a thread that is about to end, unless it is the calling one. */
    static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LONGEST_JOIN_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
