package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.StreamMessage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of a conversion table of the specification: a value, and the ways to read it.
 *
 * <p>The columns are named as in the tables: {@code boolean}, {@code byte}, ..., {@code String}, {@code byte[]}.
 */
final class Conversions {
    /** A read of the value as one column's type. */
    interface Reading {
        Object read() throws JMSException;
    }

    private final Map<String, Reading> columns = new LinkedHashMap<>();

    private Conversions() {}

    /** The columns of table 3-2. */
    static Conversions ofProperty(Message message, String name) {
        return new Conversions()
                .column("boolean", () -> message.getBooleanProperty(name))
                .column("byte", () -> message.getByteProperty(name))
                .column("short", () -> message.getShortProperty(name))
                .column("int", () -> message.getIntProperty(name))
                .column("long", () -> message.getLongProperty(name))
                .column("float", () -> message.getFloatProperty(name))
                .column("double", () -> message.getDoubleProperty(name))
                .column("String", () -> message.getStringProperty(name));
    }

    /** The columns of table 3-7, for an entry of a map. */
    static Conversions ofEntry(MapMessage message, String name) {
        return new Conversions()
                .column("boolean", () -> message.getBoolean(name))
                .column("byte", () -> message.getByte(name))
                .column("short", () -> message.getShort(name))
                .column("char", () -> message.getChar(name))
                .column("int", () -> message.getInt(name))
                .column("long", () -> message.getLong(name))
                .column("float", () -> message.getFloat(name))
                .column("double", () -> message.getDouble(name))
                .column("String", () -> message.getString(name))
                .column("byte[]", () -> message.getBytes(name));
    }

    /** The columns of table 3-7, for the first value of a stream. */
    static Conversions ofFirst(StreamMessage message) {
        return new Conversions()
                .column("boolean", first(message, message::readBoolean))
                .column("byte", first(message, message::readByte))
                .column("short", first(message, message::readShort))
                .column("char", first(message, message::readChar))
                .column("int", first(message, message::readInt))
                .column("long", first(message, message::readLong))
                .column("float", first(message, message::readFloat))
                .column("double", first(message, message::readDouble))
                .column("String", first(message, message::readString))
                .column("byte[]", first(message, () -> bytes(message)));
    }

    private static Reading first(StreamMessage message, Reading reading) {
        return () -> {
            message.reset();
            return reading.read();
        };
    }

    /** All bytes of the value that the stream is at. */
    private static Object bytes(StreamMessage message) throws JMSException {
        byte[] buffer = new byte[64];
        int length = message.readBytes(buffer);
        return Arrays.copyOf(buffer, length);
    }

    private Conversions column(String type, Reading reading) {
        columns.put(type, reading);
        return this;
    }

    /** Holds the row against its marked columns, with what each reads; the others must throw a MessageFormatException. */
    void allow(Map<String, Object> marked) throws JMSException {
        assertThat(columns.keySet()).containsAll(marked.keySet());
        for (Map.Entry<String, Reading> column : columns.entrySet()) {
            Object expected = marked.get(column.getKey());
            if (expected == null) {
                assertThatThrownBy(() -> column.getValue().read(), "read as %s", column.getKey())
                        .isInstanceOf(MessageFormatException.class);
            } else {
                assertThat(column.getValue().read())
                        .as("read as %s", column.getKey())
                        .isEqualTo(expected);
            }
        }
    }

    /** What a column reads. */
    Reading as(String type) {
        Reading reading = columns.get(type);
        if (reading == null) {
            throw new IllegalArgumentException("there is no column " + type + " among " + columns.keySet());
        }
        return reading;
    }
}
