package io.github.persistq.internal.message;

import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.TextBody;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body is a String or null.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsTextMessage extends JmsMessage implements TextMessage {
    private @Nullable String text;

    JmsTextMessage() {}

    static JmsMessage decode(Bytes body) {
        JmsTextMessage message = new JmsTextMessage();
        message.text = TextBody.decode(body);
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
        return TextBody.encode(text);
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
