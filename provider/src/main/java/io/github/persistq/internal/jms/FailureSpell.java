package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a thread that delivers messages going while the store fails for a time: tells the application once, and spaces the
 * tries out.
 *
 * <p>Threading: the thread that delivers.
 */
final class FailureSpell {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final JmsConnection connection;
    private final DeliveryGate gate;
    private final Intake<?> intake;
    private long pauseNanos;

    /** Keeps a thread going that takes from the intake while the gate is not closed. */
    FailureSpell(JmsConnection connection, DeliveryGate gate, Intake<?> intake) {
        this.connection = connection;
        this.gate = gate;
        this.intake = intake;
    }

    /** Returns when it is worth trying again, or false if it never will be. */
    boolean outlast(JMSException e) throws InterruptedException {
        if (gate.isClosed()) {
            System.getLogger(FailureSpell.class.getName())
                    .log(Level.WARNING, "A delivery could not be settled while its consumer closed", e);
            return false;
        } else if (JmsErrors.isStorage(e, StorageException.Kind.CORRUPT)) {
            // The damaged message stays in flight, in nobody's way; the next one may be whole.
            System.getLogger(FailureSpell.class.getName()).log(Level.ERROR, "A message can't be read", e);
            return true;
        } else if (JmsErrors.isStorage(e, StorageException.Kind.POISONED)
                || JmsErrors.isStorage(e, StorageException.Kind.CLOSED)) {
            System.getLogger(FailureSpell.class.getName())
                    .log(Level.ERROR, "Delivery stops: messages can no longer be taken from the store", e);
            return false;
        }
        if (pauseNanos == 0) {
            connection.report(e, "Messages can't be delivered for now; it is tried again until it works");
            pauseNanos = FIRST_PAUSE_NANOS;
        } else {
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        intake.pause(pauseNanos);
        return true;
    }

    /** Says that delivery works. */
    void over() {
        pauseNanos = 0;
    }
}
