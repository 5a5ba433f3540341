package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.internal.core.Threads;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection: one hold on an open store, and the sessions made from it ({@code Jakarta Messaging 3.1, 6.1}).
 *
 * <p>Threading: thread-safe; no lock is held while it waits for listeners.
 */
public final class JmsConnection implements QueueConnection, TopicConnection, Consumer<StorageException> {
    private final StoreRegistry.Reference reference;
    private final ConnectionSettings settings;
    private final Domain domain;
    private final Set<JmsConnection> siblings;
    private final MessageIds messageIds = new MessageIds();
    private final ConnectionTemporaries temporaries;
    private final Readers readers;
    private final ClientIdentity identity;
    private final List<JmsSession> sessions = new CopyOnWriteArrayList<>();
    private final ConnectionConsumers consumers = new ConnectionConsumers(this);
    private final ExceptionReports exceptions;
    private final CountDownLatch closeDone = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private boolean used;
    private boolean started;
    private boolean closed;

    /**
     * Takes over a hold on a store.
     *
     * @param siblings the factory's open connections: this one leaves them when it has been closed
     * @throws JMSException an InvalidClientIDException if the settings' client identifier is in use; the hold is not let go
     */
    public JmsConnection(
            StoreRegistry.Reference reference, ConnectionSettings settings, Domain domain, Set<JmsConnection> siblings)
            throws JMSException {
        this.reference = reference;
        this.settings = settings;
        this.domain = domain;
        this.siblings = siblings;
        this.temporaries = new ConnectionTemporaries(store().temporaries(), messageIds.prefix());
        this.readers = new Readers(this);
        this.identity = new ClientIdentity(store(), messageIds.prefix());
        this.exceptions = new ExceptionReports(reference.store().threads());
        if (!settings.clientId().isEmpty()) {
            identity.take(settings.clientId());
        }
        store().onFailure(this);
    }

    MessageStore store() {
        return reference.store();
    }

    ConnectionSettings settings() {
        return settings;
    }

    MessageIds messageIds() {
        return messageIds;
    }

    ConnectionTemporaries temporaries() {
        return temporaries;
    }

    Readers readers() {
        return readers;
    }

    ClientIdentity identity() {
        return identity;
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? Session.SESSION_TRANSACTED : untransacted(acknowledgeMode), Domain.ANY);
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return newSession(sessionMode, Domain.ANY);
    }

    @Override
    public Session createSession() throws JMSException {
        return newSession(Session.AUTO_ACKNOWLEDGE, Domain.ANY);
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? Session.SESSION_TRANSACTED : untransacted(acknowledgeMode), Domain.QUEUE);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return newSession(transacted ? Session.SESSION_TRANSACTED : untransacted(acknowledgeMode), Domain.TOPIC);
    }

    private static int untransacted(int mode) throws JMSException {
        if (mode == Session.SESSION_TRANSACTED) {
            throw JmsErrors.failure(
                    "Acknowledge mode SESSION_TRANSACTED (0) on a session that is not transacted", null);
        }
        return mode;
    }

    private JmsSession newSession(int mode, Domain sessionDomain) throws JMSException {
        use();
        return unusedSession(mode, sessionDomain);
    }

    /** Makes a session without counting as use of the connection, so that a client identifier can still be set. */
    JmsSession unusedSession(int mode, Domain sessionDomain) throws JMSException {
        checkMode(mode);
        return added(new JmsSession(new SessionState(this, mode), sessionDomain));
    }

    /** Makes a session that does the work of a global transaction whenever it is associated with one. */
    JmsSession newXaSession(XaWork work, Domain sessionDomain) throws JMSException {
        use();
        return unusedXaSession(work, sessionDomain);
    }

    /** As {@link #newXaSession}, without counting as use of the connection. */
    JmsSession unusedXaSession(XaWork work, Domain sessionDomain) throws JMSException {
        return added(new JmsSession(new SessionState(this, work), sessionDomain));
    }

    private JmsSession added(JmsSession session) throws JMSException {
        lock.lock();
        try {
            checkOpen();
            sessions.add(session);
            if (started) {
                session.state().start();
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses what is no session mode. */
    static void checkMode(int mode) throws JMSException {
        boolean known = mode >= Session.SESSION_TRANSACTED && mode <= Session.DUPS_OK_ACKNOWLEDGE;
        if (!known && mode != SessionState.INDIVIDUAL_ACKNOWLEDGE) {
            throw JmsErrors.failure(
                    "Session mode %d; expected SESSION_TRANSACTED (0), AUTO_ACKNOWLEDGE (1), CLIENT_ACKNOWLEDGE (2), DUPS_OK_ACKNOWLEDGE (3) or INDIVIDUAL_ACKNOWLEDGE (101)"
                            .formatted(mode),
                    null);
        }
    }

    void remove(JmsSession session) {
        sessions.remove(session);
    }

    @Override
    public @Nullable String getClientID() throws JMSException {
        lock.lock();
        try {
            checkOpen();
            return identity.clientId();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setClientID(@Nullable String newClientId) throws JMSException {
        lock.lock();
        try {
            checkOpen();
            if (identity.clientId() != null) {
                throw JmsErrors.illegalState("The client identifier is already set to '" + identity.clientId() + "'");
            }
            if (used) {
                throw JmsErrors.illegalState(
                        "The client identifier must be set before anything else is done with a connection");
            }
            if (newClientId == null || newClientId.isEmpty()) {
                throw JmsErrors.invalidClientId("The client identifier is null or empty");
            }
            identity.take(newClientId);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        use();
        return new JmsConnectionMetaData();
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() throws JMSException {
        use();
        return exceptions.listener();
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        use();
        exceptions.setListener(listener);
    }

    @Override
    public void start() throws JMSException {
        use();
        lock.lock();
        try {
            checkOpen();
            started = true;
            for (JmsSession session : sessions) {
                session.state().start();
            }
            consumers.start();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() throws JMSException {
        use();
        for (JmsSession session : sessions) {
            session.state().checkOutsideListener("Connection.stop()");
        }
        lock.lock();
        try {
            started = false;
            for (JmsSession session : sessions) {
                session.state().stop();
            }
            consumers.stop();
        } finally {
            lock.unlock();
        }
        consumers.awaitStopped();
        for (JmsSession session : sessions) {
            session.state().gate().awaitOutside();
        }
    }

    /** Ends all sessions, waiting for listeners in progress, and lets go of the store. Closing twice is fine. */
    @Override
    public void close() throws JMSException {
        for (JmsSession session : sessions) {
            session.state().checkOutsideListener("Connection.close()");
            session.state().checkOutsideCompletion("Connection.close()");
        }
        if (!beginClose()) {
            Threads.await(closeDone);
            return;
        }
        try {
            closeAll();
        } finally {
            closeDone.countDown();
        }
    }

    private boolean beginClose() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            for (JmsSession session : sessions) {
                session.state().endDeliveries();
            }
            consumers.end();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void closeAll() throws JMSException {
        Closing closing = new Closing();
        consumers.close();
        for (JmsSession session : sessions) {
            closing.close(session.state());
        }
        sessions.clear();
        closing.close(temporaries);
        store().removeFailureListener(this);
        exceptions.close();
        identity.release();
        closing.close(reference);
        siblings.remove(this);
        closing.finish();
    }

    /** Tells the application that the store failed for good. */
    @Override
    public void accept(StorageException e) {
        report(JmsErrors.storage(e), "The store can no longer be used, and the connection has no exception listener");
    }

    /** Tells the application of an error that no call of its own ran into; what is logged if there is nobody to tell. */
    void report(JMSException e, String what) {
        exceptions.report(e, what);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Destination destination, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        use();
        DestinationRef ref = Destinations.ref(destination);
        boolean topic = ref.kind().isTopic();
        refuseIn(topic ? Domain.QUEUE : Domain.TOPIC, topic ? "topics" : "queues");
        return consume(readers.of(ref, selector, false), pool, max);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Queue queue, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) queue, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Topic topic, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        return createConnectionConsumer((Destination) topic, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return consume(subscribed(topic, new Readers.Request(subscription, selector, false, true, false)), pool, max);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return consume(subscribed(topic, new Readers.Request(subscription, selector, false, false, true)), pool, max);
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return consume(subscribed(topic, new Readers.Request(subscription, selector, false, true, true)), pool, max);
    }

    private QueueReader subscribed(@Nullable Topic topic, Readers.Request request) throws JMSException {
        use();
        refuseIn(Domain.QUEUE, "topics");
        return readers.subscribed(readers.checked(topic, request.durable()), request);
    }

    /** Makes a connection consumer that takes over the reader. */
    private ConnectionConsumer consume(QueueReader reader, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        lock.lock();
        try {
            checkOpen();
            JmsConnectionConsumer consumer = consumers.add(reader, ConnectionConsumers.checked(pool, max), max);
            if (started) {
                consumer.start();
            }
            return consumer;
        } catch (JMSException e) {
            reader.close();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    void remove(JmsConnectionConsumer consumer) {
        consumers.remove(consumer);
    }

    private void refuseIn(Domain refused, String what) throws JMSException {
        if (domain == refused) {
            throw JmsErrors.illegalState(
                    "A %s has no %s".formatted(domain == Domain.QUEUE ? "QueueConnection" : "TopicConnection", what));
        }
    }

    private void use() throws JMSException {
        lock.lock();
        try {
            checkOpen();
            used = true;
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() throws JMSException {
        lock.lock();
        try {
            if (closed) {
                throw JmsErrors.illegalState("The connection is closed");
            }
        } finally {
            lock.unlock();
        }
    }
}
