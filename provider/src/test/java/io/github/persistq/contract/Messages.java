package io.github.persistq.contract;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.StoredMessage;
import java.nio.charset.StandardCharsets;

/** Messages whose head is a text that tells them apart; the body is the text behind {@code "body of "}. */
final class Messages {
    private Messages() {}

    static StoredMessage message(String text) {
        return message(text, 4, 0, 0, null);
    }

    static StoredMessage prioritized(String text, int priority) {
        return message(text, priority, 0, 0, null);
    }

    static StoredMessage delayed(String text, long deliverAtMillis) {
        return message(text, 4, deliverAtMillis, 0, null);
    }

    static StoredMessage expiring(String text, long expiresAtMillis) {
        return message(text, 4, 0, expiresAtMillis, null);
    }

    static StoredMessage keyed(String text, String key) {
        return message(text, 4, 0, 0, key);
    }

    static StoredMessage message(String text, int priority, long deliverAt, long expiresAt, String key) {
        return new StoredMessage(bytes(text), bytes("body of " + text), priority, deliverAt, expiresAt, key);
    }

    static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    static String text(StoredMessage message) {
        return text(message.head());
    }

    /** Wants messages whose text starts like this. */
    static Filter startingWith(String prefix) {
        return head -> text(head).startsWith(prefix);
    }
}
