package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Branch;
import io.github.persistq.internal.core.BranchException;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An XA session: what is received belongs to its branch, and is acknowledged by itself outside of any.
 *
 * <p>Threading: thread-safe; a message is received for the branch that the session has at that moment.
 */
final class XaAcknowledger implements Acknowledger {
    private enum Hearing {
        /** No listener is at work. */
        NOTHING,
        /** The listener's message is outside of any branch. */
        OUTSIDE,
        /** It belongs to a branch. */
        IN_BRANCH,
        /** It came when its branch could only be rolled back. */
        IN_VAIN
    }

    private final MessageStore store;
    private final XaWork work;
    private final AutoAcknowledger outside;
    private volatile Hearing hearing = Hearing.NOTHING;

    XaAcknowledger(MessageStore store, XaWork work, Durability durability) {
        this.store = store;
        this.work = work;
        this.outside = new AutoAcknowledger(store, durability);
    }

    @Override
    public void receiving(Received received) throws JMSException {
        Branch branch = work.branch();
        if (branch == null) {
            outside.receiving(received);
            return;
        }
        try {
            branch.receive(work, received.delivery());
        } catch (BranchException e) {
            JMSException failure = JmsErrors.transactionRolledBack("Nothing was received. " + e.getMessage(), e);
            release(received, failure);
            throw failure;
        }
    }

    private void release(Received received, JMSException failure) {
        try {
            store.release(received.delivery());
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void listening(Received received) {
        Branch branch = work.branch();
        if (branch == null) {
            hearing = Hearing.OUTSIDE;
            outside.listening(received);
            return;
        }
        try {
            branch.receive(work, received.delivery());
            hearing = Hearing.IN_BRANCH;
        } catch (BranchException e) {
            // The listener works in a transaction that is lost: its message comes again, and it cannot send.
            hearing = Hearing.IN_VAIN;
        }
    }

    @Override
    public void listened(Received received, @Nullable Throwable error) throws JMSException {
        Hearing heard = hearing;
        hearing = Hearing.NOTHING;
        switch (heard) {
            case OUTSIDE -> outside.listened(received, error);
            case IN_VAIN -> giveBack(received, error);
            case IN_BRANCH, NOTHING -> ListenerErrors.log(received, error);
        }
    }

    private void giveBack(Received received, @Nullable Throwable error) throws JMSException {
        try {
            store.giveBack(List.of(received.delivery()), error);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Whether a listener is at work on a message that no branch has. */
    boolean isHearingOutside() {
        return hearing == Hearing.OUTSIDE;
    }

    @Override
    public void acknowledge() {}

    @Override
    public void recover() throws JMSException {
        throw JmsErrors.illegalState("Session.recover() was called on an XA session; roll its transaction back");
    }

    @Override
    public void close() throws JMSException {
        new Closing().close(outside).close(work::close).finish();
    }
}
