package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * INDIVIDUAL_ACKNOWLEDGE, an extension: the application acknowledges each message by itself.
 *
 * <p>Threading: thread-safe.
 */
final class IndividualAcknowledger implements Acknowledger {
    private final Unsettled unsettled;
    private final SessionState session;

    IndividualAcknowledger(MessageStore store, SessionState session) {
        this.unsettled = new Unsettled(store);
        this.session = session;
    }

    @Override
    public void receiving(Received received) {
        listening(received);
    }

    @Override
    public void listening(Received received) {
        unsettled.add(received.delivery());
        received.message().setAcknowledger(() -> {
            session.checkOpen();
            unsettled.acknowledge(received.delivery());
        });
    }

    @Override
    public void listened(Received received, @Nullable Throwable error) {
        ListenerErrors.log(received, error);
    }

    @Override
    public void acknowledge() throws JMSException {
        unsettled.acknowledgeAll();
    }

    @Override
    public void recover() throws JMSException {
        unsettled.giveBackAll();
    }

    @Override
    public void close() throws JMSException {
        unsettled.close();
    }
}
