package io.github.persistq.internal.core;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the stored queues behind destinations: turns what is settled and sent into one unit of work.
 *
 * <p>Threading: thread-safe.
 */
final class Router {
    private final QueueTable queues;

    Router(QueueTable queues) {
        this.queues = queues;
    }

    /**
     * A unit of work that can be written.
     *
     * @param changes in their order; empty if there is nothing to do
     * @param targets the queues that messages are put into
     * @param durability what must hold for all of it
     */
    record Routed(List<Change> changes, Set<QueueName> targets, Durability durability) {}

    /**
     * Makes a unit of work: settlements first, as they make room, then openings of queues, then sends.
     *
     * @param durability what must hold for the settlements; persistent messages ask for {@link Durability#FORCED} on their own
     * @throws StorageException of kind NO_SUCH_QUEUE if a temporary destination is gone
     */
    Routed route(List<Change> settlements, List<Outgoing> sends, Durability durability) {
        List<Change> changes = new ArrayList<>(settlements);
        Sends routed = new Sends(changes, durability);
        List<Change> appends = new ArrayList<>(sends.size());
        for (Outgoing send : sends) {
            routed.add(send, appends);
        }
        changes.addAll(appends);
        return new Routed(changes, routed.targets, routed.durability);
    }

    /** As {@link #route}, with settlements and sends held by a branch. */
    Routed routeBranch(BranchId branch, List<Change> settlements, List<Outgoing> sends) {
        List<Change> changes = new ArrayList<>();
        Sends routed = new Sends(changes, Durability.FORCED);
        List<Change> held = new ArrayList<>(settlements);
        for (Outgoing send : sends) {
            routed.add(send, held);
        }
        changes.add(new Change.Prepare(branch, held));
        return new Routed(changes, routed.targets, Durability.FORCED);
    }

    /** The sends of one unit of work. */
    private final class Sends {
        private final List<Change> openings;
        private final Set<QueueName> targets = new LinkedHashSet<>();
        private Durability durability;

        Sends(List<Change> openings, Durability durability) {
            this.openings = openings;
            this.durability = durability;
        }

        void add(Outgoing send, List<Change> appends) {
            if (send.destination().kind().isTopic()) {
                throw new StorageException(
                        StorageException.Kind.NO_SUCH_QUEUE, send.destination() + ": nothing is known of it");
            }
            QueueName queue = QueueName.queue(send.destination().name());
            appends.add(new Change.Append(send.message(), queue));
            QueueSpec present = queues.spec(queue);
            if (present == null && send.destination().kind() == DestinationRef.Kind.TEMPORARY_QUEUE) {
                throw new StorageException(
                        StorageException.Kind.NO_SUCH_QUEUE,
                        "The temporary queue " + send.destination().name() + " does not exist any more");
            }
            if (targets.add(queue)) {
                queues.addOpening(queue, openings);
            }
            if (send.persistent() && (present == null || !present.temporary())) {
                durability = Durability.FORCED;
            }
        }
    }
}
