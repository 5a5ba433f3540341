package io.github.persistq.internal.head;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link MessageHead}. Elements are those of {@link WireWriter}; little-endian.
 *
 * <pre>
 * +------------+-----------+--------------+----------------------------------+--------+
 * | u8 version | u8 flags  | u8 body kind | fields, tags strictly rising ... | u8 0   |
 * +------------+-----------+--------------+----------------------------------+--------+
 *   1            bit 0:      BodyKind's     absent: null, 0, or priority 4     the end
 *                persistent  code
 *
 * field       | u8 tag | content |
 *   1  message id         string          7  type               string
 *   2  timestamp          i64             8  expiration         i64
 *   3  correlation text   string          9  delivery time      i64
 *   4  correlation bytes  bytes          10  priority           i32
 *   5  destination        u8 kind, string; kind 0 queue, 1 topic, 2 temporary queue, 3 temporary topic
 *   6  reply to           u8 kind, string
 *  11  properties         varint count, then count times: string name, value
 * </pre>
 */
final class HeadCodec {
    private static final int VERSION = 1;
    private static final int PERSISTENT = 1;
    private static final int END = 0;
    private static final int MESSAGE_ID = 1;
    private static final int TIMESTAMP = 2;
    private static final int CORRELATION_TEXT = 3;
    private static final int CORRELATION_BYTES = 4;
    private static final int DESTINATION = 5;
    private static final int REPLY_TO = 6;
    private static final int TYPE = 7;
    private static final int EXPIRATION = 8;
    private static final int DELIVERY_TIME = 9;
    private static final int PRIORITY = 10;
    private static final int PROPERTIES = 11;
    private static final int DEFAULT_PRIORITY = 4;
    private static final BodyKind[] BODY_KINDS = BodyKind.values();

    private HeadCodec() {}

    static Bytes encode(MessageHead head) {
        WireWriter out = new WireWriter(160 + 24 * head.properties().size());
        out.u8(VERSION);
        out.u8(head.persistent() ? PERSISTENT : 0);
        out.u8(head.bodyKind().code());
        string(out, MESSAGE_ID, head.messageId());
        number(out, TIMESTAMP, head.timestampMillis());
        string(out, CORRELATION_TEXT, head.correlationId());
        Bytes correlation = head.correlationBytes();
        if (correlation != null) {
            out.u8(CORRELATION_BYTES);
            out.bytes(correlation);
        }
        destination(out, DESTINATION, head.destination());
        destination(out, REPLY_TO, head.replyTo());
        string(out, TYPE, head.type());
        number(out, EXPIRATION, head.expirationMillis());
        number(out, DELIVERY_TIME, head.deliveryTimeMillis());
        if (head.priority() != DEFAULT_PRIORITY) {
            out.u8(PRIORITY);
            out.i32(head.priority());
        }
        properties(out, head.properties());
        out.u8(END);
        return out.toBytes();
    }

    private static void string(WireWriter out, int tag, @Nullable String value) {
        if (value != null) {
            out.u8(tag);
            out.string(value);
        }
    }

    private static void number(WireWriter out, int tag, long value) {
        if (value != 0) {
            out.u8(tag);
            out.i64(value);
        }
    }

    private static void destination(WireWriter out, int tag, @Nullable DestinationRef ref) {
        if (ref != null) {
            out.u8(tag);
            out.u8(code(ref.kind()));
            out.string(ref.name());
        }
    }

    private static void properties(WireWriter out, Map<String, @Nullable Object> properties) {
        if (!properties.isEmpty()) {
            out.u8(PROPERTIES);
            out.varint(properties.size());
            for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
                out.string(property.getKey());
                out.value(property.getValue());
            }
        }
    }

    static MessageHead decode(Bytes bytes) {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedMessageException(
                    "The head has version %d; expected %d; it was written by a newer version, or is damaged"
                            .formatted(version, VERSION));
        }
        int flags = in.u8();
        if ((flags & ~PERSISTENT) != 0) {
            throw new MalformedMessageException(
                    "The head has the flags %d; expected 0 or 1; the message is damaged".formatted(flags));
        }
        MessageHeadBuilder head = MessageHead.builder().persistent(flags == PERSISTENT);
        head.bodyKind(bodyKind(in));
        int previous = 0;
        while (true) {
            int offset = in.offset();
            int tag = in.u8();
            if (tag == END) {
                in.end();
                return head.build();
            }
            if (tag <= previous) {
                throw new MalformedMessageException(
                        "Field %d at %d follows field %d; the message is damaged".formatted(tag, offset, previous));
            }
            field(tag, in, head);
            previous = tag;
        }
    }

    private static void field(int tag, WireReader in, MessageHeadBuilder head) {
        switch (tag) {
            case MESSAGE_ID -> head.messageId(in.string());
            case TIMESTAMP -> head.timestampMillis(in.i64());
            case CORRELATION_TEXT -> head.correlationId(in.string());
            case CORRELATION_BYTES -> head.correlationBytes(Bytes.wrap(in.bytes()));
            case DESTINATION -> head.destination(destination(in));
            case REPLY_TO -> head.replyTo(destination(in));
            case TYPE -> head.type(in.string());
            case EXPIRATION -> head.expirationMillis(in.i64());
            case DELIVERY_TIME -> head.deliveryTimeMillis(in.i64());
            case PRIORITY -> head.priority(in.i32());
            case PROPERTIES -> properties(in, head);
            default ->
                throw new MalformedMessageException(
                        "Unknown field %d before %d; expected 1 to %d; the message is damaged"
                                .formatted(tag, in.offset(), PROPERTIES));
        }
    }

    private static DestinationRef destination(WireReader in) {
        int offset = in.offset();
        DestinationRef.Kind kind = destinationKind(in);
        String name = in.string();
        if (name.isEmpty() || name.length() > DestinationRef.MAX_NAME_LENGTH) {
            throw new MalformedMessageException(
                    "The destination at %d has a name of %d characters; expected 1 to %d; the message is damaged"
                            .formatted(offset, name.length(), DestinationRef.MAX_NAME_LENGTH));
        }
        return new DestinationRef(kind, name);
    }

    private static void properties(WireReader in, MessageHeadBuilder head) {
        int count = in.count();
        for (int i = 0; i < count; i++) {
            String name = in.string();
            int offset = in.offset();
            Object value = in.value();
            if (value != null && !MessageHeadBuilder.isPropertyValue(value)) {
                throw new MalformedMessageException("Property '%s' at %d is a %s; the message is damaged"
                        .formatted(name, offset, value.getClass().getSimpleName()));
            }
            head.property(name, value);
        }
    }

    private static BodyKind bodyKind(WireReader in) {
        int offset = in.offset();
        int code = in.u8();
        for (BodyKind kind : BODY_KINDS) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new MalformedMessageException(
                "Unknown body kind %d at %d; the message is damaged".formatted(code, offset));
    }

    private static int code(DestinationRef.Kind kind) {
        return switch (kind) {
            case QUEUE -> 0;
            case TOPIC -> 1;
            case TEMPORARY_QUEUE -> 2;
            case TEMPORARY_TOPIC -> 3;
        };
    }

    private static DestinationRef.Kind destinationKind(WireReader in) {
        int offset = in.offset();
        int code = in.u8();
        return switch (code) {
            case 0 -> DestinationRef.Kind.QUEUE;
            case 1 -> DestinationRef.Kind.TOPIC;
            case 2 -> DestinationRef.Kind.TEMPORARY_QUEUE;
            case 3 -> DestinationRef.Kind.TEMPORARY_TOPIC;
            default ->
                throw new MalformedMessageException(
                        "Unknown destination kind %d at %d; the message is damaged".formatted(code, offset));
        };
    }
}
