package io.github.persistq.internal.engine.sql;

import java.util.HashMap;
import java.util.Map;

/** A queue's labels as one text: each key and value is its length, a colon, and its characters. */
final class Labels {
    private Labels() {}

    static String encode(Map<String, String> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach((key, value) -> {
            text.append(key.length()).append(':').append(key);
            text.append(value.length()).append(':').append(value);
        });
        return text.toString();
    }

    static Map<String, String> decode(String text) {
        Map<String, String> labels = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            String key = part(text, at);
            at = text.indexOf(':', at) + 1 + key.length();
            String value = part(text, at);
            at = text.indexOf(':', at) + 1 + value.length();
            labels.put(key, value);
        }
        return labels;
    }

    private static String part(String text, int at) {
        int colon = text.indexOf(':', at);
        return text.substring(colon + 1, colon + 1 + Integer.parseInt(text.substring(at, colon)));
    }
}
