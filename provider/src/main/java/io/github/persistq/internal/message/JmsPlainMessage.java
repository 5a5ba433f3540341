package io.github.persistq.internal.message;

import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A message without a body.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsPlainMessage extends JmsMessage {
    JmsPlainMessage() {}

    static JmsMessage decode() {
        return new JmsPlainMessage();
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.NONE;
    }

    @Override
    Bytes encodeBody() {
        return Bytes.EMPTY;
    }

    @Override
    void clearContent() {}

    @Override
    boolean hasBody() {
        return false;
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) {
        return true;
    }

    @Override
    @Nullable
    Object bodyCopy() {
        return null;
    }
}
