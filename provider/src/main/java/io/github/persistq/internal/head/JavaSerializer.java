package io.github.persistq.internal.head;

import io.github.persistq.spi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects into bytes and back: the one user of Java serialization.
 *
 * <p>Threading: stateless.
 */
public final class JavaSerializer {
    private JavaSerializer() {}

    /** The object's stream; fails as {@link ObjectOutputStream} does. */
    public static Bytes serialize(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /** The stream's object, if the filter and that of the process allow it; fails as {@link ObjectInputStream} does. */
    public static @Nullable Object deserialize(Bytes bytes, ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        InputStream content = new ByteArrayInputStream(bytes.toArray());
        try (ObjectInputStream in = new LoaderAwareInput(content)) {
            in.setObjectInputFilter(ObjectInputFilter.merge(filter, ObjectInputFilter.Config.getSerialFilter()));
            return in.readObject();
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
