package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues that are open, and how each is run. In a store that other processes use, too, {@link #refresh} takes over what
 * they have done; a queue's spec is then changed once to what this process's options ask for, and left alone if another
 * process with other options changes it afterwards.
 *
 * <p>Threading: thread-safe.
 */
final class QueueTable implements WriteObserver {
    private final StoreUrl url;
    private final Map<QueueName, QueueSpec> open = new ConcurrentHashMap<>();
    private final Map<QueueName, QueuePolicy> policies = new ConcurrentHashMap<>();
    /** Those that programs have asked for; they outlive the queue. */
    private final Map<QueueName, QueuePolicy> adopted = new ConcurrentHashMap<>();

    /** Those whose spec is the one that their policy asks for. */
    private final Set<QueueName> current = ConcurrentHashMap.newKeySet();

    private final TopicTable topics = new TopicTable();
    private final @Nullable Catalogue catalogue;

    /**
     * Begins with the queues that are present.
     *
     * @param catalogue follows what other processes do; null if the store has one owning process
     */
    QueueTable(StoreUrl url, Map<QueueName, QueueSpec> present, @Nullable Catalogue catalogue) {
        this.url = url;
        this.catalogue = catalogue;
        for (Map.Entry<QueueName, QueueSpec> queue : present.entrySet()) {
            opened(queue.getKey(), queue.getValue());
        }
    }

    /** Takes over what other processes have done by now. */
    void refresh() {
        if (catalogue != null) {
            catalogue.follow(this);
        }
    }

    /** Which of the queues are subscriptions to which topics. */
    TopicTable topics() {
        return topics;
    }

    /** The spec of a queue that is open, or null. */
    @Nullable
    QueueSpec spec(QueueName queue) {
        QueueSpec known = open.get(queue);
        if (known == null && catalogue != null) {
            refresh();
            known = open.get(queue);
        }
        return known;
    }

    /** Those that are open now. */
    Set<QueueName> names() {
        refresh();
        return Set.copyOf(open.keySet());
    }

    /** How a queue is run, whether it is open or not. */
    QueuePolicy policy(QueueName queue) {
        QueuePolicy policy = policies.get(queue);
        if (policy == null) {
            policy = adopted.get(queue);
        }
        if (policy == null) {
            policy = QueuePolicy.of(queue, origin(queue), url);
            // Names of subscriptions do not come again: nothing is kept of one that is gone.
            if (queue.kind() == QueueName.Kind.QUEUE || open.containsKey(queue)) {
                policies.put(queue, policy);
            }
        }
        return policy;
    }

    /** From now on runs a queue as a program asks, whatever the URL says. */
    void adopt(QueueName queue, QueuePolicy policy) {
        adopted.put(queue, policy);
        policies.remove(queue);
        if (!hasWantedSpec(queue)) {
            current.remove(queue);
        }
    }

    /** Whether a program has asked for a queue's policy. */
    boolean isAdopted(QueueName queue) {
        return adopted.containsKey(queue);
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
        return current.contains(queue) || isItsMakers(open.get(queue));
    }

    /**
     * Whether a queue must be left as it was made. A temporary one ends with who uses it, perhaps just now and elsewhere:
     * opening it again could bring it back, or keep it from ending.
     */
    private boolean isItsMakers(@Nullable QueueSpec present) {
        return catalogue != null && present != null && present.temporary();
    }

    /** Whether an open queue has the spec that its policy asks for. */
    boolean hasWantedSpec(QueueName queue) {
        return wanted(queue).equals(open.get(queue));
    }

    /** Adds the change that gives a queue the spec which its policy asks for, if it has another one or is not open. */
    void addOpening(QueueName queue, List<Change> changes) {
        if (current.contains(queue)) {
            return;
        }
        refresh();
        if (isItsMakers(open.get(queue))) {
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
        if (MessageGroups.isMarked(open.get(queue))) {
            return;
        }
        refresh();
        QueueSpec present = open.get(queue);
        if (!MessageGroups.isMarked(present) && !isItsMakers(present)) {
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
        if (!changesQueues(changes)) {
            return;
        }
        if (catalogue == null) {
            enter(changes);
        } else {
            catalogue.enter(this, changes);
        }
    }

    private static boolean changesQueues(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.OpenQueue || change instanceof Change.DropQueue) {
                return true;
            }
        }
        return false;
    }

    /** Draws what this process has written. */
    void enter(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.OpenQueue opened) {
                opened(opened.queue(), opened.spec());
                if (opened.spec().equals(wanted(opened.queue()))) {
                    current.add(opened.queue());
                } else {
                    current.remove(opened.queue());
                }
            } else if (change instanceof Change.DropQueue dropped) {
                dropped(dropped.queue());
            }
        }
    }

    /** What other processes must have done if these are the queues now. */
    List<Change> differences(Map<QueueName, QueueSpec> present) {
        List<Change> differences = new ArrayList<>();
        for (QueueName known : open.keySet()) {
            if (!present.containsKey(known)) {
                differences.add(new Change.DropQueue(known));
            }
        }
        for (Map.Entry<QueueName, QueueSpec> queue : present.entrySet()) {
            if (!queue.getValue().equals(open.get(queue.getKey()))) {
                differences.add(new Change.OpenQueue(queue.getKey(), queue.getValue()));
            }
        }
        return differences;
    }

    @Override
    public void elsewhere(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.OpenQueue opened) {
                openedElsewhere(opened.queue(), opened.spec());
            } else if (change instanceof Change.DropQueue dropped) {
                dropped(dropped.queue());
            }
        }
    }

    /** Keeps to what was current before, so that two processes with different options do not change a queue in turns. */
    private void openedElsewhere(QueueName queue, QueueSpec spec) {
        QueueSpec before = open.get(queue);
        opened(queue, spec);
        if (before != null && !before.labels().equals(spec.labels())) {
            // Perhaps another subscription by the same name.
            policies.remove(queue);
            current.remove(queue);
        }
    }

    /** A queue has been opened, or given a new spec. */
    private void opened(QueueName queue, QueueSpec spec) {
        open.put(queue, spec);
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
