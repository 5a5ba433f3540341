package io.github.persistq.internal.head;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link MessageHead} step by step.
 *
 * <p>Threading: one thread at a time.
 */
public final class MessageHeadBuilder {
    private static final int DEFAULT_PRIORITY = 4;

    private @Nullable String messageId;
    private long timestampMillis;
    private @Nullable String correlationId;
    private @Nullable Bytes correlationBytes;
    private @Nullable DestinationRef destination;
    private @Nullable DestinationRef replyTo;
    private boolean persistent = true;
    private @Nullable String type;
    private long expirationMillis;
    private long deliveryTimeMillis;
    private int priority = DEFAULT_PRIORITY;
    private BodyKind bodyKind = BodyKind.NONE;
    private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

    MessageHeadBuilder() {}

    MessageHeadBuilder(MessageHead head) {
        messageId = head.messageId();
        timestampMillis = head.timestampMillis();
        correlationId = head.correlationId();
        correlationBytes = head.correlationBytes();
        destination = head.destination();
        replyTo = head.replyTo();
        persistent = head.persistent();
        type = head.type();
        expirationMillis = head.expirationMillis();
        deliveryTimeMillis = head.deliveryTimeMillis();
        priority = head.priority();
        bodyKind = head.bodyKind();
        properties.putAll(head.properties());
    }

    public MessageHeadBuilder messageId(@Nullable String value) {
        messageId = value;
        return this;
    }

    public MessageHeadBuilder timestampMillis(long value) {
        timestampMillis = value;
        return this;
    }

    /** Sets the correlation id as text, instead of bytes. */
    public MessageHeadBuilder correlationId(@Nullable String value) {
        correlationId = value;
        correlationBytes = null;
        return this;
    }

    /** Sets the correlation id as bytes, instead of text. */
    public MessageHeadBuilder correlationBytes(@Nullable Bytes value) {
        correlationBytes = value;
        correlationId = null;
        return this;
    }

    public MessageHeadBuilder destination(@Nullable DestinationRef value) {
        destination = value;
        return this;
    }

    public MessageHeadBuilder replyTo(@Nullable DestinationRef value) {
        replyTo = value;
        return this;
    }

    public MessageHeadBuilder persistent(boolean value) {
        persistent = value;
        return this;
    }

    public MessageHeadBuilder type(@Nullable String value) {
        type = value;
        return this;
    }

    public MessageHeadBuilder expirationMillis(long value) {
        expirationMillis = value;
        return this;
    }

    public MessageHeadBuilder deliveryTimeMillis(long value) {
        deliveryTimeMillis = value;
        return this;
    }

    public MessageHeadBuilder priority(int value) {
        priority = value;
        return this;
    }

    public MessageHeadBuilder bodyKind(BodyKind value) {
        bodyKind = value;
        return this;
    }

    /**
     * Sets a property.
     *
     * @throws IllegalArgumentException for a value of a type that properties do not have
     */
    public MessageHeadBuilder property(String name, @Nullable Object value) {
        if (value != null && !isPropertyValue(value)) {
            throw new IllegalArgumentException(
                    "Property '%s' is a %s; expected Boolean, Byte, Short, Integer, Long, Float, Double or String"
                            .formatted(name, value.getClass().getName()));
        }
        properties.put(name, value);
        return this;
    }

    public MessageHead build() {
        return new MessageHead(
                messageId,
                timestampMillis,
                correlationId,
                correlationBytes,
                destination,
                replyTo,
                persistent,
                type,
                expirationMillis,
                deliveryTimeMillis,
                priority,
                bodyKind,
                properties);
    }

    /** Whether properties may have the value: a String, or a boxed primitive other than Character. */
    public static boolean isPropertyValue(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double;
    }
}
