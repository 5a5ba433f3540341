package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects into bytes and back: the one user of Java serialization.
 *
 * <p>Threading: stateless.
 */
final class JavaSerializer {
    private JavaSerializer() {}

    /** A MessageFormatException, naming the class, for what cannot be serialized. */
    static Bytes serialize(Serializable object) throws JMSException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw JmsErrors.messageFormat(
                    "Cannot serialize an object of class %s: %s"
                            .formatted(object.getClass().getName(), e),
                    e);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** A MessageFormatException for bytes that are damaged, and for classes that are missing or not trusted. */
    static Serializable deserialize(Bytes bytes, Trust trust) throws JMSException {
        TrustFilter filter = new TrustFilter(trust, bytes.length());
        InputStream content = new ByteArrayInputStream(bytes.toArray());
        try (ObjectInputStream in = new LoaderAwareInput(content)) {
            in.setObjectInputFilter(ObjectInputFilter.merge(filter, ObjectInputFilter.Config.getSerialFilter()));
            return (Serializable) in.readObject();
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

    /** Finds classes through the thread's context class loader, then PersistQ's own. */
    private static final class LoaderAwareInput extends ObjectInputStream {
        LoaderAwareInput(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> found = find(description.getName(), Thread.currentThread().getContextClassLoader());
            if (found == null) {
                found = find(description.getName(), JavaSerializer.class.getClassLoader());
            }
            // Covers the primitive types, which no loader finds by name.
            return found == null ? super.resolveClass(description) : found;
        }

        private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
            try {
                return loader == null ? null : Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                return null;
            }
        }
    }
}
