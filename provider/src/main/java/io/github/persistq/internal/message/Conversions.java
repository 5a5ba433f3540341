package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value of one type as another: the tables of {@code Jakarta Messaging 3.1, 3.5.4 and 3.11.3}.
 *
 * <p>The two tables agree wherever both have an entry, and properties never hold the other types, so there is one method
 * per target type. Each throws a MessageFormatException for a pair that the table does not have, and NumberFormatException
 * or NullPointerException as the {@code valueOf(String)} of the target type does for text that is no number and for null.
 * The name is that of the property, entry or element, for the error.
 *
 * <p>Threading: stateless.
 */
final class Conversions {
    private Conversions() {}

    static boolean toBoolean(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Boolean b) {
            return b;
        } else if (value == null || value instanceof String) {
            return Boolean.parseBoolean((String) value);
        }
        throw unsupported(value, name, "boolean");
    }

    static byte toByte(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Byte b) {
            return b;
        } else if (value == null || value instanceof String) {
            return Byte.parseByte(digits(value, name, "byte"));
        }
        throw unsupported(value, name, "byte");
    }

    static short toShort(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).shortValue();
        } else if (value == null || value instanceof String) {
            return Short.parseShort(digits(value, name, "short"));
        }
        throw unsupported(value, name, "short");
    }

    static char toChar(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Character c) {
            return c;
        } else if (value == null) {
            throw new NullPointerException(nullAs(name, "char"));
        }
        throw unsupported(value, name, "char");
    }

    static int toInt(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        } else if (value == null || value instanceof String) {
            return Integer.parseInt(digits(value, name, "int"));
        }
        throw unsupported(value, name, "int");
    }

    static long toLong(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        } else if (value == null || value instanceof String) {
            return Long.parseLong(digits(value, name, "long"));
        }
        throw unsupported(value, name, "long");
    }

    static float toFloat(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Float f) {
            return f;
        } else if (value == null) {
            throw new NullPointerException(nullAs(name, "float"));
        } else if (value instanceof String text) {
            return Float.parseFloat(text);
        }
        throw unsupported(value, name, "float");
    }

    static double toDouble(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        } else if (value == null) {
            throw new NullPointerException(nullAs(name, "double"));
        } else if (value instanceof String text) {
            return Double.parseDouble(text);
        }
        throw unsupported(value, name, "double");
    }

    static @Nullable String toText(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value instanceof byte[]) {
            throw unsupported(value, name, "String");
        }
        return value == null ? null : value.toString();
    }

    /** The array itself, not a copy. */
    static byte @Nullable [] toBytes(@Nullable Object value, @Nullable String name) throws JMSException {
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw unsupported(value, name, "byte[]");
    }

    /** A copy that shares nothing mutable with the value: byte arrays are cloned, all else is immutable. */
    static @Nullable Object copy(@Nullable Object value) {
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    private static String digits(@Nullable Object value, @Nullable String name, String target) {
        if (value == null) {
            throw new NumberFormatException(nullAs(name, target));
        }
        return (String) value;
    }

    private static String nullAs(@Nullable String name, String target) {
        return "'%s' is not set or null and cannot be read as %s".formatted(name, target);
    }

    private static JMSException unsupported(Object value, @Nullable String name, String target) {
        return JmsErrors.messageFormat(
                "'%s' holds a %s, which cannot be read as %s; read it as its own type or as a wider one"
                        .formatted(name, value.getClass().getSimpleName(), target),
                null);
    }
}
