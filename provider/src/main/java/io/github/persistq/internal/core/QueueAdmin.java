package io.github.persistq.internal.core;

import io.github.persistq.config.Option;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a program does to whole queues: makes them with options of its own, empties and removes them, waits until they are empty.
 *
 * <p>Threading: thread-safe. The lock is held while a queue is made or removed.
 */
public final class QueueAdmin {
    /** The label of a queue's spec that names the format of its items. */
    private static final String SERIALIZER = "serializer";

    /** What others settle in a shared store is not told: then it is looked for this often. */
    private static final long SHARED_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MessageStore store;
    private final StoreWriter writer;
    private final QueueTable queues;
    private final Room room;
    private final ReentrantLock lock = new ReentrantLock(); // held while queues are made or removed

    QueueAdmin(MessageStore store, StoreWriter writer, QueueTable queues, Room room) {
        this.store = store;
        this.writer = writer;
        this.queues = queues;
        this.room = room;
    }

    /**
     * Makes a queue, or gives the one that is there another policy; recorded on the device.
     *
     * @param options what differs from the URL; null leaves the policy as it is
     * @param serializer the format of its items
     * @throws IllegalArgumentException if another format is recorded, the queue is a temporary one, or an option is none of a
     *     dead-letter queue
     */
    public void open(QueueName queue, @Nullable Map<String, String> options, String serializer) {
        lock.lock();
        try {
            queues.refresh();
            QueueSpec present = queues.spec(queue);
            check(queue, present, serializer);
            checkOptions(queue, options == null ? Map.of() : options);
            QueuePolicy policy = options == null && queues.isAdopted(queue)
                    ? queues.policy(queue)
                    : QueuePolicy.of(queue, store.url(), options == null ? Map.of() : options);
            Map<String, String> labels = new HashMap<>();
            labels.put(SERIALIZER, serializer);
            if (present != null) {
                labels.putAll(present.labels());
            }
            QueueSpec wanted = policy.spec().withLabels(labels);
            if (!wanted.equals(present)) {
                writer.write(List.of(new Change.OpenQueue(queue, wanted)), Durability.FORCED);
            }
            queues.adopt(queue, policy.withSpec(policy.spec().withLabels(Map.of(SERIALIZER, serializer))));
        } finally {
            lock.unlock();
        }
    }

    /** What a dead-letter queue does not have: it keeps what it holds. */
    private static void checkOptions(QueueName queue, Map<String, String> options) {
        if (!DeadLetters.isDeadLetterQueue(queue)) {
            return;
        }
        for (Option<?> option : QueuePolicy.NOT_OF_DEAD_LETTERS) {
            if (options.containsKey(option.name())) {
                throw new IllegalArgumentException(
                        "The queue '%s' holds dead letters, which are kept without limits; leave out the option '%s'"
                                .formatted(queue, option.name()));
            }
        }
    }

    private static void check(QueueName queue, @Nullable QueueSpec present, String serializer) {
        if (present == null) {
            return;
        }
        if (present.temporary()) {
            throw new IllegalArgumentException(
                    "The queue '%s' is a temporary one of a JMS connection; use another name".formatted(queue));
        }
        String recorded = present.labels().get(SERIALIZER);
        if (recorded != null && !recorded.equals(serializer)) {
            throw new IllegalArgumentException(
                    "The queue '%s' was made with the serializer '%s' and is asked for with '%s'; use the former, or drop the queue"
                            .formatted(queue, recorded, serializer));
        }
    }

    /** Whether a queue is there. */
    public boolean exists(QueueName queue) {
        return queues.spec(queue) != null;
    }

    /** Removes a queue with its messages; returns how many were not settled. */
    public long drop(QueueName queue) {
        return remove(queue, List.of(new Change.DropQueue(queue)));
    }

    /** Removes the messages of a queue; returns how many were not settled. */
    public long purge(QueueName queue) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.DropQueue(queue));
        QueueSpec present = queues.spec(queue);
        if (present != null) {
            // The next message of a group marks it anew: observers forget a queue's groups when it is dropped.
            changes.add(new Change.OpenQueue(queue, MessageGroups.unmarked(present)));
        }
        return remove(queue, changes);
    }

    /** Forgets acknowledged messages that are kept, oldest first; returns how many. */
    public long forgetAcked(QueueName queue, int max, int keep) {
        if (!exists(queue)) {
            return 0;
        }
        long[] forgotten = writer.write(List.of(new Change.ForgetAcked(queue, max, keep)), Durability.FORCED);
        return forgotten.length == 0 ? 0 : forgotten[0];
    }

    private long remove(QueueName queue, List<Change> changes) {
        lock.lock();
        try {
            QueueStats before = store.stats(queue);
            writer.write(changes, Durability.FORCED);
            return before.ready() + before.delayed() + before.inFlight();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a queue holds nothing that is not settled.
     *
     * @return false if the time was over before
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitDrained(QueueName queue, long nanos, RoomLimit limit) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            long seen = room.generation();
            QueueStats now = store.stats(queue);
            if (now.ready() + now.delayed() + now.inFlight() == 0) {
                return true;
            }
            long left = nanos - (System.nanoTime() - begin);
            if (left <= 0 || limit.isOver()) {
                return false;
            }
            room.await(seen, Math.min(left, store.sharing().isShared() ? SHARED_LOOK_NANOS : LOOK_NANOS));
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while waiting for queue '" + queue + "' to drain");
            }
        }
    }

    /** Has those who wait for room look whether their wait is to end. */
    public void wakeSenders() {
        room.wake();
    }
}
