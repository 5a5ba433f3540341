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
final class QueueTable implements WriteObserver {
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
            // Names of subscriptions do not come again: nothing is kept of one that is gone.
            if (queue.kind() == QueueName.Kind.QUEUE || open.containsKey(queue)) {
                policies.put(queue, policy);
            }
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

    /** Whether a queue is known to have the spec that its policy asks for. */
    boolean isCurrent(QueueName queue) {
        return current.contains(queue);
    }

    /** Adds the change that gives a queue the spec which its policy asks for, if it has another one or is not open. */
    void addOpening(QueueName queue, List<Change> changes) {
        if (current.contains(queue)) {
            return;
        }
        QueueSpec spec = wanted(queue);
        if (spec.equals(open.get(queue))) {
            current.add(queue);
        } else {
            changes.add(new Change.OpenQueue(queue, spec));
        }
    }

    /** Adds the change that marks a queue as one with message groups, if it is not marked. */
    void addMark(QueueName queue, List<Change> changes) {
        if (!MessageGroups.isMarked(open.get(queue))) {
            changes.add(new Change.OpenQueue(queue, MessageGroups.marked(wanted(queue))));
        }
    }

    private QueueSpec wanted(QueueName queue) {
        QueueSpec spec = policy(queue).spec();
        QueueSpec present = open.get(queue);
        // What a queue was made for stays; options alone follow the URL.
        return present == null ? spec : spec.withTemporary(present.temporary()).withLabels(present.labels());
    }

    @Override
    public void written(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.OpenQueue opened) {
                opened(opened.queue(), opened.spec());
            } else if (change instanceof Change.DropQueue dropped) {
                dropped(dropped.queue());
            }
        }
    }

    /** A queue has been opened, or given a new spec. */
    private void opened(QueueName queue, QueueSpec spec) {
        open.put(queue, spec);
        current.remove(queue);
        if (queue.kind() == QueueName.Kind.SUBSCRIPTION) {
            topics.opened(queue, spec);
        }
    }

    /** A queue is gone. */
    private void dropped(QueueName queue) {
        topics.dropped(queue);
        open.remove(queue);
        current.remove(queue);
        policies.remove(queue);
    }
}
