package io.github.persistq.internal.head;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message's headers and properties as they are stored.
 *
 * <p>What a delivery adds (redelivered, delivery count) is not part of it. Property values are Boolean, Byte, Short,
 * Integer, Long, Float, Double, String or null, in the order in which they were set.
 *
 * <p>Threading: immutable.
 *
 * @param messageId JMSMessageID, or null
 * @param timestampMillis JMSTimestamp, milliseconds since the epoch; 0 is none
 * @param correlationId JMSCorrelationID as text, or null
 * @param correlationBytes JMSCorrelationID as bytes, or null; only one of the two forms is set
 * @param destination where the message was sent, or null before that
 * @param replyTo JMSReplyTo, or null
 * @param persistent JMSDeliveryMode
 * @param type JMSType, or null
 * @param expirationMillis JMSExpiration, milliseconds since the epoch; 0 is never
 * @param deliveryTimeMillis JMSDeliveryTime, milliseconds since the epoch; 0 is none
 * @param priority JMSPriority
 * @param bodyKind the form of the body
 * @param properties the properties, in order
 */
public record MessageHead(
        @Nullable String messageId,
        long timestampMillis,
        @Nullable String correlationId,
        @Nullable Bytes correlationBytes,
        @Nullable DestinationRef destination,
        @Nullable DestinationRef replyTo,
        boolean persistent,
        @Nullable String type,
        long expirationMillis,
        long deliveryTimeMillis,
        int priority,
        BodyKind bodyKind,
        Map<String, @Nullable Object> properties) {

    public MessageHead {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** A builder of a persistent head of priority 4 with nothing else set. */
    public static MessageHeadBuilder builder() {
        return new MessageHeadBuilder();
    }

    /** A builder that starts from this head. */
    public MessageHeadBuilder toBuilder() {
        return new MessageHeadBuilder(this);
    }

    /** This head with a few properties set, over those of the same name. */
    public MessageHead withProperties(Map<String, ? extends @Nullable Object> extra) {
        MessageHeadBuilder builder = toBuilder();
        extra.forEach(builder::property);
        return builder.build();
    }

    public MessageHead withDestination(DestinationRef newDestination) {
        return toBuilder().destination(newDestination).build();
    }

    public MessageHead withExpiration(long newExpirationMillis) {
        return toBuilder().expirationMillis(newExpirationMillis).build();
    }

    /** The stored form; equal heads have equal bytes. */
    public Bytes encode() {
        return HeadCodec.encode(this);
    }

    /**
     * Reads the stored form.
     *
     * @throws MalformedMessageException if the bytes are not a head, or of a newer version
     */
    public static MessageHead decode(Bytes bytes) {
        return HeadCodec.decode(bytes);
    }

    /**
     * The value that a selector's identifier stands for: a header that selectors may name, or a property; null when it is
     * not set ({@code Jakarta Messaging 3.1, 3.8.1.1}).
     */
    public @Nullable Object selectorValue(String identifier) {
        if (!identifier.startsWith("JMS")) {
            return properties.get(identifier);
        }
        return switch (identifier) {
            case "JMSMessageID" -> messageId;
            case "JMSTimestamp" -> timestampMillis;
            case "JMSCorrelationID" -> correlationText();
            case "JMSType" -> type;
            case "JMSPriority" -> priority;
            case "JMSDeliveryMode" -> persistent ? "PERSISTENT" : "NON_PERSISTENT";
            default -> properties.get(identifier);
        };
    }

    /** The correlation id as text: bytes are read as UTF-8. */
    public @Nullable String correlationText() {
        return correlationBytes == null
                ? correlationId
                : StandardCharsets.UTF_8.decode(correlationBytes.asBuffer()).toString();
    }
}
