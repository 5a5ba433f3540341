package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The thread of a session that has message listeners: takes messages and hands them over, one at a time
 * ({@code Jakarta Messaging 3.1, 6.2.13}). It ends when the session closes or the store fails for good; it outlasts failures
 * that pass.
 *
 * <p>Threading: {@link #run} is the thread; the rest may be called by any.
 */
final class DeliveryLoop implements Runnable, Intake.Source<JmsMessageConsumer> {
    private final SessionState session;
    private final Intake<JmsMessageConsumer> intake;
    private final FailureSpell spell;

    DeliveryLoop(SessionState session) {
        this.session = session;
        this.intake = session.newIntake();
        this.spell = new FailureSpell(session.connection(), session.gate(), intake);
    }

    /** Has the thread look again: the session or its listeners have changed. */
    void signal() {
        intake.signal();
    }

    @Override
    public void run() {
        boolean usable = true;
        while (usable && !session.gate().isClosed()) {
            try {
                usable = step();
            } catch (InterruptedException e) {
                // A listener interrupted its own thread. Only close ends this loop, and the flag is cleared now.
                System.getLogger(DeliveryLoop.class.getName())
                        .log(Level.DEBUG, "A session's thread was interrupted; it goes on", e);
            }
        }
    }

    /** Delivers a message, or waits until it is worth looking for one; false if the store will never have one again. */
    private boolean step() throws InterruptedException {
        try {
            Intake.Taken<JmsMessageConsumer> taken = intake.take(this, Intake.FOREVER);
            if (taken != null) {
                deliver(taken);
                spell.over();
            } else if (!session.gate().isClosed()) {
                intake.pause(Intake.FOREVER);
            }
            return true;
        } catch (JMSException e) {
            return spell.outlast(e);
        } catch (RuntimeException | Error e) {
            // The thread must go on, or the session's listeners would be dead with nobody knowing.
            return spell.outlast(JmsErrors.failure("A delivery failed: " + e, e));
        }
    }

    private void deliver(Intake.Taken<JmsMessageConsumer> taken) throws JMSException {
        try {
            taken.consumer().deliver(taken.received());
        } finally {
            session.gate().exit();
        }
    }

    @Override
    public List<JmsMessageConsumer> open() {
        return session.open();
    }

    /** The look that found nothing has found a store that works. */
    @Override
    public void idle() {
        spell.over();
    }
}
