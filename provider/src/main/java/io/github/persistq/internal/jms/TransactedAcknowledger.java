package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * SESSION_TRANSACTED: what is received belongs to the transaction.
 *
 * <p>Threading: thread-safe.
 */
final class TransactedAcknowledger implements Acknowledger {
    private final LocalTransaction transaction;

    TransactedAcknowledger(LocalTransaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void receiving(Received received) {
        transaction.received(received.delivery());
    }

    @Override
    public void listening(Received received) {
        transaction.received(received.delivery());
    }

    @Override
    public void listened(Received received, @Nullable Throwable error) {
        ListenerErrors.log(received, error);
    }

    @Override
    public void acknowledge() {}

    @Override
    public void recover() throws JMSException {
        throw JmsErrors.illegalState("Session.recover() was called on a transacted session; call rollback()");
    }

    @Override
    public void close() throws JMSException {
        transaction.close();
    }
}
