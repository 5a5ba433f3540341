package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.WireReader;
import io.github.persistq.internal.head.WireWriter;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body is a sequence of primitive values, written first and then read in order. Stored as a varint count,
 * then a value per element.
 *
 * <p>A read that throws leaves the cursor where it was.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsStreamMessage extends JmsMessage implements StreamMessage {
    private static final int BYTES_PER_ELEMENT = 12;
    private static final int NOT_IN_ARRAY = -1;

    private final List<@Nullable Object> elements = new ArrayList<>();
    private int cursor;
    /** How much of the byte array under the cursor was read by {@link #readBytes}, or {@link #NOT_IN_ARRAY}. */
    private int arrayOffset = NOT_IN_ARRAY;

    JmsStreamMessage() {}

    static JmsMessage decode(Bytes body) {
        JmsStreamMessage message = new JmsStreamMessage();
        WireReader in = new WireReader(body);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            message.elements.add(in.value());
        }
        in.end();
        return message;
    }

    @Override
    public void reset() {
        setBodyReadOnly(true);
        cursor = 0;
        arrayOffset = NOT_IN_ARRAY;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return advance(Conversions.toBoolean(next(), place()));
    }

    @Override
    public byte readByte() throws JMSException {
        return advance(Conversions.toByte(next(), place()));
    }

    @Override
    public short readShort() throws JMSException {
        return advance(Conversions.toShort(next(), place()));
    }

    @Override
    public char readChar() throws JMSException {
        return advance(Conversions.toChar(next(), place()));
    }

    @Override
    public int readInt() throws JMSException {
        return advance(Conversions.toInt(next(), place()));
    }

    @Override
    public long readLong() throws JMSException {
        return advance(Conversions.toLong(next(), place()));
    }

    @Override
    public float readFloat() throws JMSException {
        return advance(Conversions.toFloat(next(), place()));
    }

    @Override
    public double readDouble() throws JMSException {
        return advance(Conversions.toDouble(next(), place()));
    }

    @Override
    public @Nullable String readString() throws JMSException {
        return advance(Conversions.toText(next(), place()));
    }

    @Override
    public @Nullable Object readObject() throws JMSException {
        return advance(Conversions.copy(next()));
    }

    /**
     * Reads the next part of a byte array element. The element ends with a result that is less than the length of the
     * target, or -1; a null element gives -1 at once.
     */
    @Override
    public int readBytes(byte[] target) throws JMSException {
        checkReadable();
        byte[] element = Conversions.toBytes(current(), place());
        if (element == null) {
            return advance(-1);
        }
        int from = Math.max(arrayOffset, 0);
        if (arrayOffset != NOT_IN_ARRAY && from == element.length) {
            return advance(-1);
        }
        int count = Math.min(target.length, element.length - from);
        System.arraycopy(element, from, target, 0, count);
        arrayOffset = from + count;
        return count < target.length ? advance(count) : count;
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        add(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        add(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        add(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        add(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        add(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        add(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        add(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        add(value);
    }

    @Override
    public void writeString(@Nullable String value) throws JMSException {
        add(value);
    }

    @Override
    public void writeBytes(byte @Nullable [] value) throws JMSException {
        add(Conversions.copy(value));
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        add(BodyValues.slice(value, offset, length));
    }

    @Override
    public void writeObject(@Nullable Object value) throws JMSException {
        BodyValues.check(value, "stream element " + elements.size());
        add(Conversions.copy(value));
    }

    private void add(@Nullable Object value) throws JMSException {
        checkBodyWriteable();
        elements.add(value);
    }

    private @Nullable Object next() throws JMSException {
        checkReadable();
        if (arrayOffset != NOT_IN_ARRAY) {
            throw JmsErrors.messageFormat(
                    "Stream element %d is a byte[] of which only a part was read; call readBytes until it returns -1 or less than asked"
                            .formatted(cursor),
                    null);
        }
        return current();
    }

    private @Nullable Object current() throws JMSException {
        if (cursor == elements.size()) {
            throw JmsErrors.messageEof("All %d elements of the stream have been read".formatted(cursor));
        }
        return elements.get(cursor);
    }

    private <T extends @Nullable Object> T advance(T result) {
        cursor++;
        arrayOffset = NOT_IN_ARRAY;
        return result;
    }

    private void checkReadable() throws JMSException {
        if (!isBodyReadOnly()) {
            throw JmsErrors.notReadable("The stream is being written; call reset() before reading it");
        }
    }

    private String place() {
        return "stream element " + cursor;
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.STREAM;
    }

    @Override
    Bytes encodeBody() {
        WireWriter out = new WireWriter(BYTES_PER_ELEMENT * elements.size());
        out.varint(elements.size());
        for (Object element : elements) {
            out.value(element);
        }
        return out.toBytes();
    }

    @Override
    void clearContent() {
        elements.clear();
        cursor = 0;
        arrayOffset = NOT_IN_ARRAY;
    }

    /** True even when empty, so that {@link #getBody} always fails, as it must for streams. */
    @Override
    boolean hasBody() {
        return true;
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) {
        return false;
    }

    @Override
    @Nullable
    Object bodyCopy() {
        return null;
    }
}
