package io.github.persistq.internal.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.github.persistq.Serializer;
import java.io.IOException;
import java.lang.reflect.Type;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/**
 * A serializer that has Jackson do the work.
 *
 * <p>Threading: thread-safe: the mapper is not changed once it is made.
 */
final class JacksonSerializer<T> implements Serializer<T> {
    private final String id;
    private final Kind kind;
    private final ObjectMapper mapper;
    private final JavaType type;

    private JacksonSerializer(String id, Kind kind, ObjectMapper mapper, Type type) {
        this.id = id;
        this.kind = kind;
        this.mapper = mapper;
        this.type = mapper.constructType(type);
    }

    static <T> Serializer<T> json(Type type) {
        return new JacksonSerializer<>("json", Kind.TEXT, configured(Json.mapper()), type);
    }

    static <T> Serializer<T> messagePack(Type type) {
        return new JacksonSerializer<>("messagepack", Kind.BYTES, configured(MessagePack.mapper()), type);
    }

    static <T> Serializer<T> cbor(Type type) {
        return new JacksonSerializer<>("cbor", Kind.BYTES, configured(Cbor.mapper()), type);
    }

    private static ObjectMapper configured(ObjectMapper mapper) {
        mapper.findAndRegisterModules();
        mapper.configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
        mapper.configure(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, false);
        mapper.configure(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS, false);
        mapper.configure(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE, false);
        return mapper;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public byte[] toBytes(T item) {
        try {
            return mapper.writerFor(type).writeValueAsBytes(item);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "An item of %s cannot be written as %s: %s".formatted(item.getClass(), id, e.getMessage()), e);
        }
    }

    @Override
    public T fromBytes(byte[] bytes) {
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new IllegalArgumentException("The bytes are no %s of %s: %s".formatted(id, type, e.getMessage()), e);
        }
    }

    // One class for each format, so that none needs the jars of the others.

    private static final class Json {
        static ObjectMapper mapper() {
            return new JsonMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        }
    }

    private static final class MessagePack {
        /** Its parser does not look for trailing tokens: it takes the end of the bytes for an error. */
        static ObjectMapper mapper() {
            return new MessagePackMapper();
        }
    }

    private static final class Cbor {
        static ObjectMapper mapper() {
            return new CBORMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        }
    }
}
