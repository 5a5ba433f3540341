package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.JavaSerializer;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an ObjectMessage, with errors as Jakarta Messaging has them.
 *
 * <p>Threading: stateless.
 */
final class ObjectBody {
    private ObjectBody() {}

    /** A MessageFormatException, naming the class, for what cannot be serialized. */
    static Bytes serialize(Serializable object) throws JMSException {
        try {
            return JavaSerializer.serialize(object);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw JmsErrors.messageFormat(
                    "Cannot serialize an object of class %s: %s"
                            .formatted(object.getClass().getName(), e),
                    e);
        }
    }

    /** A MessageFormatException for bytes that are damaged, and for classes that are missing or not trusted. */
    static @Nullable Serializable deserialize(Bytes bytes, Trust trust) throws JMSException {
        TrustFilter filter = new TrustFilter(trust, bytes.length());
        try {
            return (Serializable) JavaSerializer.deserialize(bytes, filter);
        } catch (ClassNotFoundException e) {
            throw JmsErrors.messageFormat(
                    "The class %s of an ObjectMessage was found neither by the thread's context class loader nor by PersistQ's; add it to the class path"
                            .formatted(e.getMessage()),
                    e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            String rejection = filter.rejection();
            throw JmsErrors.messageFormat(
                    rejection == null ? "The object of an ObjectMessage cannot be deserialized: " + e : rejection, e);
        }
    }
}
