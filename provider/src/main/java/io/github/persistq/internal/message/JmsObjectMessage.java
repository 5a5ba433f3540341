package io.github.persistq.internal.message;

import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body is a serializable object or null. Stored in Java's serialized form, or as no bytes for null.
 *
 * <p>The object is serialized when it is set and deserialized each time it is read, so neither side sees the other's
 * changes. What was received is read through the filter of its {@link Trust}.
 *
 * <p>Threading: one thread at a time.
 */
public final class JmsObjectMessage extends JmsMessage implements ObjectMessage {
    private final Trust trust;
    private Bytes serialized = Bytes.EMPTY;
    /** Whether this application set the object: then there is nothing to protect it from. */
    private boolean own;

    JmsObjectMessage(Trust trust) {
        this.trust = trust;
    }

    static JmsMessage decode(Bytes body, Trust trust) {
        JmsObjectMessage message = new JmsObjectMessage(trust);
        message.serialized = body;
        return message;
    }

    @Override
    public void setObject(@Nullable Serializable object) throws JMSException {
        checkBodyWriteable();
        serialized = object == null ? Bytes.EMPTY : ObjectBody.serialize(object);
        own = true;
    }

    @Override
    public @Nullable Serializable getObject() throws JMSException {
        return serialized.length() == 0 ? null : ObjectBody.deserialize(serialized, own ? Trust.ALL : trust);
    }

    @Override
    public <T> @Nullable T getBody(Class<T> bodyType) throws JMSException {
        Serializable object = getObject();
        if (object != null && !bodyType.isInstance(object)) {
            throw wrongBodyType(bodyType);
        }
        return bodyType.cast(object);
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.OBJECT;
    }

    @Override
    Bytes encodeBody() {
        return serialized;
    }

    @Override
    void clearContent() {
        serialized = Bytes.EMPTY;
    }

    @Override
    boolean hasBody() {
        return serialized.length() > 0;
    }

    @Override
    boolean acceptsBodyType(Class<?> bodyType) throws JMSException {
        return bodyType.isInstance(getObject());
    }

    @Override
    @Nullable
    Object bodyCopy() throws JMSException {
        return getObject();
    }
}
