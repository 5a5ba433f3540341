package io.github.persistq.internal.core;

import io.github.persistq.internal.core.Router.Routed;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is settled and sent together: routes it, waits for room in full queues, and routes it again when a
 * subscription has gone meanwhile.
 *
 * <p>Threading: thread-safe; waits with no lock held.
 */
final class Committer {
    /** A full queue is looked at again after this long: messages that expire make room without telling anybody. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The same where other processes settle messages, who do not tell either. */
    private static final long LONGEST_SHARED_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long a unit is routed again while subscriptions that it goes to vanish under it. */
    private static final long LONGEST_REROUTING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long REROUTING_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Router router;
    private final StoreWriter writer;
    private final QueueTable queues;
    private final Room room;
    private final Expiry expiry;
    private final long longestWaitNanos;

    Committer(Router router, StoreWriter writer, QueueTable queues, Room room, Expiry expiry, boolean shared) {
        this.router = router;
        this.writer = writer;
        this.queues = queues;
        this.room = room;
        this.expiry = expiry;
        this.longestWaitNanos = shared ? LONGEST_SHARED_WAIT_NANOS : LONGEST_WAIT_NANOS;
    }

    /**
     * Writes a unit of work, or prepares it as a branch.
     *
     * @return one sequence per append
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    long[] commit(
            @Nullable BranchId branch,
            List<Change> settlements,
            List<Outgoing> sends,
            Durability durability,
            RoomLimit limit) {
        Patience patience = new Patience(!sends.isEmpty(), limit);
        while (true) {
            long seen = room.generation();
            Routed unit = branch == null
                    ? router.route(settlements, sends, durability)
                    : router.routeBranch(branch, settlements, sends);
            if (unit.changes().isEmpty()) {
                return new long[0];
            }
            try {
                long[] sequences = writer.write(unit.changes(), unit.durability());
                for (QueueName target : unit.targets()) {
                    expiry.sweep(target);
                }
                return sequences;
            } catch (StorageException e) {
                patience.await(e, seen, unit.targets());
            }
        }
    }

    /** How long one unit of work is tried again. Returns to have it tried, and throws the error when that is in vain. */
    private final class Patience {
        private final boolean routed;
        private final RoomLimit limit;
        /** Until when to wait for each queue that was full, each as its own policy says. */
        private final Map<QueueName, Long> deadlines = new HashMap<>();
        /** Until when to route again; 0 before the first time. */
        private long reroutingDeadline;

        Patience(boolean routed, RoomLimit limit) {
            this.routed = routed;
            this.limit = limit;
        }

        void await(StorageException e, long seen, Set<QueueName> targets) {
            if (routed && e.kind() == StorageException.Kind.NO_SUCH_QUEUE) {
                reroute(e, seen);
            } else if (e.kind() != StorageException.Kind.QUEUE_FULL) {
                throw e;
            } else if (expiry.settle(targets) == 0) {
                awaitRoom(e, seen);
            }
        }

        /** The store drops a queue first and the routing table follows, which counts as room. */
        private void reroute(StorageException e, long seen) {
            if (reroutingDeadline == 0) {
                reroutingDeadline = System.nanoTime() + LONGEST_REROUTING_NANOS;
            }
            room.await(seen, REROUTING_PAUSE_NANOS);
            queues.refresh();
            if (reroutingDeadline - System.nanoTime() <= 0 || room.isClosed()) {
                throw e;
            }
        }

        private void awaitRoom(StorageException e, long seen) {
            QueueName full = e.fullQueue();
            if (full == null) {
                throw e;
            }
            long deadline =
                    deadlines.computeIfAbsent(full, queue -> System.nanoTime() + limit.nanos(patienceNanos(queue)));
            long left = deadline - System.nanoTime();
            if (!limit.isOver()) {
                room.await(seen, Math.min(left, longestWaitNanos));
            }
            if (left <= 0
                    || limit.isOver()
                    || room.isClosed()
                    || Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    /** How long a send waits for room in a full queue; nothing if it must fail. */
    private long patienceNanos(QueueName queue) {
        QueuePolicy policy = queues.policy(queue);
        if (policy.onFull() == Settings.OnFull.FAIL) {
            return 0;
        }
        return policy.sendTimeoutMillis() == 0
                ? Long.MAX_VALUE / 4
                : TimeUnit.MILLISECONDS.toNanos(policy.sendTimeoutMillis());
    }
}
