package io.github.persistq.internal.message;

import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.WireReader;
import io.github.persistq.internal.head.WireWriter;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body is a String or null. Stored as one string element, or as no bytes for null.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsTextMessage extends JmsMessage implements TextMessage {
    private @Nullable String text;

    JmsTextMessage() {}

    static JmsMessage decode(Bytes body) {
        JmsTextMessage message = new JmsTextMessage();
        if (body.length() > 0) {
            WireReader in = new WireReader(body);
            message.text = in.string();
            in.end();
        }
        return message;
    }

    @Override
    public void setText(@Nullable String value) throws JMSException {
        checkBodyWriteable();
        text = value;
    }

    @Override
    public @Nullable String getText() {
        return text;
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.TEXT;
    }

    @Override
    Bytes encodeBody() {
        if (text == null) {
            return Bytes.EMPTY;
        }
        WireWriter out = new WireWriter(text.length() + Integer.BYTES);
        out.string(text);
        return out.toBytes();
    }

    @Override
    void clearContent() {
        text = null;
    }

    @Override
    boolean hasBody() {
        return text != null;
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) {
        return bodyType.isAssignableFrom(String.class);
    }

    @Override
    @Nullable
    Object bodyCopy() {
        return text;
    }
}
