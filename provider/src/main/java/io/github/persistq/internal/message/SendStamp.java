package io.github.persistq.internal.message;

import io.github.persistq.internal.destination.DestinationRef;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a send sets ({@code Jakarta Messaging 3.1, 3.4.11}).
 *
 * @param messageId JMSMessageID, or null
 * @param timestampMillis JMSTimestamp, milliseconds since the epoch; 0 is none
 * @param destination JMSDestination
 * @param persistent JMSDeliveryMode
 * @param priority JMSPriority, 0 to 9
 * @param expirationMillis JMSExpiration, milliseconds since the epoch; 0 is never
 * @param deliveryTimeMillis JMSDeliveryTime, milliseconds since the epoch
 */
public record SendStamp(
        @Nullable String messageId,
        long timestampMillis,
        DestinationRef destination,
        boolean persistent,
        int priority,
        long expirationMillis,
        long deliveryTimeMillis) {}
