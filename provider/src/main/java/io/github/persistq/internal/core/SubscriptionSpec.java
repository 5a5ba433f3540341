package io.github.persistq.internal.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription is asked to be ({@code Jakarta Messaging 3.1, 8.3}). A consumer that asks for an existing one must ask
 * for an equal one.
 *
 * @param topic the topic's name
 * @param selector which messages it takes, a correct message selector; null is all
 * @param excludedOrigin the {@link Outgoing#origin} whose messages it does not take (noLocal), or null
 * @param clientId the client identifier that is part of its identity, or null
 * @param name its name; null for the only kind without one, neither shared nor durable
 * @param shared whether it may have several consumers at a time
 * @param durable whether it stays, and takes messages, without consumers
 */
public record SubscriptionSpec(
        String topic,
        @Nullable String selector,
        @Nullable String excludedOrigin,
        @Nullable String clientId,
        @Nullable String name,
        boolean shared,
        boolean durable) {

    private static final String TOPIC = "topic";
    private static final String SELECTOR = "selector";
    private static final String EXCLUDED_ORIGIN = "excludedOrigin";
    private static final String CLIENT_ID = "clientId";
    private static final String NAME = "name";
    private static final String SHARED = "shared";

    public SubscriptionSpec {
        selector = selector == null || selector.isBlank() ? null : selector;
        if (name == null && (shared || durable)) {
            throw new IllegalArgumentException("A shared or durable subscription to " + topic + " needs a name");
        }
    }

    /** Of one consumer, and gone with it. */
    public static SubscriptionSpec unshared(String topic, @Nullable String selector, @Nullable String excludedOrigin) {
        return new SubscriptionSpec(topic, selector, excludedOrigin, null, null, false, false);
    }

    /** Of several consumers, and gone with the last. */
    public static SubscriptionSpec shared(
            String topic, @Nullable String selector, @Nullable String clientId, String name) {
        return new SubscriptionSpec(topic, selector, null, clientId, name, true, false);
    }

    /** Of one consumer at a time, and there until it is deleted. */
    public static SubscriptionSpec durable(
            String topic,
            @Nullable String selector,
            @Nullable String excludedOrigin,
            @Nullable String clientId,
            String name) {
        return new SubscriptionSpec(topic, selector, excludedOrigin, clientId, name, false, true);
    }

    /** Of several consumers, and there until it is deleted. */
    public static SubscriptionSpec sharedDurable(
            String topic, @Nullable String selector, @Nullable String clientId, String name) {
        return new SubscriptionSpec(topic, selector, null, clientId, name, true, true);
    }

    /** The labels of the queue that stores it. */
    Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        labels.put(TOPIC, topic);
        putIfThere(labels, SELECTOR, selector);
        putIfThere(labels, EXCLUDED_ORIGIN, excludedOrigin);
        putIfThere(labels, CLIENT_ID, clientId);
        putIfThere(labels, NAME, name);
        labels.put(SHARED, Boolean.toString(shared));
        return labels;
    }

    /** Reads labels; null if they are not those of a subscription. */
    static @Nullable SubscriptionSpec of(Map<String, String> labels, boolean durable) {
        String topic = labels.get(TOPIC);
        String name = labels.get(NAME);
        boolean shared = Boolean.parseBoolean(labels.get(SHARED));
        if (topic == null || (name == null && (shared || durable))) {
            return null;
        }
        return new SubscriptionSpec(
                topic, labels.get(SELECTOR), labels.get(EXCLUDED_ORIGIN), labels.get(CLIENT_ID), name, shared, durable);
    }

    private static void putIfThere(Map<String, String> labels, String key, @Nullable String value) {
        if (value != null) {
            labels.put(key, value);
        }
    }

    /** Says which one it is, for people. */
    String described() {
        if (name == null) {
            return "a subscription to topic " + topic;
        }
        return "%s%s subscription '%s'%s to topic %s"
                .formatted(
                        shared ? "shared" : "unshared",
                        durable ? " durable" : " non-durable",
                        name,
                        clientId == null ? "" : " of client '" + clientId + "'",
                        topic);
    }
}
