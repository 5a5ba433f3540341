package io.github.persistq.internal.jms;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * What a session's acknowledge mode means for the messages that it delivers ({@code Jakarta Messaging 3.1, 6.2.10}).
 *
 * <p>All calls but {@link #acknowledge} come from within a delivery, from the session's thread, or when deliveries have ended.
 */
sealed interface Acknowledger extends AutoCloseable
        permits AutoAcknowledger, ClientAcknowledger, IndividualAcknowledger, TransactedAcknowledger, XaAcknowledger {
    /** A message is about to be returned by a receive. */
    void receiving(Received received) throws JMSException;

    /** A message is about to be handed to a listener. */
    void listening(Received received);

    /**
     * A listener has returned.
     *
     * @param error what it threw, or null
     */
    void listened(Received received, @Nullable Throwable error) throws JMSException;

    /** Acknowledges what the application has received and not acknowledged. */
    void acknowledge() throws JMSException;

    /** Gives back what is not acknowledged. */
    void recover() throws JMSException;

    /** The session ends: settles what is left. */
    @Override
    void close() throws JMSException;
}
