package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection is to its store: a client with an identifier ({@code Jakarta Messaging 3.1, 6.1.2}), or just itself.
 *
 * <p>Threading: read by any thread; taken and released under the connection's lock.
 */
final class ClientIdentity {
    private final MessageStore store;
    private volatile @Nullable String clientId;
    private volatile String origin;

    /** The identity of a connection that has no client identifier so far. */
    ClientIdentity(MessageStore store, String connectionId) {
        this.store = store;
        this.origin = "connection " + connectionId;
    }

    /** The client identifier, or null; also once the connection is closed. */
    @Nullable
    String clientId() {
        return clientId;
    }

    /** What subscriptions that leave out messages of their own client or connection know its messages by. */
    String origin() {
        return origin;
    }

    /**
     * Becomes a client.
     *
     * @throws JMSException an InvalidClientIDException if another connection is that client
     */
    void take(String wanted) throws JMSException {
        if (!taken(wanted)) {
            throw JmsErrors.invalidClientId("The client identifier '" + wanted + "' is in use by another connection");
        }
        clientId = wanted;
        origin = "client " + wanted;
    }

    private boolean taken(String wanted) throws JMSException {
        try {
            return store.takeClientId(wanted);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Lets another connection be the client. */
    void release() {
        String taken = clientId;
        if (taken != null) {
            store.releaseClientId(taken);
        }
    }
}
