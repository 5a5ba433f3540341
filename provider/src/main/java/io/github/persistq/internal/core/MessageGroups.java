package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a store that hold message groups: those that were ever sent a message with {@code JMSXGroupID}. A label in
 * their spec marks them, so that consumers of all other queues look at no heads. Where other processes may send, consumers
 * look at the head of what they have taken, too: the first message of a group may be there before its mark is seen here.
 *
 * <p>Threading: thread-safe.
 */
final class MessageGroups implements WriteObserver {
    private static final String LABEL = "messageGroups";

    private final StoreWriter writer;
    private final Waiters waiters;
    private final boolean shared;
    private final Map<QueueName, QueueGroups> queues = new ConcurrentHashMap<>();

    MessageGroups(StoreWriter writer, Waiters waiters, Map<QueueName, QueueSpec> present, boolean shared) {
        this.writer = writer;
        this.waiters = waiters;
        this.shared = shared;
        for (Map.Entry<QueueName, QueueSpec> queue : present.entrySet()) {
            if (isMarked(queue.getValue())) {
                mark(queue.getKey());
            }
        }
    }

    /** The groups of a queue; null if it has never had any. */
    @Nullable
    QueueGroups of(QueueName queue) {
        return queues.get(queue);
    }

    /** The groups of a queue that this message was taken from; null if it has never had any. */
    @Nullable
    QueueGroups of(QueueName queue, Delivery delivery) {
        QueueGroups known = queues.get(queue);
        if (known == null && shared && QueueGroups.isGrouped(delivery.message().head())) {
            mark(queue);
            known = queues.get(queue);
        }
        return known;
    }

    private void mark(QueueName queue) {
        queues.putIfAbsent(queue, new QueueGroups());
    }

    /** Whether a stored spec says that a queue holds groups. */
    static boolean isMarked(@Nullable QueueSpec spec) {
        return spec != null && spec.labels().containsKey(LABEL);
    }

    /** The spec with the mark. */
    static QueueSpec marked(QueueSpec spec) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.put(LABEL, "true");
        return spec.withLabels(labels);
    }

    /** The spec without the mark. */
    static QueueSpec unmarked(QueueSpec spec) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.remove(LABEL);
        return spec.withLabels(labels);
    }

    /** Readers must know of groups before they can claim the first message of one. */
    @Override
    public void writing(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.OpenQueue opening && isMarked(opening.spec())) {
                mark(opening.queue());
            }
        }
    }

    @Override
    public void written(List<Change> changes) {
        if (queues.isEmpty()) {
            return;
        }
        for (Change change : changes) {
            written(change);
        }
    }

    @Override
    public void elsewhere(List<Change> changes) {
        writing(changes);
        for (Change change : changes) {
            if (change instanceof Change.DropQueue dropped) {
                queues.remove(dropped.queue());
            }
        }
    }

    private void written(Change change) {
        if (change instanceof Change.Ack ack) {
            settled(ack.queue(), ack.sequence());
        } else if (change instanceof Change.AckFailed failed) {
            settled(failed.queue(), failed.sequence());
        } else if (change instanceof Change.Expire expire) {
            settled(expire.queue(), expire.sequence());
        } else if (change instanceof Change.Nack nack) {
            settled(nack.queue(), nack.sequence());
        } else if (change instanceof Change.Release release) {
            settled(release.queue(), release.sequence());
        } else if (change instanceof Change.Prepare prepare) {
            // The work on these messages is done. A branch that is rolled back later brings them back to their places.
            prepare.changes().forEach(this::written);
        } else if (change instanceof Change.DropQueue dropped) {
            queues.remove(dropped.queue());
        } else if (change instanceof Change.OpenQueue opened) {
            keepMark(opened);
        }
    }

    /** Another thread's opening of a queue may have overtaken the one that marked it. */
    private void keepMark(Change.OpenQueue opened) {
        if (isMarked(opened.spec()) || !queues.containsKey(opened.queue())) {
            return;
        }
        try {
            writer.write(List.of(new Change.OpenQueue(opened.queue(), marked(opened.spec()))), Durability.WRITTEN);
        } catch (StorageException e) {
            System.getLogger(MessageGroups.class.getName())
                    .log(
                            Level.WARNING,
                            "The queue " + opened.queue()
                                    + " could not be marked as one with message groups; once the store is reopened, groups count again with the next message of one",
                            e);
        }
    }

    private void settled(QueueName queue, long sequence) {
        QueueGroups groups = queues.get(queue);
        if (groups != null && groups.settled(sequence)) {
            wakeAll(queue);
        }
    }

    /** Called when a reader of the queue is closed. */
    void left(QueueName queue, QueueGroups groups, Object reader) {
        if (groups.left(reader)) {
            wakeAll(queue);
        }
    }

    private void wakeAll(QueueName queue) {
        waiters.ready(queue, Integer.MAX_VALUE);
    }
}
