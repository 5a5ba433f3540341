package io.github.persistq.internal.head;

import io.github.persistq.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the elements that heads and bodies are made of, little-endian, into a buffer that grows.
 *
 * <pre>
 * varint   1 to 5 bytes, 7 bits each, lowest first, high bit set on all but the last; never negative
 * string   | varint: bytes * 2 + form | bytes |     form 0: UTF-8; form 1: UTF-16LE, for text with lone surrogates
 * bytes    | varint: bytes | bytes |
 * value    | u8 type | content |                    see {@link ValueType}
 * </pre>
 *
 * <p>Threading: one thread at a time.
 */
public final class WireWriter {

    private byte[] buffer;
    private int size;

    public WireWriter(int initialCapacity) {
        buffer = new byte[Math.max(16, initialCapacity)];
    }

    /** What was written; the writer must not be used afterwards. */
    public Bytes toBytes() {
        return Bytes.wrap(buffer, 0, size);
    }

    public void u8(int value) {
        int at = reserve(1);
        buffer[at] = (byte) value;
    }

    public void i16(short value) {
        number(value, Short.BYTES);
    }

    public void i32(int value) {
        number(value, Integer.BYTES);
    }

    public void i64(long value) {
        number(value, Long.BYTES);
    }

    private void number(long value, int bytes) {
        int at = reserve(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /** Writes a number that is not negative. */
    public void varint(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("A varint is not negative: " + value);
        }
        int rest = value;
        while (rest > 0x7F) {
            u8((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        u8(rest);
    }

    /** Writes any Java string so that it is read back the same, lone surrogates included. */
    public void string(String text) {
        byte[] encoded;
        int form = 0;
        if (hasLoneSurrogate(text)) {
            encoded = utf16(text);
            form = 1;
        } else {
            encoded = text.getBytes(StandardCharsets.UTF_8);
        }
        if (encoded.length > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("A string of " + encoded.length
                    + " encoded bytes is too long; the limit is " + Integer.MAX_VALUE / 2);
        }
        varint(encoded.length * 2 + form);
        raw(encoded);
    }

    public void bytes(byte[] content) {
        varint(content.length);
        raw(content);
    }

    public void bytes(Bytes content) {
        varint(content.length());
        raw(content.toArray());
    }

    /** Writes a value with its type: null, a boxed primitive, a String or a byte array. */
    public void value(@Nullable Object value) {
        ValueType type = ValueType.of(value);
        u8(type.code());
        type.write(this, value);
    }

    void raw(byte[] content) {
        int at = reserve(content.length);
        System.arraycopy(content, 0, buffer, at, content.length);
    }

    private int reserve(int bytes) {
        int at = size;
        int needed = Math.addExact(size, bytes);
        if (needed > buffer.length) {
            long doubled = Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
            buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
        }
        size = needed;
        return at;
    }

    private static byte[] utf16(String text) {
        byte[] encoded = new byte[Math.multiplyExact(text.length(), 2)];
        for (int i = 0; i < text.length(); i++) {
            encoded[2 * i] = (byte) text.charAt(i);
            encoded[2 * i + 1] = (byte) (text.charAt(i) >> 8);
        }
        return encoded;
    }

    private static boolean hasLoneSurrogate(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
