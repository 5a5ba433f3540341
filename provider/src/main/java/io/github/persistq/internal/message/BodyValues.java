package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.MessageHeadBuilder;
import jakarta.jms.JMSException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What map entries and stream elements may hold ({@code Jakarta Messaging 3.1, 3.11.3}).
 *
 * <p>Threading: stateless.
 */
final class BodyValues {
    private BodyValues() {}

    /** A MessageFormatException unless the value is null, a boxed primitive, a String or a byte array. */
    static void check(@Nullable Object value, @Nullable String name) throws JMSException {
        boolean valid = value == null
                || MessageHeadBuilder.isPropertyValue(value)
                || value instanceof Character
                || value instanceof byte[];
        if (!valid) {
            throw JmsErrors.messageFormat(
                    "Cannot set '%s' to a %s; expected a boxed primitive, a String or a byte[]"
                            .formatted(
                                    name,
                                    Objects.requireNonNull(value).getClass().getName()),
                    null);
        }
    }

    /** A copy of a part of the array; IndexOutOfBoundsException if it is not within. */
    static byte[] slice(byte[] value, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, value.length);
        return Arrays.copyOfRange(value, offset, offset + length);
    }
}
