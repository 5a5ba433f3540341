package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.List;
import java.util.Map;
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

    QueueTable(StoreUrl url, Map<QueueName, QueueSpec> present) {
        this.url = url;
        open.putAll(present);
    }

    /** The spec of a queue that is open, or null. */
    @Nullable
    QueueSpec spec(QueueName queue) {
        return open.get(queue);
    }

    /** How a queue is run, whether it is open or not. */
    QueuePolicy policy(QueueName queue) {
        QueuePolicy policy = policies.get(queue);
        if (policy == null) {
            policy = QueuePolicy.of(queue, url);
            policies.put(queue, policy);
        }
        return policy;
    }

    /** Adds the change that gives a queue the spec which its policy asks for, if it has another one or is not open. */
    void addOpening(QueueName queue, List<Change> changes) {
        QueueSpec spec = policy(queue).spec();
        QueueSpec present = open.get(queue);
        if (present != null) {
            // What a queue was made for stays; options alone follow the URL.
            spec = spec.withTemporary(present.temporary()).withLabels(present.labels());
        }
        if (!spec.equals(present)) {
            changes.add(new Change.OpenQueue(queue, spec));
        }
    }

    /** A queue has been opened, or given a new spec. */
    void opened(QueueName queue, QueueSpec spec) {
        open.put(queue, spec);
    }

    /** A queue is gone. */
    void dropped(QueueName queue) {
        open.remove(queue);
        policies.remove(queue);
    }
}
