package io.github.persistq.internal.destination;

import jakarta.jms.Queue;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;

/**
 * A queue, known by its name alone.
 *
 * <p>Threading: immutable.
 */
public final class JmsQueue implements Queue, Serializable, Referenceable {
    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Names a queue; nothing is created in any store.
     *
     * @throws IllegalArgumentException if the name has no or too many characters
     */
    public JmsQueue(String name) {
        this.name = DestinationRef.queue(name).name();
    }

    @Override
    public String getQueueName() {
        return name;
    }

    @Override
    public Reference getReference() {
        return DestinationObjectFactory.reference(JmsQueue.class, name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JmsQueue that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "queue://" + name;
    }
}
