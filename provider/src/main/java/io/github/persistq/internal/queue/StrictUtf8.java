package io.github.persistq.internal.queue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as UTF-8, without replacement characters for what cannot be represented.
 *
 * <p>Threading: stateless.
 */
final class StrictUtf8 {
    private StrictUtf8() {}

    /** The text's bytes; an IllegalArgumentException if it has lone surrogates. */
    static byte[] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The text has a lone surrogate, which UTF-8 does not have; put it as bytes", e);
        }
    }

    /** The bytes' text; an IllegalArgumentException if they are not UTF-8. */
    static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The bytes are not UTF-8", e);
        }
    }
}
