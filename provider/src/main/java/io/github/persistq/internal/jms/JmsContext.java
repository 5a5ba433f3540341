package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The simplified API: a session, and a share of a connection that closes with the last context made from it
 * ({@code Jakarta Messaging 3.1, 2.8}).
 *
 * <p>Threading: used by one thread at a time; any thread may close it.
 */
public final class JmsContext implements JMSContext {
    private final JmsConnection connection;
    private final AtomicInteger sharing;
    private final JmsSession session;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean autoStart = true;

    private JmsContext(JmsConnection connection, AtomicInteger sharing, JmsSession session) {
        this.connection = connection;
        this.sharing = sharing;
        this.session = session;
    }

    /** The first context of a connection, which closes with its last. */
    public static JmsContext of(JmsConnection connection, int mode) throws JMSException {
        return of(connection, connection.unusedSession(mode, Domain.ANY));
    }

    /** The first context of a connection, with a session that was made for it. */
    static JmsContext of(JmsConnection connection, JmsSession session) {
        return new JmsContext(connection, new AtomicInteger(1), session);
    }

    /** Refuses what is no session mode, before anything is opened. */
    public static void checkMode(int mode) throws JMSException {
        JmsConnection.checkMode(mode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return Unchecked.call(() -> {
            checkOpen();
            JmsContext context = new JmsContext(connection, sharing, connection.unusedSession(sessionMode, Domain.ANY));
            sharing.incrementAndGet();
            return context;
        });
    }

    private void checkOpen() throws JMSException {
        if (closed.get()) {
            throw JmsErrors.illegalState("The context is closed");
        }
        session.state().checkOpen();
    }

    @Override
    public JMSProducer createProducer() {
        try {
            checkOpen();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
        return new JmsProducer(session.state());
    }

    @Override
    public @Nullable String getClientID() {
        return Unchecked.call(connection::getClientID);
    }

    @Override
    public void setClientID(@Nullable String clientId) {
        Unchecked.run(() -> connection.setClientID(clientId));
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return Unchecked.call(connection::getMetaData);
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() {
        return Unchecked.call(connection::getExceptionListener);
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) {
        Unchecked.run(() -> connection.setExceptionListener(listener));
    }

    @Override
    public void start() {
        Unchecked.run(connection::start);
    }

    @Override
    public void stop() {
        Unchecked.run(connection::stop);
    }

    @Override
    public void setAutoStart(boolean value) {
        autoStart = value;
    }

    @Override
    public boolean getAutoStart() {
        return autoStart;
    }

    @Override
    public void close() {
        try {
            session.state().checkOutsideListener("JMSContext.close()");
            session.state().checkOutsideCompletion("JMSContext.close()");
            if (closed.compareAndSet(false, true)) {
                closeOnce();
            }
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    /** The last context of a connection closes it, even if its session would not close. */
    private void closeOnce() throws JMSException {
        Closing closing = new Closing().close(session);
        if (sharing.decrementAndGet() == 0) {
            closing.close(connection);
        }
        closing.finish();
    }

    @Override
    public BytesMessage createBytesMessage() {
        return Unchecked.call(session::createBytesMessage);
    }

    @Override
    public MapMessage createMapMessage() {
        return Unchecked.call(session::createMapMessage);
    }

    @Override
    public Message createMessage() {
        return Unchecked.call(session::createMessage);
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return Unchecked.call(() -> session.createObjectMessage());
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) {
        return Unchecked.call(() -> session.createObjectMessage(object));
    }

    @Override
    public StreamMessage createStreamMessage() {
        return Unchecked.call(session::createStreamMessage);
    }

    @Override
    public TextMessage createTextMessage() {
        return Unchecked.call(() -> session.createTextMessage());
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) {
        try {
            return session.createTextMessage(text);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public boolean getTransacted() {
        return Unchecked.call(session::getTransacted);
    }

    @Override
    public int getSessionMode() {
        return Unchecked.call(session::getAcknowledgeMode);
    }

    @Override
    public void commit() {
        Unchecked.run(session::commit);
    }

    @Override
    public void rollback() {
        Unchecked.run(session::rollback);
    }

    @Override
    public void recover() {
        Unchecked.run(session::recover);
    }

    @Override
    public void acknowledge() {
        Unchecked.run(session::acknowledge);
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination) {
        return createConsumer(destination, null, false);
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector) {
        return createConsumer(destination, selector, false);
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal) {
        try {
            return started(session.createConsumer(destination, selector, noLocal));
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public JMSConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(() -> session.createDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal) {
        return consumer(() -> session.createDurableConsumer(topic, name, selector, noLocal));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(() -> session.createSharedDurableConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return consumer(() -> session.createSharedDurableConsumer(topic, name, selector));
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) {
        return consumer(() -> session.createSharedConsumer(topic, name));
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return consumer(() -> session.createSharedConsumer(topic, name, selector));
    }

    private JMSConsumer consumer(Unchecked.Call<JmsMessageConsumer> creation) {
        return Unchecked.call(() -> started(creation.call()));
    }

    private JMSConsumer started(JmsMessageConsumer consumer) throws JMSException {
        if (autoStart) {
            connection.start();
        }
        return new JmsConsumer(consumer);
    }

    @Override
    public Queue createQueue(@Nullable String name) {
        try {
            return session.createQueue(name);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public Topic createTopic(@Nullable String name) {
        return Unchecked.call(() -> session.createTopic(name));
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) {
        return browser(() -> session.createBrowser(queue));
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) {
        return browser(() -> session.createBrowser(queue, selector));
    }

    private QueueBrowser browser(Unchecked.Call<QueueBrowser> creation) {
        return Unchecked.call(() -> {
            QueueBrowser browser = creation.call();
            if (autoStart) {
                connection.start();
            }
            return browser;
        });
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return Unchecked.call(session::createTemporaryQueue);
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return Unchecked.call(session::createTemporaryTopic);
    }

    @Override
    public void unsubscribe(@Nullable String name) {
        Unchecked.run(() -> session.unsubscribe(name));
    }
}
