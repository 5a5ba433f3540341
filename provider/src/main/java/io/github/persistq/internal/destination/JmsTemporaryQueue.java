package io.github.persistq.internal.destination;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryQueue;
import org.jspecify.annotations.Nullable;

/**
 * A temporary queue: as its connection made it, or as read from a message's header.
 *
 * <p>Threading: immutable.
 */
public final class JmsTemporaryQueue implements TemporaryQueue {
    private final DestinationRef ref;
    private final @Nullable TemporaryDestinations owner;

    /** With no owner it is the received form, which cannot delete. */
    public JmsTemporaryQueue(String name, @Nullable TemporaryDestinations owner) {
        this.ref = DestinationRef.temporaryQueue(name);
        this.owner = owner;
    }

    @Override
    public String getQueueName() {
        return ref.name();
    }

    @Override
    public void delete() throws JMSException {
        TemporaryDestinations.deleteThrough(owner, ref);
    }

    /** The connection that made it, or null on the received side. */
    public @Nullable TemporaryDestinations owner() {
        return owner;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JmsTemporaryQueue that && ref.equals(that.ref);
    }

    @Override
    public int hashCode() {
        return ref.hashCode();
    }

    @Override
    public String toString() {
        return ref.toString();
    }
}
