package io.github.persistq.internal.queue;

import io.github.persistq.Serializer;
import io.github.persistq.internal.head.JavaSerializer;
import io.github.persistq.spi.Bytes;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the serializers of {@link io.github.persistq.Serializers}. Classes of Jackson are touched by {@link JacksonSerializer}
 * alone: the jars need not be there.
 *
 * <p>Threading: stateless.
 */
public final class BuiltInSerializers {
    private BuiltInSerializers() {}

    public static Serializer<byte[]> bytes() {
        return new RawBytes();
    }

    public static Serializer<String> utf8() {
        return new Utf8();
    }

    public static <T> Serializer<T> json(Type type) {
        return jackson("json", "com.fasterxml.jackson.core:jackson-databind", () -> JacksonSerializer.json(type));
    }

    public static <T> Serializer<T> messagePack(Type type) {
        return jackson(
                "messagepack", "org.msgpack:jackson-dataformat-msgpack", () -> JacksonSerializer.messagePack(type));
    }

    public static <T> Serializer<T> cbor(Type type) {
        return jackson(
                "cbor", "com.fasterxml.jackson.dataformat:jackson-dataformat-cbor", () -> JacksonSerializer.cbor(type));
    }

    private static <T> Serializer<T> jackson(String id, String artifact, Supplier<Serializer<T>> maker) {
        try {
            return maker.get();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "The serializer '%s' needs %s, which is not on the class path (%s is missing); add it"
                            .formatted(id, artifact, e.getMessage()),
                    e);
        }
    }

    public static <T extends Serializable> Serializer<T> java(Class<T> type, ObjectInputFilter filter) {
        return new JavaObjects<>(type, filter);
    }

    private static final class RawBytes implements Serializer<byte[]> {
        @Override
        public String id() {
            return "bytes";
        }

        @Override
        public Kind kind() {
            return Kind.BYTES;
        }

        @Override
        public byte[] toBytes(byte[] item) {
            return item;
        }

        @Override
        public byte[] fromBytes(byte[] bytes) {
            return bytes;
        }
    }

    private static final class Utf8 implements Serializer<String> {
        @Override
        public String id() {
            return "utf8";
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public byte[] toBytes(String item) {
            return StrictUtf8.encode(item);
        }

        @Override
        public String fromBytes(byte[] bytes) {
            return StrictUtf8.decode(bytes);
        }
    }

    private record JavaObjects<T extends Serializable>(Class<T> type, ObjectInputFilter filter)
            implements Serializer<T> {
        @Override
        public String id() {
            return "java";
        }

        @Override
        public Kind kind() {
            return Kind.OBJECT;
        }

        @Override
        public byte[] toBytes(T item) {
            try {
                return JavaSerializer.serialize(item).toArray();
            } catch (IOException | StackOverflowError e) {
                throw new IllegalArgumentException(
                        "An object of %s cannot be serialized: %s".formatted(item.getClass(), e), e);
            }
        }

        @Override
        public T fromBytes(byte[] bytes) {
            Object read = read(bytes);
            if (!type.isInstance(read)) {
                throw new IllegalArgumentException("The object is a %s; expected %s"
                        .formatted(read == null ? "null" : read.getClass().getName(), type.getName()));
            }
            return type.cast(read);
        }

        private @Nullable Object read(byte[] bytes) {
            try {
                return JavaSerializer.deserialize(Bytes.wrap(bytes), filter);
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalArgumentException("The object cannot be read: " + e, e);
            }
        }
    }
}
