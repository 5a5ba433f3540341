package io.github.persistq.internal.core;

import io.github.persistq.spi.QueueName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names the queues that store subscriptions.
 *
 * <p>A durable one is {@code CLIENTID/NAME}, with nothing before the slash if there is no client identifier; {@code /},
 * {@code #}, {@code ~} and {@code %} within the two are escaped as {@code %2F}, {@code %23}, {@code %7E} and {@code %25}, so
 * that no two pairs have one name. One that would be too long is {@code #} and the SHA-256 of the name in hexadecimal digits.
 * The queue that replaces one of another topic or selector is told from its predecessor by a {@code ~} at the end. A
 * non-durable one is {@code ~}, a fresh identifier, and as much of the topic's name as there is room for.
 *
 * <p>Threading: stateless.
 */
final class SubscriptionNames {
    private SubscriptionNames() {}

    /** The name of a durable subscription's first queue. */
    static QueueName durable(@Nullable String clientId, String name) {
        return subscription(bounded((clientId == null ? "" : escaped(clientId)) + "/" + escaped(name)));
    }

    /** A text that is short enough for a name, the same for the same text alone. */
    static String bounded(String text) {
        return text.length() < QueueName.MAX_LENGTH ? text : "#" + digest(text);
    }

    /** The name of the first queue of the durable subscription that has this one. */
    static QueueName first(QueueName present) {
        return present.name().endsWith("~") ? successor(present) : present;
    }

    /** The name of the queue that takes the place of a durable subscription's present one. */
    static QueueName successor(QueueName present) {
        String name = present.name();
        return subscription(name.endsWith("~") ? name.substring(0, name.length() - 1) : name + "~");
    }

    /** A name that no other queue has or had. */
    static QueueName nonDurable(String topic) {
        String name = "~" + UniqueIds.next() + " " + topic;
        return subscription(name.substring(0, Math.min(name.length(), QueueName.MAX_LENGTH)));
    }

    private static QueueName subscription(String name) {
        return new QueueName(QueueName.Kind.SUBSCRIPTION, name);
    }

    private static String escaped(String text) {
        return text.replace("%", "%25").replace("/", "%2F").replace("#", "%23").replace("~", "%7E");
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
