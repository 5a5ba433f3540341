package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges each message by itself, in AUTO_ACKNOWLEDGE and DUPS_OK_ACKNOWLEDGE: written before the call returns, in both.
 *
 * <p>Threading: one thread at a time.
 */
final class AutoAcknowledger implements Acknowledger {
    private final MessageStore store;
    private final Durability durability;
    private boolean recovering;
    private @Nullable Received heard;

    AutoAcknowledger(MessageStore store, Durability durability) {
        this.store = store;
        this.durability = durability;
    }

    @Override
    public void receiving(Received received) throws JMSException {
        acknowledge(received.delivery());
    }

    @Override
    public void listening(Received received) {
        heard = received;
        recovering = false;
    }

    @Override
    public void listened(Received received, @Nullable Throwable error) throws JMSException {
        heard = null;
        if (error == null && !recovering) {
            acknowledge(received.delivery());
            return;
        }
        try {
            store.giveBack(List.of(received.delivery()), error);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private void acknowledge(Delivery delivery) throws JMSException {
        try {
            store.commit(List.of(new Change.Ack(delivery.queue(), delivery.sequence())), durability);
        } catch (StorageException e) {
            JMSException failure = JmsErrors.storage(e);
            giveBack(delivery, failure);
            throw failure;
        } catch (RuntimeException | Error e) {
            giveBack(delivery, e);
            throw e;
        }
    }

    /** What could not be acknowledged must not stay in flight: nobody would ever settle it. */
    private void giveBack(Delivery delivery, Throwable failure) {
        try {
            store.returnNow(List.of(delivery));
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void acknowledge() {}

    /** Within a listener, has its message come again; what was received otherwise is acknowledged already. */
    @Override
    public void recover() {
        recovering = heard != null;
    }

    @Override
    public void close() {}
}
