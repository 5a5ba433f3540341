package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues that are open, and how each is run.
 *
 * <p>Threading: thread-safe.
 */
final class QueueTable {
    private final StoreUrl url;
    private final Map<QueueName, QueueSpec> open = new ConcurrentHashMap<>();
    private final Map<QueueName, QueuePolicy> policies = new ConcurrentHashMap<>();
    /** Those whose spec is the one that their policy asks for. */
    private final Set<QueueName> current = ConcurrentHashMap.newKeySet();

    private final TopicTable topics = new TopicTable();

    QueueTable(StoreUrl url, Map<QueueName, QueueSpec> present) {
        this.url = url;
        for (Map.Entry<QueueName, QueueSpec> queue : present.entrySet()) {
            opened(queue.getKey(), queue.getValue());
        }
    }

    /** Which of the queues are subscriptions to which topics. */
    TopicTable topics() {
        return topics;
    }

    /** The spec of a queue that is open, or null. */
    @Nullable
    QueueSpec spec(QueueName queue) {
        return open.get(queue);
    }

    /** Those that are open now. */
    Set<QueueName> names() {
        return Set.copyOf(open.keySet());
    }

    /** How a queue is run, whether it is open or not. */
    QueuePolicy policy(QueueName queue) {
        QueuePolicy policy = policies.get(queue);
        if (policy == null) {
            policy = QueuePolicy.of(queue, origin(queue), url);
            policies.put(queue, policy);
        }
        return policy;
    }

    private Origin origin(QueueName queue) {
        QueueSpec present = open.get(queue);
        SubscriptionSpec subscription = queue.kind() == QueueName.Kind.SUBSCRIPTION && present != null
                ? SubscriptionSpec.of(present.labels(), !present.temporary())
                : null;
        return subscription == null ? Origin.of(queue) : Origin.of(subscription);
    }

    /** Adds the change that gives a queue the spec which its policy asks for, if it has another one or is not open. */
    void addOpening(QueueName queue, List<Change> changes) {
        if (current.contains(queue)) {
            return;
        }
        QueueSpec spec = policy(queue).spec();
        QueueSpec present = open.get(queue);
        if (present != null) {
            // What a queue was made for stays; options alone follow the URL.
            spec = spec.withTemporary(present.temporary()).withLabels(present.labels());
        }
        if (spec.equals(present)) {
            current.add(queue);
        } else {
            changes.add(new Change.OpenQueue(queue, spec));
        }
    }

    /** A queue has been opened, or given a new spec. */
    void opened(QueueName queue, QueueSpec spec) {
        open.put(queue, spec);
        current.remove(queue);
        topics.opened(queue, spec);
    }

    /** A queue is gone. */
    void dropped(QueueName queue) {
        topics.dropped(queue);
        open.remove(queue);
        current.remove(queue);
        policies.remove(queue);
    }
}
