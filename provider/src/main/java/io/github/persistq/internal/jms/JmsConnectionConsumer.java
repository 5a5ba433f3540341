package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.Threads;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.XASession;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A consumer whose messages an application server processes: takes them from a queue, assigns them to sessions of the
 * server's pool, and has those started. The pool is asked when there is a message for it, and may block; nothing waits for
 * it, and what was claimed meanwhile is given back if the consumer closes.
 *
 * <p>Threading: {@link #run} is the consumer's thread; the rest may be called by any.
 */
final class JmsConnectionConsumer
        implements ConnectionConsumer, Runnable, Intake.Outlet, Intake.Source<JmsConnectionConsumer> {
    private final JmsConnection connection;
    private final QueueReader reader;
    private final ServerSessionPool pool;
    private final int maxMessages;
    private final Claims claims;
    private final DeliveryGate gate =
            new DeliveryGate(); // entered while messages are claimed, not while they are processed
    private final Intake<JmsConnectionConsumer> intake;
    private final FailureSpell spell;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closeDone = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock(); // guards held
    private List<Received> held = new ArrayList<>();

    /**
     * A consumer that is stopped.
     *
     * @param reader where its messages come from; closed with it
     * @param maxMessages how many messages a server session gets at most
     */
    JmsConnectionConsumer(JmsConnection connection, QueueReader reader, ServerSessionPool pool, int maxMessages) {
        this.connection = connection;
        this.reader = reader;
        this.pool = pool;
        this.maxMessages = maxMessages;
        this.claims =
                new Claims(connection.store(), reader, connection.settings().trust());
        this.intake = new Intake<>(gate, connection.store().clock());
        this.spell = new FailureSpell(connection, gate, intake);
    }

    /** What was claimed, where to, and not delivered if starting fails. */
    private record Load(SessionState session, List<Received> messages) {}

    void start() {
        gate.start();
        if (running.compareAndSet(false, true)) {
            connection.store().threads().start("connection consumer", this);
        }
        intake.signal();
    }

    /** Claims nothing from now on; {@link #awaitStopped} waits for a claim in progress. */
    void stop() {
        gate.stop();
        intake.signal();
    }

    void awaitStopped() {
        gate.awaitOutside();
    }

    /** Claims nothing from now on, for ever. */
    void end() {
        gate.close();
        intake.signal();
    }

    @Override
    public void run() {
        boolean usable = true;
        while (usable && !gate.isClosed()) {
            try {
                usable = step();
            } catch (InterruptedException e) {
                // The pool's own code interrupted this thread. Only close ends it, and the flag is cleared now.
                System.getLogger(JmsConnectionConsumer.class.getName())
                        .log(Level.DEBUG, "A connection consumer's thread was interrupted; it goes on", e);
            }
        }
    }

    private boolean step() throws InterruptedException {
        try {
            Intake.Taken<JmsConnectionConsumer> first = intake.take(this, Intake.FOREVER);
            if (first != null) {
                hold(first.received());
                assign();
                spell.over();
            } else if (!gate.isClosed()) {
                intake.pause(Intake.FOREVER);
            }
            return true;
        } catch (JMSException e) {
            release(takeHeld());
            return spell.outlast(e);
        } catch (RuntimeException | Error e) {
            release(takeHeld());
            return spell.outlast(JmsErrors.failure("A delivery failed: " + e, e));
        }
    }

    /** Claims what goes with a first message, within its delivery, which ends here. */
    private void hold(Received first) throws JMSException {
        try {
            List<Received> batch = new ArrayList<>();
            for (Received next = first; next != null; next = batch.size() < maxMessages ? claims.next() : null) {
                batch.add(next);
                hold(batch);
            }
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        } finally {
            gate.exit();
        }
    }

    private void hold(List<Received> batch) {
        lock.lock();
        try {
            held = batch;
        } finally {
            lock.unlock();
        }
    }

    private List<Received> takeHeld() {
        lock.lock();
        try {
            List<Received> taken = held;
            held = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void assign() throws JMSException {
        ServerSession serverSession = inPool(pool::getServerSession);
        if (serverSession == null) {
            throw JmsErrors.failure("The server session pool returned null instead of a server session", null);
        }
        JMSException refusal = null;
        Load load = null;
        try {
            load = load(inPool(serverSession::getSession));
        } catch (JMSException e) {
            refusal = e;
        }
        // Whether it got messages or not: the pool gets it back when it has run.
        start(serverSession, load);
        if (refusal != null) {
            throw refusal;
        }
    }

    private Load load(@Nullable Session given) throws JMSException {
        Session session = given instanceof XASession xa ? xa.getSession() : given;
        if (!(session instanceof JmsSession own) || own.state().connection() != connection) {
            throw JmsErrors.failure(
                    "The server session has a session that this connection did not create: %s; make the pool's sessions with the connection that the connection consumer belongs to"
                            .formatted(
                                    session == null
                                            ? "null"
                                            : session.getClass().getName()),
                    null);
        }
        List<Received> taken = takeHeld();
        try {
            own.state().assigned().add(taken);
        } catch (JMSException e) {
            release(taken);
            throw e;
        }
        return new Load(own.state(), taken);
    }

    private void start(ServerSession serverSession, @Nullable Load load) throws JMSException {
        try {
            inPool(() -> {
                serverSession.start();
                return this;
            });
        } catch (JMSException e) {
            if (load != null) {
                release(load.session().assigned().remove(load.messages()));
            }
            throw e;
        }
    }

    /** Calls the application server's code, with no lock held. */
    private static <T> T inPool(Callable<T> call) throws JMSException {
        try {
            return call.call();
        } catch (JMSException e) {
            throw e;
        } catch (Throwable e) {
            // An Error as well: the thread must go on, and the messages must not be lost with it.
            throw JmsErrors.failure("The server session pool failed: " + e, e);
        }
    }

    /** Gives messages back that nobody has seen; the store sees to those that it cannot give back now. */
    private void release(List<Received> messages) {
        for (Received received : messages) {
            try {
                connection.store().release(received.delivery());
            } catch (StorageException e) {
                System.getLogger(JmsConnectionConsumer.class.getName())
                        .log(Level.WARNING, "A message that was not delivered could not be given back yet", e);
            }
        }
    }

    @Override
    public QueueReader reader() {
        return reader;
    }

    @Override
    public @Nullable Received claim() {
        return claims.next();
    }

    @Override
    public List<JmsConnectionConsumer> open() {
        return gate.isClosed() ? List.of() : List.of(this);
    }

    /** The look that found nothing has found a store that works. */
    @Override
    public void idle() {
        spell.over();
    }

    @Override
    public ServerSessionPool getServerSessionPool() {
        return pool;
    }

    /**
     * Takes nothing from now on, and gives back what no session has been assigned yet. It waits for no session and not for
     * the pool.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            Threads.await(closeDone);
            return;
        }
        try {
            end();
            gate.awaitOutside();
            reader.close();
            release(takeHeld());
            connection.remove(this);
        } finally {
            closeDone.countDown();
        }
    }
}
