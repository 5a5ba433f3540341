package io.github.persistq.jms;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.Settings;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.jms.ConnectionSettings;
import io.github.persistq.internal.jms.Domain;
import io.github.persistq.internal.jms.JmsConnection;
import io.github.persistq.internal.jms.JmsContext;
import io.github.persistq.internal.jms.Login;
import io.github.persistq.spi.StorageException;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.Serializable;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Reference;
import javax.naming.Referenceable;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the store that a URL names, for example {@code persistq:file:/var/lib/orders?maxDeliveries=5}.
 *
 * <p>A connection holds the store open; the last one of the process to close closes it. User names and passwords are
 * checked where the option {@code users} names a file of them, and otherwise accepted whatever they are.
 *
 * <p>Threading: thread-safe.
 */
public final class PersistqConnectionFactory
        implements ConnectionFactory,
                QueueConnectionFactory,
                TopicConnectionFactory,
                Referenceable,
                Serializable,
                AutoCloseable {
    private static final long serialVersionUID = 1L;

    private volatile @Nullable String url;
    private final transient Set<JmsConnection> connections = ConcurrentHashMap.newKeySet();

    /** A factory whose URL is still to be set. */
    public PersistqConnectionFactory() {}

    /**
     * A factory for a store.
     *
     * @throws IllegalArgumentException as {@link #setUrl}
     */
    public PersistqConnectionFactory(String url) {
        this.url = checked(url);
    }

    public @Nullable String getUrl() {
        return url;
    }

    /**
     * Sets the store that later connections go to.
     *
     * @throws IllegalArgumentException if the URL is malformed, or has an unknown option or a bad value: the text names it
     */
    public void setUrl(String url) {
        this.url = checked(url);
    }

    private static String checked(@Nullable String url) {
        if (url == null) {
            throw new IllegalArgumentException(
                    "The store URL is null; expected for example persistq:file:/var/lib/orders");
        }
        StoreRegistry.check(StoreUrl.parse(url));
        return url;
    }

    @Override
    public Connection createConnection() throws JMSException {
        return connect(Domain.ANY, null, null);
    }

    @Override
    public Connection createConnection(@Nullable String userName, @Nullable String password) throws JMSException {
        return connect(Domain.ANY, userName, password);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return connect(Domain.QUEUE, null, null);
    }

    @Override
    public QueueConnection createQueueConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect(Domain.QUEUE, userName, password);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return connect(Domain.TOPIC, null, null);
    }

    @Override
    public TopicConnection createTopicConnection(@Nullable String userName, @Nullable String password)
            throws JMSException {
        return connect(Domain.TOPIC, userName, password);
    }

    @Override
    public JMSContext createContext() {
        return context(null, null, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return context(null, null, sessionMode);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password) {
        return context(userName, password, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String userName, @Nullable String password, int sessionMode) {
        return context(userName, password, sessionMode);
    }

    private JMSContext context(@Nullable String userName, @Nullable String password, int sessionMode) {
        try {
            JmsContext.checkMode(sessionMode);
            return JmsContext.of(connect(Domain.ANY, userName, password), sessionMode);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    /** A new connection, which closes with this factory at the latest. */
    JmsConnection connect(Domain domain, @Nullable String userName, @Nullable String password) throws JMSException {
        String current = url;
        if (current == null) {
            throw JmsErrors.illegalState(
                    "The connection factory has no URL; call setUrl, for example with persistq:file:/var/lib/orders");
        }
        StoreUrl storeUrl = StoreUrl.parse(current);
        if (!storeUrl.get(Settings.USERS).isEmpty()) {
            Login.check(storeUrl, userName, password);
        }
        StoreRegistry.Reference reference = open(storeUrl);
        try {
            ConnectionSettings settings = ConnectionSettings.of(storeUrl);
            JmsConnection connection = new JmsConnection(reference, settings, domain, connections);
            connections.add(connection);
            return connection;
        } catch (JMSException | RuntimeException e) {
            reference.close();
            throw e;
        }
    }

    private static StoreRegistry.Reference open(StoreUrl storeUrl) throws JMSException {
        try {
            return StoreRegistry.shared().acquire(storeUrl, InstantSource.system());
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        } catch (IllegalArgumentException e) {
            throw JmsErrors.failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Closes the connections that this factory made and that are still open; it can make new ones afterwards. */
    @Override
    public void close() throws JMSException {
        JMSException first = null;
        for (JmsConnection connection : connections) {
            try {
                connection.close();
            } catch (JMSException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public Reference getReference() {
        return PersistqObjectFactory.reference(PersistqConnectionFactory.class, url);
    }

    /** A factory that was serialized comes back without connections. */
    private Object readResolve() {
        PersistqConnectionFactory factory = new PersistqConnectionFactory();
        factory.url = url;
        return factory;
    }
}
