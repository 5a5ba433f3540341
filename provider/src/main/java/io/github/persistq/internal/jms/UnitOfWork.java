package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Outgoing;
import jakarta.jms.JMSException;

/** Where a session's sends go: to the store at once, or with a transaction. */
sealed interface UnitOfWork permits AutoCommit, LocalTransaction, XaWork {
    /** Sends a message; where it is stored is decided when it is written. */
    void send(Outgoing message) throws JMSException;
}
