package io.github.persistq.internal.head;

import io.github.persistq.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireWriter} wrote. Lengths are checked against the bytes that are there before anything is allocated;
 * whatever does not fit is a {@link MalformedMessageException} that names the offset.
 *
 * <p>Threading: one thread at a time.
 */
public final class WireReader {
    private static final char REPLACEMENT = '\uFFFD';

    private final ByteBuffer in;

    public WireReader(Bytes bytes) {
        in = bytes.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the next element starts. */
    public int offset() {
        return in.position();
    }

    public int u8() {
        need(1);
        return in.get() & 0xFF;
    }

    public short i16() {
        need(Short.BYTES);
        return in.getShort();
    }

    public int i32() {
        need(Integer.BYTES);
        return in.getInt();
    }

    public long i64() {
        need(Long.BYTES);
        return in.getLong();
    }

    public int varint() {
        int start = offset();
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = u8();
            if (shift == 28 && next > 0x07) {
                break;
            }
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedMessageException(
                "The number at %d is longer than 31 bits; the message is damaged".formatted(start));
    }

    /** A count of elements that take at least one byte each. */
    public int count() {
        int start = offset();
        int count = varint();
        if (count > in.remaining()) {
            throw new MalformedMessageException(
                    "The count at %d is %d, but only %d bytes follow; the message is damaged or cut short"
                            .formatted(start, count, in.remaining()));
        }
        return count;
    }

    public String string() {
        int start = offset();
        int prefix = varint();
        byte[] encoded = raw(prefix >>> 1);
        if ((prefix & 1) == 1) {
            return utf16(encoded, start);
        }
        String text = new String(encoded, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            // Damaged bytes decode to the replacement character, which may as well be part of the text.
            checkUtf8(encoded, start);
        }
        return text;
    }

    public byte[] bytes() {
        return raw(varint());
    }

    /** A value with its type. */
    public @Nullable Object value() {
        int start = offset();
        return ValueType.at(u8(), start).read(this);
    }

    /** Checks that everything was read. */
    public void end() {
        if (in.hasRemaining()) {
            throw new MalformedMessageException(
                    "%d bytes follow the end at %d; the message is damaged".formatted(in.remaining(), offset()));
        }
    }

    private byte[] raw(int length) {
        need(length);
        byte[] content = new byte[length];
        in.get(content);
        return content;
    }

    private void need(int bytes) {
        if (bytes > in.remaining()) {
            throw new MalformedMessageException(
                    "The element at %d takes %d bytes, but only %d are left; the message is damaged or cut short"
                            .formatted(offset(), bytes, in.remaining()));
        }
    }

    private static String utf16(byte[] encoded, int start) {
        if (encoded.length % 2 != 0) {
            throw new MalformedMessageException(
                    "The UTF-16 text at %d has an odd number of bytes; the message is damaged".formatted(start));
        }
        CharBuffer chars =
                ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer();
        return chars.toString();
    }

    private static void checkUtf8(byte[] encoded, int start) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded));
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException(
                    "The text at %d is not valid UTF-8; the message is damaged".formatted(start), e);
        }
    }
}
