package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.spi.Bytes;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A message whose body is bytes, written first and then read in order; multi-byte values are big-endian, as those of
 * {@link java.io.DataOutput}. Stored as it is.
 *
 * <p>A read that throws leaves the cursor where it was.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsBytesMessage extends JmsMessage implements BytesMessage {
    private static final int INITIAL_CAPACITY = 64;
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    /** The content while the body is writeable; replaced by a larger one as needed. */
    private ByteBuffer out = ByteBuffer.allocate(0);

    /** The content while the body is read-only. */
    private Bytes content = Bytes.EMPTY;

    /** The unread rest of {@link #content}. */
    private ByteBuffer in = content.asBuffer();

    JmsBytesMessage() {}

    static JmsMessage decode(Bytes body) {
        JmsBytesMessage message = new JmsBytesMessage();
        message.content = body;
        message.in = body.asBuffer();
        return message;
    }

    @Override
    public void reset() {
        if (!isBodyReadOnly()) {
            content = written();
            out = ByteBuffer.allocate(0);
            setBodyReadOnly(true);
        }
        in = content.asBuffer();
    }

    @Override
    public long getBodyLength() throws JMSException {
        checkReadable();
        return content.length();
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return readable(Byte.BYTES).get() != 0;
    }

    @Override
    public byte readByte() throws JMSException {
        return readable(Byte.BYTES).get();
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return Byte.toUnsignedInt(readable(Byte.BYTES).get());
    }

    @Override
    public short readShort() throws JMSException {
        return readable(Short.BYTES).getShort();
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return Short.toUnsignedInt(readable(Short.BYTES).getShort());
    }

    @Override
    public char readChar() throws JMSException {
        return readable(Character.BYTES).getChar();
    }

    @Override
    public int readInt() throws JMSException {
        return readable(Integer.BYTES).getInt();
    }

    @Override
    public long readLong() throws JMSException {
        return readable(Long.BYTES).getLong();
    }

    @Override
    public float readFloat() throws JMSException {
        return readable(Float.BYTES).getFloat();
    }

    @Override
    public double readDouble() throws JMSException {
        return readable(Double.BYTES).getDouble();
    }

    @Override
    public String readUTF() throws JMSException {
        int length = Short.toUnsignedInt(readable(Short.BYTES).getShort(in.position()));
        readable(Short.BYTES + length);
        byte[] encoded = new byte[Short.BYTES + length];
        in.duplicate().get(encoded);
        try {
            String text = new DataInputStream(new ByteArrayInputStream(encoded)).readUTF();
            in.position(in.position() + encoded.length);
            return text;
        } catch (IOException e) {
            throw JmsErrors.messageFormat(
                    "The bytes at %d are not text in modified UTF-8 as writeUTF writes it".formatted(in.position()), e);
        }
    }

    @Override
    public int readBytes(byte[] target) throws JMSException {
        return readBytes(target, target.length);
    }

    @Override
    public int readBytes(byte[] target, int length) throws JMSException {
        if (length < 0 || length > target.length) {
            throw new IndexOutOfBoundsException(
                    "The length is %d; expected 0 to %d, the length of the array".formatted(length, target.length));
        }
        checkReadable();
        if (!in.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, in.remaining());
        in.get(target, 0, count);
        return count;
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        writeable(Byte.BYTES).put((byte) (value ? 1 : 0));
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        writeable(Byte.BYTES).put(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        writeable(Short.BYTES).putShort(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        writeable(Character.BYTES).putChar(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        writeable(Integer.BYTES).putInt(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        writeable(Long.BYTES).putLong(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        writeable(Float.BYTES).putFloat(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        writeable(Double.BYTES).putDouble(value);
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        Objects.requireNonNull(value, "writeUTF needs a String; it is null");
        checkBodyWriteable();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(value.length() + Short.BYTES);
        try {
            new DataOutputStream(encoded).writeUTF(value);
        } catch (IOException e) {
            throw JmsErrors.messageFormat(
                    "writeUTF takes text of up to 65535 encoded bytes; this one has %d characters; use a TextMessage, or writeBytes"
                            .formatted(value.length()),
                    e);
        }
        writeable(encoded.size()).put(encoded.toByteArray());
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        writeable(value.length).put(value);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        Objects.checkFromIndexSize(offset, length, value.length);
        writeable(length).put(value, offset, length);
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        Objects.requireNonNull(value, "A BytesMessage cannot hold null");
        checkBodyWriteable();
        if (value instanceof byte[] bytes) {
            writeBytes(bytes);
        } else if (value instanceof String text) {
            writeUTF(text);
        } else if (value instanceof Boolean b) {
            writeBoolean(b);
        } else if (value instanceof Byte b) {
            writeByte(b);
        } else if (value instanceof Short s) {
            writeShort(s);
        } else if (value instanceof Character c) {
            writeChar(c);
        } else if (value instanceof Integer i) {
            writeInt(i);
        } else if (value instanceof Long l) {
            writeLong(l);
        } else if (value instanceof Float f) {
            writeFloat(f);
        } else if (value instanceof Double d) {
            writeDouble(d);
        } else {
            throw JmsErrors.messageFormat(
                    "Cannot write a %s to a BytesMessage; expected a boxed primitive, a String or a byte[]"
                            .formatted(value.getClass().getName()),
                    null);
        }
    }

    private ByteBuffer readable(int bytes) throws JMSException {
        checkReadable();
        if (in.remaining() < bytes) {
            throw JmsErrors.messageEof("Cannot read %d bytes at %d: the body has %d bytes"
                    .formatted(bytes, in.position(), content.length()));
        }
        return in;
    }

    private void checkReadable() throws JMSException {
        if (!isBodyReadOnly()) {
            throw JmsErrors.notReadable("The bytes are being written; call reset() before reading them");
        }
    }

    private ByteBuffer writeable(int bytes) throws JMSException {
        checkBodyWriteable();
        if (out.remaining() < bytes) {
            long needed = (long) out.position() + bytes;
            if (needed > MAX_LENGTH) {
                throw JmsErrors.failure(
                        "The body would have %d bytes; the limit is %d".formatted(needed, MAX_LENGTH), null);
            }
            long capacity = Math.max(Math.max(needed, INITIAL_CAPACITY), Math.min(2L * out.capacity(), MAX_LENGTH));
            out = ByteBuffer.allocate((int) capacity).put(out.flip());
        }
        return out;
    }

    private Bytes written() {
        return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.BYTES;
    }

    @Override
    Bytes encodeBody() {
        return isBodyReadOnly() ? content : written();
    }

    @Override
    void clearContent() {
        out = ByteBuffer.allocate(0);
        content = Bytes.EMPTY;
        in = content.asBuffer();
    }

    @Override
    boolean hasBody() {
        return isBodyReadOnly() ? content.length() > 0 : out.position() > 0;
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) {
        return bodyType.isAssignableFrom(byte[].class);
    }

    /** Resets the message, as {@link #getBody} is to do before and after. */
    @Override
    Object bodyCopy() {
        reset();
        return content.toArray();
    }
}
