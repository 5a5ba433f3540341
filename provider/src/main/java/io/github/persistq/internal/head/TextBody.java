package io.github.persistq.internal.head;

import io.github.persistq.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a text: one string element of {@link WireWriter}, or no bytes for null.
 *
 * <p>Threading: stateless.
 */
public final class TextBody {
    private TextBody() {}

    public static Bytes encode(@Nullable String text) {
        if (text == null) {
            return Bytes.EMPTY;
        }
        WireWriter out = new WireWriter(text.length() + Integer.BYTES);
        out.string(text);
        return out.toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws MalformedMessageException if the bytes are no such text
     */
    public static @Nullable String decode(Bytes body) {
        if (body.length() == 0) {
            return null;
        }
        WireReader in = new WireReader(body);
        String text = in.string();
        in.end();
        return text;
    }
}
