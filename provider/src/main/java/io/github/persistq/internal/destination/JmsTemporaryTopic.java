package io.github.persistq.internal.destination;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;
import org.jspecify.annotations.Nullable;

/**
 * A temporary topic: as its connection made it, or as read from a message's header.
 *
 * <p>Threading: immutable.
 */
public final class JmsTemporaryTopic implements TemporaryTopic {
    private final DestinationRef ref;
    private final @Nullable TemporaryDestinations owner;

    /** With no owner it is the received form, which cannot delete. */
    public JmsTemporaryTopic(String name, @Nullable TemporaryDestinations owner) {
        this.ref = DestinationRef.temporaryTopic(name);
        this.owner = owner;
    }

    @Override
    public String getTopicName() {
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
        return other instanceof JmsTemporaryTopic that && ref.equals(that.ref);
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
