package io.github.persistq.internal.core;

import io.github.persistq.spi.QueueName;
import org.jspecify.annotations.Nullable;

/**
 * What a stored queue is to people: a queue by its name, or a subscription to a topic. Options and dead letters go by it.
 *
 * @param destination the name of the queue or topic
 * @param subscription which of the topic's subscriptions, {@code CLIENTID/NAME} or {@code NAME}; empty for one without a name,
 *     null for a queue
 */
public record Origin(String destination, @Nullable String subscription) {
    static Origin of(QueueName queue) {
        return new Origin(queue.name(), null);
    }

    static Origin of(SubscriptionSpec spec) {
        String name = spec.name() == null ? "" : spec.name();
        return new Origin(spec.topic(), spec.clientId() == null ? name : spec.clientId() + "/" + name);
    }
}
