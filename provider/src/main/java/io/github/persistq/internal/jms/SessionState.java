package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Threads;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.message.AcknowledgeAction;
import io.github.persistq.internal.message.Trust;
import io.github.persistq.spi.Durability;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of one session share: its consumers, its unit of work, how it acknowledges, and its threads.
 *
 * <p>Threading: thread-safe, the more so as any thread may close; delivery is guarded by the {@link DeliveryGate}.
 */
final class SessionState implements AutoCloseable, Intake.Source<JmsMessageConsumer> {
    /** The acknowledge mode in which each message is acknowledged by itself: an extension. */
    static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    private final JmsConnection connection;
    private final MessageStore store;
    private final Trust trust;
    private final int mode;
    private final UnitOfWork unitOfWork;
    private final Acknowledger acknowledger;
    private final Sender sender;
    private final Completions completions;
    private final DeliveryGate gate = new DeliveryGate();
    private final List<JmsMessageConsumer> consumers = new CopyOnWriteArrayList<>();
    private final Assigned assigned = new Assigned(this);
    /** The unit of work, if it belongs to global transactions. */
    private final @Nullable XaWork xa;

    private final CountDownLatch closeDone = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock(); // guards loop, loopThread and closed
    private @Nullable DeliveryLoop loop;
    private @Nullable Thread loopThread;
    private boolean closed;

    /** A session of its own mode. */
    SessionState(JmsConnection connection, int mode) {
        this(connection, mode, null);
    }

    /** A session of global transactions. */
    SessionState(JmsConnection connection, XaWork xa) {
        this(connection, Session.SESSION_TRANSACTED, xa);
    }

    private SessionState(JmsConnection connection, int mode, @Nullable XaWork xa) {
        this.connection = connection;
        this.store = connection.store();
        this.mode = mode;
        this.trust = connection.settings().trust();
        this.completions = new Completions(store.threads());
        this.xa = xa;
        if (xa != null) {
            this.unitOfWork = xa;
            this.acknowledger = xa.acknowledger();
        } else if (mode == Session.SESSION_TRANSACTED) {
            LocalTransaction transaction = new LocalTransaction(store);
            this.unitOfWork = transaction;
            this.acknowledger = new TransactedAcknowledger(transaction);
        } else {
            this.unitOfWork = new AutoCommit(store);
            this.acknowledger = acknowledger(connection.settings().ackDurability());
        }
        this.sender = new Sender(connection, unitOfWork, completions);
    }

    private Acknowledger acknowledger(Durability durability) {
        return switch (mode) {
            case Session.CLIENT_ACKNOWLEDGE -> new ClientAcknowledger(store);
            case INDIVIDUAL_ACKNOWLEDGE -> new IndividualAcknowledger(store, this);
            default -> new AutoAcknowledger(store, durability);
        };
    }

    JmsConnection connection() {
        return connection;
    }

    MessageStore store() {
        return store;
    }

    Trust trust() {
        return trust;
    }

    int mode() {
        return mode;
    }

    boolean transacted() {
        return mode == Session.SESSION_TRANSACTED;
    }

    /** Whether what is received is acknowledged by itself, without regard to the application. */
    boolean acknowledgesByItself() {
        if (xa != null) {
            return xa.branch() == null;
        }
        return mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
    }

    DeliveryGate gate() {
        return gate;
    }

    Sender sender() {
        return sender;
    }

    Acknowledger acknowledger() {
        return acknowledger;
    }

    Intake<JmsMessageConsumer> newIntake() {
        return new Intake<>(gate, store.clock());
    }

    void checkOpen() throws JMSException {
        if (isClosed()) {
            throw JmsErrors.illegalState("The session is closed");
        }
    }

    /** Whether the session is closed for the calling thread: a listener that close waits for may go on using it. */
    boolean isClosed() {
        lock.lock();
        try {
            if (!closed) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        return !gate.isInside() && !completions.isInside();
    }

    /** Lets a message on its way to the application be acknowledged by {@code Message.acknowledge}. */
    void prepare(Received received) {
        received.message().setAcknowledger(new AcknowledgeAction() {
            @Override
            public void run() throws JMSException {
                checkOpen();
                acknowledger.acknowledge();
            }
        });
    }

    /** Hands a message to a listener and settles it; called within a delivery. */
    void deliver(Received received, MessageListener listener) throws JMSException {
        prepare(received);
        acknowledger.listening(received);
        Throwable error = null;
        try {
            listener.onMessage(received.message());
        } catch (Throwable e) {
            // An Error as well: the thread must go on, and the message must not be lost with it.
            error = e;
        }
        acknowledger.listened(received, error);
    }

    void commit() throws JMSException {
        transaction("commit").commit();
    }

    void rollback() throws JMSException {
        transaction("rollback").rollback();
        signal();
    }

    private LocalTransaction transaction(String operation) throws JMSException {
        checkOpen();
        if (xa != null) {
            throw JmsErrors.transactionInProgress(
                    "Session.%s() was called on an XA session; its XAResource does that".formatted(operation));
        }
        if (!(unitOfWork instanceof LocalTransaction transaction)) {
            throw JmsErrors.illegalState(
                    "Session.%s() was called on a session that is not transacted".formatted(operation));
        }
        checkOutsideCompletion(operation);
        completions.await();
        return transaction;
    }

    void recover() throws JMSException {
        checkOpen();
        acknowledger.recover();
        signal();
    }

    /** Adds a consumer, unless the session was closed meanwhile. */
    void add(JmsMessageConsumer consumer) throws JMSException {
        lock.lock();
        try {
            if (!closed && assigned.listener() == null) {
                consumers.add(consumer);
                return;
            }
        } finally {
            lock.unlock();
        }
        consumer.reader().close();
        checkOpen();
        throw JmsErrors.illegalState("The session has a message listener of its own; it can have no consumers");
    }

    void remove(JmsMessageConsumer consumer) {
        consumers.remove(consumer);
        signal();
    }

    /** The consumers that listen; none while the session's branch can only be rolled back. */
    @Override
    public List<JmsMessageConsumer> open() {
        List<JmsMessageConsumer> listening = new ArrayList<>();
        if (xa != null && !xa.isWorkable()) {
            return listening;
        }
        for (JmsMessageConsumer consumer : consumers) {
            if (consumer.isListening()) {
                listening.add(consumer);
            }
        }
        return listening;
    }

    /** What connection consumers have assigned to the session. */
    Assigned assigned() {
        return assigned;
    }

    /** Sets the listener of assigned messages, which a session with consumers cannot have. */
    void setListener(@Nullable MessageListener listener) throws JMSException {
        lock.lock();
        try {
            if (listener != null && !consumers.isEmpty()) {
                throw JmsErrors.illegalState("The session has consumers; it can have no message listener of its own");
            }
            assigned.setListener(listener);
        } finally {
            lock.unlock();
        }
    }

    /** Lets messages flow. */
    void start() {
        gate.start();
        ensureLoop();
        signal();
    }

    /** Begins no further delivery. */
    void stop() {
        gate.stop();
        signal();
    }

    /** Starts the delivery thread if there is something to listen to, and has it look again if it runs. */
    void listenersChanged() {
        ensureLoop();
        signal();
    }

    private void ensureLoop() {
        lock.lock();
        try {
            if (loop == null && !closed && gate.isStarted() && !open().isEmpty()) {
                loop = new DeliveryLoop(this);
                loopThread = store.threads().start("session", loop);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        for (JmsMessageConsumer consumer : consumers) {
            consumer.signal();
        }
        DeliveryLoop running;
        lock.lock();
        try {
            running = loop;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.signal();
        }
    }

    /** Refuses what a message listener must not do to its own session. */
    void checkOutsideListener(String operation) throws JMSException {
        if (gate.isInside()) {
            throw JmsErrors.illegalState(
                    operation
                            + " was called from a message listener of the session that it waits for; call it from another thread");
        }
    }

    /** Refuses what a completion listener must not do. */
    void checkOutsideCompletion(String operation) throws JMSException {
        if (completions.isInside()) {
            throw JmsErrors.illegalState(
                    operation + " was called from a completion listener of the session that it waits for");
        }
    }

    /** Whether the calling thread runs a completion listener of this session. */
    boolean isCompleting() {
        return completions.isInside();
    }

    /** Begins no further delivery, for ever; a receive that waits returns null. */
    void endDeliveries() {
        gate.close();
        signal();
    }

    /** Ends the session: waits for a listener in progress and for asynchronous sends, then settles what is left. */
    @Override
    public void close() throws JMSException {
        if (!beginClose()) {
            // Whoever closes the connection next must not take the store away from the close in progress.
            Threads.await(closeDone);
            return;
        }
        try {
            settleAndEnd();
        } finally {
            closeDone.countDown();
        }
    }

    private boolean beginClose() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Thread loopThread() {
        lock.lock();
        try {
            return loopThread;
        } finally {
            lock.unlock();
        }
    }

    private void settleAndEnd() throws JMSException {
        Thread ending = loopThread();
        endDeliveries();
        gate.awaitOutside();
        gate.awaitTakers(); // A receive that goes on after the store was let go would fail instead of returning null.
        Closing closing = new Closing().close(completions);
        Threads.join(ending);
        for (JmsMessageConsumer consumer : consumers) {
            closing.close(consumer.reader());
        }
        closing.close(assigned).close(acknowledger).finish();
    }
}
