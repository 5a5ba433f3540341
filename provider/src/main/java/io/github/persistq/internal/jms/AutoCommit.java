package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.List;

/**
 * Sends each message as a unit of work of its own.
 *
 * <p>Threading: thread-safe.
 */
final class AutoCommit implements UnitOfWork {
    private final MessageStore store;

    AutoCommit(MessageStore store) {
        this.store = store;
    }

    @Override
    public void send(Outgoing message) throws JMSException {
        try {
            store.commit(List.of(), List.of(message), Durability.WRITTEN);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }
}
