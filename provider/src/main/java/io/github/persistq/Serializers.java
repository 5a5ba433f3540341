package io.github.persistq;

import io.github.persistq.internal.queue.BuiltInSerializers;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.reflect.Type;

/**
 * The serializers that are there.
 *
 * <p>JSON, MessagePack and CBOR are written and read by Jackson, which the program adds: the error of a missing jar names it. Maps
 * are written with their keys in order, so that equal items have equal bytes; modules on the class path are used, for example
 * {@code jackson-datatype-jsr310} for java.time, whose times are written as ISO 8601 text. What the class does not know is an
 * error, so that nothing is lost silently.
 *
 * <p>Threading: thread-safe, as all that it returns.
 */
public final class Serializers {
    private Serializers() {}

    /** Byte arrays as they are; a BytesMessage for JMS. Id {@code bytes}. */
    public static Serializer<byte[]> bytes() {
        return BuiltInSerializers.bytes();
    }

    /** Text; a TextMessage for JMS. Id {@code utf8}. Text with lone surrogates is refused. */
    public static Serializer<String> utf8() {
        return BuiltInSerializers.utf8();
    }

    /**
     * JSON; a TextMessage for JMS. Id {@code json}. Needs {@code com.fasterxml.jackson.core:jackson-databind}.
     *
     * @throws IllegalStateException if a jar is missing: the text names it
     */
    public static <T> Serializer<T> json(Class<T> type) {
        return BuiltInSerializers.json(type);
    }

    /** As {@link #json(Class)}, for a type with parameters; Jackson's {@code TypeReference.getType()} makes one. */
    public static <T> Serializer<T> json(Type type) {
        return BuiltInSerializers.json(type);
    }

    /**
     * MessagePack; a BytesMessage for JMS. Id {@code messagepack}. Needs {@code org.msgpack:jackson-dataformat-msgpack}.
     *
     * @throws IllegalStateException if a jar is missing: the text names it
     */
    public static <T> Serializer<T> messagePack(Class<T> type) {
        return BuiltInSerializers.messagePack(type);
    }

    /** As {@link #messagePack(Class)}, for a type with parameters. */
    public static <T> Serializer<T> messagePack(Type type) {
        return BuiltInSerializers.messagePack(type);
    }

    /**
     * CBOR; a BytesMessage for JMS. Id {@code cbor}. Needs {@code com.fasterxml.jackson.dataformat:jackson-dataformat-cbor}.
     *
     * @throws IllegalStateException if a jar is missing: the text names it
     */
    public static <T> Serializer<T> cbor(Class<T> type) {
        return BuiltInSerializers.cbor(type);
    }

    /** As {@link #cbor(Class)}, for a type with parameters. */
    public static <T> Serializer<T> cbor(Type type) {
        return BuiltInSerializers.cbor(type);
    }

    /**
     * Java serialization; an ObjectMessage for JMS. Id {@code java}.
     *
     * @param type what items are
     * @param filter decides which classes are made when an item is read; one that allows everything is a danger wherever others
     *     can write to the store. {@code ObjectInputFilter.Config.createFilter("com.acme.**;java.base/*;!*")} makes one
     */
    public static <T extends Serializable> Serializer<T> java(Class<T> type, ObjectInputFilter filter) {
        return BuiltInSerializers.java(type, filter);
    }
}
