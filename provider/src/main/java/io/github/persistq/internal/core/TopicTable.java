package io.github.persistq.internal.core;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The routing table: which subscriptions each topic has. It follows the queues that are opened and dropped. What routing a
 * message costs depends on its topic's subscriptions alone.
 *
 * <p>Threading: thread-safe. Routing takes no lock; a subscription that comes or goes meanwhile may be seen or not.
 */
final class TopicTable {
    private final Map<String, Map<QueueName, Subscription>> byTopic = new ConcurrentHashMap<>();
    private final Map<QueueName, Subscription> byQueue = new ConcurrentHashMap<>();

    /** A queue has been opened, or given a new spec. */
    void opened(QueueName queue, QueueSpec spec) {
        Subscription subscription = Subscription.of(queue, spec);
        Subscription before = byQueue.get(queue);
        if (before != null && (subscription == null || !hasTopic(before, subscription))) {
            dropped(queue);
        }
        if (subscription == null) {
            return;
        }
        // One that stays is never out of the table: a message that is routed meanwhile would miss it.
        byQueue.put(queue, subscription);
        byTopic.compute(subscription.spec().topic(), (topic, known) -> {
            Map<QueueName, Subscription> all = known == null ? new ConcurrentHashMap<>() : known;
            all.put(queue, subscription);
            return all;
        });
    }

    private static boolean hasTopic(Subscription one, Subscription other) {
        return one.spec().topic().equals(other.spec().topic());
    }

    /** A queue is gone, or gets nothing more. */
    void dropped(QueueName queue) {
        Subscription subscription = byQueue.remove(queue);
        if (subscription != null) {
            byTopic.computeIfPresent(subscription.spec().topic(), (topic, known) -> {
                known.remove(queue);
                return known.isEmpty() ? null : known;
            });
        }
    }

    /** The subscriptions that a message belongs to. */
    List<Subscription> takers(Outgoing message) {
        Map<QueueName, Subscription> known = byTopic.get(message.destination().name());
        if (known == null) {
            return List.of();
        }
        List<Subscription> takers = new ArrayList<>();
        Publication publication = new Publication(message);
        for (Subscription subscription : known.values()) {
            if (subscription.wants(publication)) {
                takers.add(subscription);
            }
        }
        return takers;
    }

    boolean hasSubscriptions(String topic) {
        return byTopic.containsKey(topic);
    }

    @Nullable
    Subscription find(QueueName queue) {
        return byQueue.get(queue);
    }

    /** All subscriptions of all topics. */
    Collection<Subscription> all() {
        return List.copyOf(byQueue.values());
    }
}
