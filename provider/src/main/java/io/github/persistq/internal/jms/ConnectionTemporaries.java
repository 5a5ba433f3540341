package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.InUseException;
import io.github.persistq.internal.core.Temporaries;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.JmsTemporaryQueue;
import io.github.persistq.internal.destination.JmsTemporaryTopic;
import io.github.persistq.internal.destination.TemporaryDestinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import org.jspecify.annotations.Nullable;

/**
 * One connection's temporary destinations, which go with it ({@code Jakarta Messaging 3.1, 6.2.2}).
 *
 * <p>Threading: thread-safe.
 */
final class ConnectionTemporaries implements TemporaryDestinations, AutoCloseable {
    private final Temporaries temporaries;
    private final String owner;
    private volatile boolean closed;

    ConnectionTemporaries(Temporaries temporaries, String owner) {
        this.temporaries = temporaries;
        this.owner = owner;
    }

    TemporaryQueue createQueue() throws JMSException {
        return new JmsTemporaryQueue(create(DestinationRef.Kind.TEMPORARY_QUEUE).name(), this);
    }

    TemporaryTopic createTopic() throws JMSException {
        return new JmsTemporaryTopic(create(DestinationRef.Kind.TEMPORARY_TOPIC).name(), this);
    }

    private DestinationRef create(DestinationRef.Kind kind) throws JMSException {
        try {
            DestinationRef created = temporaries.create(kind, owner);
            if (closed) {
                // It may have come too late for close to see it.
                temporaries.deleteAll(owner);
                throw JmsErrors.illegalState("The connection is closed");
            }
            return created;
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Refuses a temporary destination that is gone. */
    void checkPresent(DestinationRef destination) throws JMSException {
        try {
            temporaries.check(destination);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Refuses to consume from a temporary destination that is gone or another connection's. */
    void checkConsumable(DestinationRef destination) throws JMSException {
        checkPresent(destination);
        String other = owner(destination);
        if (other != null && !other.equals(owner)) {
            throw JmsErrors.failure(
                    "Only the connection that created the temporary destination " + destination
                            + " can have consumers of it; others can send to it",
                    null);
        }
    }

    private @Nullable String owner(DestinationRef destination) throws JMSException {
        try {
            return temporaries.owner(destination);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Deletes one; deleting what is gone changes nothing. */
    @Override
    public void delete(DestinationRef destination) throws JMSException {
        try {
            temporaries.delete(destination);
        } catch (InUseException e) {
            throw JmsErrors.failure(String.valueOf(e.getMessage()), e);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /** Deletes all that are left. */
    @Override
    public void close() {
        closed = true;
        temporaries.deleteAll(owner);
    }
}
