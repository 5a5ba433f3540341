package io.github.persistq.internal.queue;

import io.github.persistq.PutOptions;
import io.github.persistq.Serializer;
import io.github.persistq.UnreadableItemException;
import io.github.persistq.internal.core.Outgoing;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.internal.head.MessageHeadBuilder;
import io.github.persistq.internal.head.TextBody;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StoredMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a queue's items into stored messages and back, the same that JMS programs send and receive.
 *
 * <p>A null item is a message without a body: a TextMessage or ObjectMessage of null, or, where the serializer's bytes could be
 * empty, a plain Message.
 *
 * <p>Threading: thread-safe, as the serializer is.
 */
final class ItemCodec<T extends @Nullable Object> {
    /** JMS has high priorities first. */
    static final int JMS_PRIORITIES = 9;

    private final QueueName queue;
    private final Serializer<T> serializer;
    private final Supplier<String> messageIds;

    ItemCodec(QueueName queue, Serializer<T> serializer, Supplier<String> messageIds) {
        this.queue = queue;
        this.serializer = serializer;
        this.messageIds = messageIds;
    }

    /** The message of an item that is put now, under the queue's rule for duplicates. */
    Outgoing encode(T item, PutOptions options, long nowMillis, QueueSpec.Unique unique) {
        Body body = body(item);
        int priority = JMS_PRIORITIES - options.priority();
        long deliverAt = after(nowMillis, options.delay());
        long expiresAt = options.timeToLive().isZero() ? 0 : after(nowMillis, options.timeToLive());
        MessageHeadBuilder head = MessageHead.builder()
                .messageId(messageIds.get())
                .timestampMillis(nowMillis)
                .destination(DestinationRef.queue(queue.name()))
                .priority(priority)
                .expirationMillis(expiresAt)
                .deliveryTimeMillis(deliverAt)
                .bodyKind(body.kind());
        for (Map.Entry<String, @Nullable Object> property : options.properties().entrySet()) {
            head.property(property.getKey(), property.getValue());
        }
        if (options.group() != null) {
            head.property(Outgoing.GROUP_ID, options.group());
        }
        if (options.uniqueKey() != null) {
            head.property(Outgoing.UNIQUE_KEY, options.uniqueKey());
        }
        String key = options.uniqueKey() == null && unique != QueueSpec.Unique.NO ? keyOf(body) : options.uniqueKey();
        StoredMessage message = new StoredMessage(
                head.build().encode(),
                body.bytes(),
                priority,
                options.delay().isZero() ? 0 : deliverAt,
                expiresAt,
                key);
        return new Outgoing(message, DestinationRef.queue(queue.name()), null, true, options.group() != null);
    }

    /** The head and body of the message that another item makes of one. */
    StoredMessage withItem(StoredMessage message, T item) {
        Body body = body(item);
        Bytes head = MessageHead.decode(message.head()).toBuilder()
                .bodyKind(body.kind())
                .build()
                .encode();
        return new StoredMessage(
                head,
                body.bytes(),
                message.priority(),
                message.deliverAtMillis(),
                message.expiresAtMillis(),
                message.uniqueKey());
    }

    private record Body(BodyKind kind, Bytes bytes) {}

    private Body body(T item) {
        Serializer.Kind kind = serializer.kind();
        if (item == null) {
            return switch (kind) {
                case TEXT -> new Body(BodyKind.TEXT, Bytes.EMPTY);
                case BYTES -> new Body(BodyKind.NONE, Bytes.EMPTY);
                case OBJECT -> new Body(BodyKind.OBJECT, Bytes.EMPTY);
            };
        }
        byte[] bytes = serializer.toBytes(item);
        return switch (kind) {
            case TEXT -> new Body(BodyKind.TEXT, TextBody.encode(text(bytes)));
            case BYTES -> new Body(BodyKind.BYTES, Bytes.wrap(bytes.clone()));
            case OBJECT -> new Body(BodyKind.OBJECT, Bytes.wrap(bytes.clone()));
        };
    }

    private String text(byte[] bytes) {
        try {
            return StrictUtf8.decode(bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The serializer '%s' is of kind TEXT and has made bytes that are not UTF-8"
                            .formatted(serializer.id()),
                    e);
        }
    }

    private static String keyOf(Body body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) body.kind().ordinal());
            digest.update(body.bytes().asBuffer());
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }

    private static long after(long nowMillis, Duration duration) {
        try {
            return Math.addExact(nowMillis, duration.toMillis());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The head of a stored message. */
    MessageHead head(StoredMessage message) {
        try {
            return MessageHead.decode(message.head());
        } catch (MalformedMessageException e) {
            throw new UnreadableItemException("The head of the item cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The item of a stored message.
     *
     * @throws UnreadableItemException if it is of another kind, or the serializer does not read it
     */
    @SuppressWarnings("NullAway") // a null item was put as such, so T has nulls
    T item(MessageHead head, StoredMessage message) {
        boolean ofOwnKind = head.bodyKind() == expected();
        boolean empty = message.body().length() == 0;
        if (head.bodyKind() == BodyKind.NONE || (ofOwnKind && empty && head.bodyKind() != BodyKind.BYTES)) {
            return null;
        }
        if (!ofOwnKind) {
            throw new UnreadableItemException(
                    "The item is a message of kind %s; the serializer '%s' reads messages of kind %s"
                            .formatted(head.bodyKind(), serializer.id(), expected()),
                    null);
        }
        try {
            return serializer.fromBytes(bytes(message));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new UnreadableItemException(
                    "The serializer '%s' cannot read the item: %s".formatted(serializer.id(), e), e);
        }
    }

    private byte[] bytes(StoredMessage message) {
        if (serializer.kind() != Serializer.Kind.TEXT) {
            return message.body().toArray();
        }
        String text = TextBody.decode(message.body());
        return StrictUtf8.encode(text == null ? "" : text);
    }

    private BodyKind expected() {
        return switch (serializer.kind()) {
            case TEXT -> BodyKind.TEXT;
            case BYTES -> BodyKind.BYTES;
            case OBJECT -> BodyKind.OBJECT;
        };
    }
}
