package io.github.persistq.internal.message;

import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.WireReader;
import io.github.persistq.internal.head.WireWriter;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body maps names to primitive values. Stored as a varint count, then a string and a value per entry.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsMapMessage extends JmsMessage implements MapMessage {
    private static final int BYTES_PER_ENTRY = 24;

    private final Map<String, @Nullable Object> entries = new LinkedHashMap<>();

    JmsMapMessage() {}

    static JmsMessage decode(Bytes body) {
        JmsMapMessage message = new JmsMapMessage();
        WireReader in = new WireReader(body);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            message.entries.put(in.string(), in.value());
        }
        in.end();
        return message;
    }

    @Override
    public boolean getBoolean(@Nullable String name) throws JMSException {
        return Conversions.toBoolean(entries.get(name), name);
    }

    @Override
    public byte getByte(@Nullable String name) throws JMSException {
        return Conversions.toByte(entries.get(name), name);
    }

    @Override
    public short getShort(@Nullable String name) throws JMSException {
        return Conversions.toShort(entries.get(name), name);
    }

    @Override
    public char getChar(@Nullable String name) throws JMSException {
        return Conversions.toChar(entries.get(name), name);
    }

    @Override
    public int getInt(@Nullable String name) throws JMSException {
        return Conversions.toInt(entries.get(name), name);
    }

    @Override
    public long getLong(@Nullable String name) throws JMSException {
        return Conversions.toLong(entries.get(name), name);
    }

    @Override
    public float getFloat(@Nullable String name) throws JMSException {
        return Conversions.toFloat(entries.get(name), name);
    }

    @Override
    public double getDouble(@Nullable String name) throws JMSException {
        return Conversions.toDouble(entries.get(name), name);
    }

    @Override
    public @Nullable String getString(@Nullable String name) throws JMSException {
        return Conversions.toText(entries.get(name), name);
    }

    @Override
    public byte @Nullable [] getBytes(@Nullable String name) throws JMSException {
        byte[] bytes = Conversions.toBytes(entries.get(name), name);
        return bytes == null ? null : bytes.clone();
    }

    @Override
    public @Nullable Object getObject(@Nullable String name) {
        return Conversions.copy(entries.get(name));
    }

    @Override
    public Enumeration<String> getMapNames() {
        return Collections.enumeration(new ArrayList<>(entries.keySet()));
    }

    @Override
    public boolean itemExists(@Nullable String name) {
        return entries.containsKey(name);
    }

    @Override
    public void setBoolean(@Nullable String name, boolean value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setByte(@Nullable String name, byte value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setShort(@Nullable String name, short value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setChar(@Nullable String name, char value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setInt(@Nullable String name, int value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setLong(@Nullable String name, long value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setFloat(@Nullable String name, float value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setDouble(@Nullable String name, double value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setString(@Nullable String name, @Nullable String value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setBytes(@Nullable String name, byte @Nullable [] value) throws JMSException {
        put(name, Conversions.copy(value));
    }

    @Override
    public void setBytes(@Nullable String name, byte[] value, int offset, int length) throws JMSException {
        put(name, BodyValues.slice(value, offset, length));
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value) throws JMSException {
        BodyValues.check(value, name);
        put(name, Conversions.copy(value));
    }

    private void put(@Nullable String name, @Nullable Object value) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("A map entry needs a name; it is " + (name == null ? "null" : "empty"));
        }
        checkBodyWriteable();
        entries.put(name, value);
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.MAP;
    }

    @Override
    Bytes encodeBody() {
        WireWriter out = new WireWriter(BYTES_PER_ENTRY * entries.size());
        out.varint(entries.size());
        entries.forEach((name, value) -> {
            out.string(name);
            out.value(value);
        });
        return out.toBytes();
    }

    @Override
    void clearContent() {
        entries.clear();
    }

    @Override
    boolean hasBody() {
        return !entries.isEmpty();
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) {
        return bodyType.isAssignableFrom(Map.class);
    }

    @Override
    Object bodyCopy() {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        entries.forEach((name, value) -> copy.put(name, Conversions.copy(value)));
        return copy;
    }
}
