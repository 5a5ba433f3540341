package io.github.persistq.internal.selector;

import org.jspecify.annotations.Nullable;

/** The header fields and properties of one message, as a selector sees them. */
@FunctionalInterface
public interface Identifiers {
    /**
     * The value of a property or of a header field that selectors may name.
     *
     * <p>Values are Boolean, Byte, Short, Integer, Long, Float, Double or String; null where the message has none. A
     * value of another type equals nothing. {@code JMSDeliveryMode} is the string PERSISTENT or NON_PERSISTENT.
     */
    @Nullable
    Object value(String identifier);
}
