package io.github.persistq.ra;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue that an administrator configures: a bean whose one property is the queue's name in the store.
 *
 * <p>Two of one name are equal, so that servers can compare what they bound.
 *
 * <p>Threading: thread-safe; the name may be set at any time, and is meant to be set once.
 */
public final class PersistqQueue implements Queue, Serializable {
    private static final long serialVersionUID = 1L;

    private volatile @Nullable String physicalName;

    /** A queue whose name is still to be set. */
    public PersistqQueue() {}

    /** The queue's name in the store, or null if none was set. */
    public @Nullable String getPhysicalName() {
        return physicalName;
    }

    /** Sets the queue's name in the store; it is checked when the queue is used. */
    public void setPhysicalName(@Nullable String physicalName) {
        this.physicalName = physicalName;
    }

    /**
     * The queue's name in the store.
     *
     * @throws JMSException if none was set: an object that is not fully configured must not pass for a queue
     */
    @Override
    public String getQueueName() throws JMSException {
        String name = physicalName;
        if (name == null || name.isEmpty()) {
            throw new JMSException(
                    "The PersistqQueue has no name: its property physicalName is %s; set it to the queue's name in the store"
                            .formatted(name == null ? "not set" : "empty"));
        }
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PersistqQueue that && Objects.equals(physicalName, that.physicalName);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(physicalName);
    }

    /** {@code queue://NAME}, or {@code queue://(no name)}. */
    @Override
    public String toString() {
        String name = physicalName;
        return "queue://" + (name == null ? "(no name)" : name);
    }
}
