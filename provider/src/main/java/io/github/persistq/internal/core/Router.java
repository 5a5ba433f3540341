package io.github.persistq.internal.core;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
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
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;

    Router(QueueTable queues, Subscriptions subscriptions, Temporaries temporaries) {
        this.queues = queues;
        this.subscriptions = subscriptions;
        this.temporaries = temporaries;
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
        private final Set<QueueName> marked = new LinkedHashSet<>();
        private Durability durability;
        private boolean refreshed;

        Sends(List<Change> openings, Durability durability) {
            this.openings = openings;
            this.durability = durability;
        }

        void add(Outgoing send, List<Change> appends) {
            temporaries.checkSendable(send.destination());
            if (send.destination().kind().isTopic()) {
                addToTopic(send, appends);
            } else {
                addToQueue(send, appends);
            }
        }

        private void addToQueue(Outgoing send, List<Change> appends) {
            QueueName queue = QueueName.queue(send.destination().name());
            appends.add(new Change.Append(send.message(), queue));
            boolean temporary = send.destination().kind().isTemporary();
            // Opening a temporary queue that was deleted just now would bring it back for good.
            if (targets.add(queue) && !temporary) {
                queues.addOpening(queue, openings);
            }
            if (send.grouped() && marked.add(queue)) {
                queues.addMark(queue, openings);
            }
            if (send.persistent() && !temporary) {
                durability = Durability.FORCED;
            }
        }

        /** One append for all, so that the message is stored once and no subscription has it before another. */
        private void addToTopic(Outgoing send, List<Change> appends) {
            if (!refreshed) {
                queues.refresh();
                refreshed = true;
            }
            List<QueueName> takers = new ArrayList<>();
            for (Subscription subscription : subscriptions.takers(send)) {
                takers.add(subscription.queue());
                if (send.grouped() && subscription.spec().shared() && marked.add(subscription.queue())) {
                    queues.addMark(subscription.queue(), openings);
                }
                if (send.persistent() && subscription.spec().durable()) {
                    durability = Durability.FORCED;
                }
            }
            if (!takers.isEmpty()) {
                targets.addAll(takers);
                appends.add(new Change.Append(send.message(), takers));
            }
        }
    }
}
