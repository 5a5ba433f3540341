package io.github.persistq.internal.destination;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** The side of a connection that its temporary destinations call. */
@FunctionalInterface
public interface TemporaryDestinations {
    /** Deletes the destination and its messages; a JMSException while it has consumers. */
    void delete(DestinationRef destination) throws JMSException;

    /** Deletes through the owner, or explains that there is none. */
    static void deleteThrough(@Nullable TemporaryDestinations owner, DestinationRef destination) throws JMSException {
        if (owner == null) {
            throw JmsErrors.illegalState(
                    "Cannot delete the temporary destination " + destination
                            + " through a reference that came with a message: only the connection that created it may delete it");
        }
        owner.delete(destination);
    }
}
