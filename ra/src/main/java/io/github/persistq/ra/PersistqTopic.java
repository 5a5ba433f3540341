package io.github.persistq.ra;

import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic that an administrator configures: a bean whose one property is the topic's name in the store.
 *
 * <p>Two of one name are equal, so that servers can compare what they bound.
 *
 * <p>Threading: thread-safe; the name may be set at any time, and is meant to be set once.
 */
public final class PersistqTopic implements Topic, Serializable {
    private static final long serialVersionUID = 1L;

    private volatile @Nullable String physicalName;

    /** A topic whose name is still to be set. */
    public PersistqTopic() {}

    /** The topic's name in the store, or null if none was set. */
    public @Nullable String getPhysicalName() {
        return physicalName;
    }

    /** Sets the topic's name in the store; it is checked when the topic is used. */
    public void setPhysicalName(@Nullable String physicalName) {
        this.physicalName = physicalName;
    }

    /**
     * The topic's name in the store.
     *
     * @throws JMSException if none was set: an object that is not fully configured must not pass for a topic
     */
    @Override
    public String getTopicName() throws JMSException {
        String name = physicalName;
        if (name == null || name.isEmpty()) {
            throw new JMSException(
                    "The PersistqTopic has no name: its property physicalName is %s; set it to the topic's name in the store"
                            .formatted(name == null ? "not set" : "empty"));
        }
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PersistqTopic that && Objects.equals(physicalName, that.physicalName);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(physicalName);
    }

    /** {@code topic://NAME}, or {@code topic://(no name)}. */
    @Override
    public String toString() {
        String name = physicalName;
        return "topic://" + (name == null ? "(no name)" : name);
    }
}
