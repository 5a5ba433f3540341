package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges by itself: AUTO_ACKNOWLEDGE each message, DUPS_OK_ACKNOWLEDGE a batch of them.
 *
 * <p>Threading: one thread at a time delivers; any thread may flush and close.
 */
final class AutoAcknowledger implements Acknowledger {
    /** How many acknowledgements DUPS_OK_ACKNOWLEDGE collects. */
    static final int DUPS_OK_BATCH = 32;

    private final MessageStore store;
    private final Durability durability;
    private final int batch;
    private final ReentrantLock lock = new ReentrantLock(); // guards pending
    private final List<Delivery> pending = new ArrayList<>();
    private boolean recovering;
    private @Nullable Received heard;

    /** Acknowledges in batches of this size. */
    AutoAcknowledger(MessageStore store, Durability durability, int batch) {
        this.store = store;
        this.durability = durability;
        this.batch = batch;
    }

    @Override
    public void receiving(Received received) throws JMSException {
        add(received.delivery());
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
            add(received.delivery());
            return;
        }
        try {
            store.giveBack(List.of(received.delivery()), error);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private void add(Delivery delivery) throws JMSException {
        boolean full;
        lock.lock();
        try {
            pending.add(delivery);
            full = pending.size() >= batch;
        } finally {
            lock.unlock();
        }
        if (full) {
            flush();
        }
    }

    private List<Delivery> takePending() {
        lock.lock();
        try {
            List<Delivery> taken = List.copyOf(pending);
            pending.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void flush() throws JMSException {
        List<Delivery> done = takePending();
        if (done.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        for (Delivery delivery : done) {
            changes.add(new Change.Ack(delivery.queue(), delivery.sequence()));
        }
        try {
            store.commit(changes, durability);
        } catch (StorageException e) {
            JMSException failure = JmsErrors.storage(e);
            giveBack(done, failure);
            throw failure;
        } catch (RuntimeException | Error e) {
            giveBack(done, e);
            throw e;
        }
    }

    /** What could not be acknowledged must not stay in flight: nobody would ever settle it. */
    private void giveBack(List<Delivery> deliveries, Throwable failure) {
        try {
            store.returnNow(deliveries);
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
    public void idle() throws JMSException {
        flush();
    }

    @Override
    public void close() throws JMSException {
        flush();
    }
}
