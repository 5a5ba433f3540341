package io.github.persistq.internal.destination;

import jakarta.jms.Topic;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;

/**
 * A topic, known by its name alone.
 *
 * <p>Threading: immutable.
 */
public final class JmsTopic implements Topic, Serializable, Referenceable {
    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Names a topic; nothing is created in any store.
     *
     * @throws IllegalArgumentException if the name has no or too many characters
     */
    public JmsTopic(String name) {
        this.name = DestinationRef.topic(name).name();
    }

    @Override
    public String getTopicName() {
        return name;
    }

    @Override
    public Reference getReference() {
        return DestinationObjectFactory.reference(JmsTopic.class, name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JmsTopic that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "topic://" + name;
    }
}
