package io.github.persistq.internal.jms;

import io.github.persistq.spi.Change;
import jakarta.jms.JMSException;

/** Where a session's sends go: to the store at once, or with the transaction. */
sealed interface UnitOfWork permits AutoCommit, LocalTransaction {
    /**
     * Sends a message.
     *
     * @param persistent whether it must survive a power cut once it is sent
     */
    void send(Change.Append append, boolean persistent) throws JMSException;
}
