package io.github.persistq.internal.jms;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose XA sessions take part in global transactions ({@code Jakarta Messaging 3.1, 11.3.2}). Its other
 * sessions are like those of any connection.
 *
 * <p>Threading: as {@link JmsConnection}.
 */
public final class JmsXaConnection implements XAQueueConnection, XATopicConnection {
    private final JmsConnection connection;

    /** Adds XA sessions to a connection. */
    public JmsXaConnection(JmsConnection connection) {
        this.connection = connection;
    }

    @Override
    public XASession createXASession() throws JMSException {
        return JmsXaSession.of(connection, Domain.ANY);
    }

    @Override
    public XAQueueSession createXAQueueSession() throws JMSException {
        return JmsXaSession.of(connection, Domain.QUEUE);
    }

    @Override
    public XATopicSession createXATopicSession() throws JMSException {
        return JmsXaSession.of(connection, Domain.TOPIC);
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return connection.createSession(transacted, acknowledgeMode);
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return connection.createSession(sessionMode);
    }

    @Override
    public Session createSession() throws JMSException {
        return connection.createSession();
    }

    @Override
    public QueueSession createQueueSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return connection.createQueueSession(transacted, acknowledgeMode);
    }

    @Override
    public TopicSession createTopicSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return connection.createTopicSession(transacted, acknowledgeMode);
    }

    @Override
    public @Nullable String getClientID() throws JMSException {
        return connection.getClientID();
    }

    @Override
    public void setClientID(@Nullable String newClientId) throws JMSException {
        connection.setClientID(newClientId);
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        return connection.getMetaData();
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() throws JMSException {
        return connection.getExceptionListener();
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        connection.setExceptionListener(listener);
    }

    @Override
    public void start() throws JMSException {
        connection.start();
    }

    @Override
    public void stop() throws JMSException {
        connection.stop();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Destination destination, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        return connection.createConnectionConsumer(destination, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Queue queue, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        return connection.createConnectionConsumer(queue, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Topic topic, @Nullable String selector, @Nullable ServerSessionPool pool, int max)
            throws JMSException {
        return connection.createConnectionConsumer(topic, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return connection.createSharedConnectionConsumer(topic, subscription, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return connection.createDurableConnectionConsumer(topic, subscription, selector, pool, max);
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String subscription,
            @Nullable String selector,
            @Nullable ServerSessionPool pool,
            int max)
            throws JMSException {
        return connection.createSharedDurableConnectionConsumer(topic, subscription, selector, pool, max);
    }
}
