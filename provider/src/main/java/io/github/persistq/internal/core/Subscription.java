package io.github.persistq.internal.core;

import io.github.persistq.internal.selector.Selector;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: what it is, and the queue that stores its messages.
 *
 * <p>Threading: immutable.
 */
final class Subscription {
    private final QueueName queue;
    private final SubscriptionSpec spec;
    private final @Nullable Selector selector;

    private Subscription(QueueName queue, SubscriptionSpec spec, @Nullable Selector selector) {
        this.queue = queue;
        this.spec = spec;
        this.selector = selector;
    }

    /** The subscription that a stored queue is; null if it is none. */
    static @Nullable Subscription of(QueueName queue, QueueSpec stored) {
        if (queue.kind() != QueueName.Kind.SUBSCRIPTION) {
            return null;
        }
        SubscriptionSpec spec = SubscriptionSpec.of(stored.labels(), !stored.temporary());
        return spec == null ? null : new Subscription(queue, spec, selector(queue, spec.selector()));
    }

    /** Selectors are checked before they are stored; one that is wrong all the same must not lose messages. */
    private static @Nullable Selector selector(QueueName queue, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Selector.ofStored(text);
        } catch (IllegalArgumentException e) {
            System.getLogger(Subscription.class.getName())
                    .log(Level.WARNING, queue + " has a selector that cannot be read; it gets every message", e);
            return null;
        }
    }

    QueueName queue() {
        return queue;
    }

    SubscriptionSpec spec() {
        return spec;
    }

    /** Whether a message belongs to it. */
    boolean wants(Publication publication) {
        String excluded = spec.excludedOrigin();
        return (excluded == null || !excluded.equals(publication.origin()))
                && (selector == null || publication.matches(selector));
    }
}
