package io.github.persistq.internal.core;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a destination. Which queues store it is decided when it is committed.
 *
 * @param message the message, encoded once for all who get it
 * @param destination where it goes
 * @param origin who sends it, for subscriptions that want nothing from there; null if nobody may be left out
 * @param persistent whether it must survive a power cut once it is sent
 * @param grouped whether it belongs to a message group: it has the property {@link #GROUP_ID}
 */
public record Outgoing(
        StoredMessage message,
        DestinationRef destination,
        @Nullable String origin,
        boolean persistent,
        boolean grouped) {
    /** The property that names a message's group. */
    public static final String GROUP_ID = "JMSXGroupID";

    /** The String property whose value keeps equal messages out of a queue with the option {@code unique}. */
    public static final String UNIQUE_KEY = "JMS_PERSISTQ_UNIQUE_KEY";
}
