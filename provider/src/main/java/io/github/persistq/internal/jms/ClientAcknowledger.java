package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * CLIENT_ACKNOWLEDGE: the application acknowledges all that the session has delivered.
 *
 * <p>Threading: thread-safe.
 */
final class ClientAcknowledger implements Acknowledger {
    private final Unsettled unsettled;

    ClientAcknowledger(MessageStore store) {
        this.unsettled = new Unsettled(store);
    }

    @Override
    public void receiving(Received received) {
        unsettled.add(received.delivery());
    }

    @Override
    public void listening(Received received) {
        unsettled.add(received.delivery());
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
