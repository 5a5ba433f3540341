package io.github.persistq.jms;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.jms.Domain;
import io.github.persistq.internal.jms.JmsXaConnection;
import io.github.persistq.internal.jms.JmsXaContext;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.TopicConnection;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections whose XA sessions take part in the global transactions of a transaction manager
 * ({@code Jakarta Messaging 3.1, 11.3}). The URL is that of {@link PersistqConnectionFactory}, and so is everything else
 * that is not about transactions; the connections that it makes for the plain interfaces are the plain ones.
 *
 * <p>Outside of a global transaction an XA session sends and acknowledges each message at once.
 *
 * <p>Threading: thread-safe.
 */
public final class PersistqXAConnectionFactory
        implements XAConnectionFactory,
                XAQueueConnectionFactory,
                XATopicConnectionFactory,
                Referenceable,
                Serializable,
                AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final PersistqConnectionFactory plain;

    /** A factory whose URL is still to be set. */
    public PersistqXAConnectionFactory() {
        this.plain = new PersistqConnectionFactory();
    }

    /**
     * A factory for a store.
     *
     * @throws IllegalArgumentException as {@link #setUrl}
     */
    public PersistqXAConnectionFactory(String url) {
        this.plain = new PersistqConnectionFactory(url);
    }

    public @Nullable String getUrl() {
        return plain.getUrl();
    }

    /**
     * Sets the store that later connections go to.
     *
     * @throws IllegalArgumentException if the URL is malformed, or has an unknown option or a bad value: the text names it
     */
    public void setUrl(String url) {
        plain.setUrl(url);
    }

    @Override
    public XAConnection createXAConnection() throws JMSException {
        return connect(Domain.ANY);
    }

    @Override
    public XAConnection createXAConnection(@Nullable String userName, @Nullable String password) throws JMSException {
        return connect(Domain.ANY);
    }

    @Override
    public XAQueueConnection createXAQueueConnection() throws JMSException {
        return connect(Domain.QUEUE);
    }

    @Override
    public XAQueueConnection createXAQueueConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect(Domain.QUEUE);
    }

    @Override
    public XATopicConnection createXATopicConnection() throws JMSException {
        return connect(Domain.TOPIC);
    }

    @Override
    public XATopicConnection createXATopicConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect(Domain.TOPIC);
    }

    private JmsXaConnection connect(Domain domain) throws JMSException {
        return new JmsXaConnection(plain.connect(domain));
    }

    @Override
    public XAJMSContext createXAContext() {
        try {
            return JmsXaContext.of(plain.connect(Domain.ANY));
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public XAJMSContext createXAContext(@Nullable String userName, @Nullable String password) {
        return createXAContext();
    }

    @Override
    public Connection createConnection() throws JMSException {
        return plain.createConnection();
    }

    @Override
    public Connection createConnection(@Nullable String userName, @Nullable String password) throws JMSException {
        return plain.createConnection(userName, password);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return plain.createQueueConnection();
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return plain.createQueueConnection(userName, password);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return plain.createTopicConnection();
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return plain.createTopicConnection(userName, password);
    }

    @Override
    public JMSContext createContext() {
        return plain.createContext();
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return plain.createContext(sessionMode);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password) {
        return plain.createContext(userName, password);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password, int sessionMode) {
        return plain.createContext(userName, password, sessionMode);
    }

    /** Closes the connections that this factory made and that are still open; it can make new ones afterwards. */
    @Override
    public void close() throws JMSException {
        plain.close();
    }

    @Override
    public Reference getReference() {
        return PersistqObjectFactory.reference(PersistqXAConnectionFactory.class, getUrl());
    }
}
