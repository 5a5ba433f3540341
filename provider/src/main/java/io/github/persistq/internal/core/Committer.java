package io.github.persistq.internal.core;

import io.github.persistq.internal.core.Router.Routed;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.List;
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

    /** How long a unit is routed again while subscriptions that it goes to vanish under it. */
    private static final long LONGEST_REROUTING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long REROUTING_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final MessageStore store;
    private final QueueTable queues;
    private final Router router;
    private final Room room;

    Committer(MessageStore store, QueueTable queues, Router router, Room room) {
        this.store = store;
        this.queues = queues;
        this.router = router;
        this.room = room;
    }

    /**
     * Writes a unit of work, or prepares it as a branch.
     *
     * @return one sequence per append
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    long[] commit(@Nullable BranchId branch, List<Change> settlements, List<Outgoing> sends, Durability durability) {
        Patience patience = new Patience(!sends.isEmpty());
        while (true) {
            long seen = room.generation();
            Routed unit = branch == null
                    ? router.route(settlements, sends, durability)
                    : router.routeBranch(branch, settlements, sends);
            if (unit.changes().isEmpty()) {
                return new long[0];
            }
            try {
                long[] sequences = store.write(unit.changes(), unit.durability());
                for (QueueName target : unit.targets()) {
                    store.sweepExpired(target);
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
        private boolean waiting;
        private long deadline;

        Patience(boolean routed) {
            this.routed = routed;
        }

        void await(StorageException e, long seen, Set<QueueName> targets) {
            if (routed && e.kind() == StorageException.Kind.NO_SUCH_QUEUE) {
                reroute(e, seen);
            } else if (e.kind() != StorageException.Kind.QUEUE_FULL) {
                throw e;
            } else if (store.settleExpired(targets) == 0) {
                awaitRoom(e, seen, targets);
            }
        }

        /** The store drops a queue first and the routing table follows, which counts as room. */
        private void reroute(StorageException e, long seen) {
            begin(LONGEST_REROUTING_NANOS);
            room.await(seen, REROUTING_PAUSE_NANOS);
            if (deadline - System.nanoTime() <= 0 || room.isClosed()) {
                throw e;
            }
        }

        private void awaitRoom(StorageException e, long seen, Set<QueueName> targets) {
            begin(patienceNanos(targets));
            long left = deadline - System.nanoTime();
            room.await(seen, Math.min(left, LONGEST_WAIT_NANOS));
            if (left <= 0 || room.isClosed() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }

        private void begin(long nanos) {
            if (!waiting) {
                waiting = true;
                deadline = System.nanoTime() + nanos;
            }
        }
    }

    /** How long a send to these queues waits for room: as long as the most patient of them allows. */
    private long patienceNanos(Set<QueueName> targets) {
        long longest = -1;
        for (QueueName queue : targets) {
            QueuePolicy policy = queues.policy(queue);
            if (policy.onFull() == Settings.OnFull.BLOCK) {
                long millis = policy.sendTimeoutMillis() == 0 ? Long.MAX_VALUE / 4_000_000 : policy.sendTimeoutMillis();
                longest = Math.max(longest, millis);
            }
        }
        return TimeUnit.MILLISECONDS.toNanos(longest);
    }
}
