package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store's subscriptions: makes and deletes them, and keeps to the rules of who may consume from which
 * ({@code Jakarta Messaging 3.1, 8.3}).
 *
 * <p>Processes that share a store change the subscriptions of one name in turns. A process with consumers of a durable one
 * holds its name: alone if it is unshared, with others if it is shared; who wants to change or delete it must be able to hold
 * it alone. A non-durable shared one is held under the name of its queue, as the engine holds all temporary queues, and ends
 * with the consumers of the process that can hold it alone.
 *
 * <p>Threading: thread-safe. The lock is held while a subscription's queue is opened or dropped, never while messages are
 * published or consumed, nor while other processes have their turns.
 */
public final class Subscriptions {
    private final MessageStore store;
    private final QueueTable queues;
    private final Drops drops;
    private final Sharing sharing;
    private final boolean betweenProcesses;
    private final ReentrantLock lock =
            new ReentrantLock(); // guards consumers and shared, and the making of subscriptions
    private final Condition othersTurn = lock.newCondition();
    private final Map<QueueName, Integer> consumers = new HashMap<>();
    private final Map<SubscriptionId, Subscription> shared = new HashMap<>();

    /** What tells named subscriptions apart. */
    private record SubscriptionId(
            @Nullable String clientId, @Nullable String name) {
        static SubscriptionId of(SubscriptionSpec spec) {
            return new SubscriptionId(spec.clientId(), spec.name());
        }
    }

    Subscriptions(MessageStore store, QueueTable queues, Drops drops) {
        this.store = store;
        this.queues = queues;
        this.drops = drops;
        this.sharing = store.sharing();
        this.betweenProcesses = sharing.isShared();
    }

    /**
     * Makes a consumer of a subscription, and the subscription if it is not there. Messages that are sent to the topic once
     * this has returned belong to it.
     *
     * @return takes the subscription's messages, until it is closed; a non-durable subscription ends with its last consumer
     * @throws InUseException if the subscription has another topic, selector or origin and is in use, if it is unshared and
     *     has a consumer, or if there is a durable one of the other kind by that name
     * @throws StorageException if it cannot be stored
     */
    public QueueReader subscribe(SubscriptionSpec spec) {
        lock.lock();
        try {
            return reader(queueFor(spec));
        } finally {
            lock.unlock();
        }
    }

    private QueueReader reader(QueueName queue) {
        consumers.merge(queue, 1, Integer::sum);
        try {
            return store.newReader(queue, Filter.ALL, () -> left(queue));
        } catch (StorageException e) {
            left(queue);
            throw e;
        }
    }

    private QueueName queueFor(SubscriptionSpec spec) {
        String name = spec.name();
        if (name == null) {
            return open(SubscriptionNames.nonDurable(spec.topic()), spec, List.of());
        }
        return betweenProcesses ? inTurn(spec.clientId(), name, () -> named(spec)) : named(spec);
    }

    /** Does what concerns the subscriptions of a name while no other process does, knowing what others have done. */
    private <T> T inTurn(@Nullable String clientId, String name, Supplier<T> work) {
        return Turns.alone(sharing, turn(clientId, name), othersTurn, () -> {
            queues.refresh();
            return work.get();
        });
    }

    private static String turn(@Nullable String clientId, String name) {
        return "making of " + SubscriptionNames.durable(clientId, name);
    }

    private QueueName named(SubscriptionSpec spec) {
        return spec.durable() ? durable(spec) : shared(spec);
    }

    private QueueName durable(SubscriptionSpec spec) {
        QueueName first = SubscriptionNames.durable(spec.clientId(), String.valueOf(spec.name()));
        Subscription present = find(first);
        if (present != null && present.spec().shared() != spec.shared()) {
            throw new InUseException("There is already " + described(present)
                    + "; a shared and an unshared one cannot have the same name");
        }
        boolean same = present != null && present.spec().equals(spec);
        if (present != null && consumers.containsKey(present.queue())) {
            if (!same || !spec.shared()) {
                throw inUse(present, spec);
            }
            return made(first, present, spec);
        }
        String hold = Sharing.holdOf(first);
        boolean alone = !same || !spec.shared();
        if (!sharing.hold(hold, alone)) {
            throw inUse(present, spec);
        }
        boolean held = false;
        try {
            QueueName queue = made(first, present, spec);
            held = !alone || !spec.shared() || sharing.hold(hold, false);
            return queue;
        } finally {
            if (!held) {
                Turns.letGo(sharing, hold);
            }
        }
    }

    /** Makes a durable subscription if the present one is not as asked for, in its place if there is one. */
    private QueueName made(QueueName first, @Nullable Subscription present, SubscriptionSpec spec) {
        if (present == null) {
            return open(first, spec, List.of());
        }
        if (present.spec().equals(spec)) {
            store.ensureQueue(present.queue());
            return present.queue();
        }
        requireSettled(present);
        List<Change> replacement = List.of(new Change.DropQueue(present.queue()));
        return open(SubscriptionNames.successor(present.queue()), spec, replacement);
    }

    private QueueName shared(SubscriptionSpec spec) {
        SubscriptionId id = SubscriptionId.of(spec);
        Subscription present = shared.get(id);
        if (present != null && !present.spec().equals(spec)) {
            throw inUse(present, spec);
        }
        if (present != null) {
            return present.queue();
        }
        QueueName joined = betweenProcesses ? joined(id, spec) : null;
        QueueName queue = joined == null ? open(SubscriptionNames.nonDurable(spec.topic()), spec, List.of()) : joined;
        Subscription made = queues.topics().find(queue);
        if (made != null) {
            shared.put(id, made);
        }
        return queue;
    }

    /** Joins the consumers that other processes have of a non-durable shared subscription; null if there are none. */
    private @Nullable QueueName joined(SubscriptionId id, SubscriptionSpec spec) {
        for (Subscription other : queues.topics().all()) {
            SubscriptionSpec known = other.spec();
            if (known.shared() && !known.durable() && SubscriptionId.of(known).equals(id) && join(other, spec)) {
                return other.queue();
            }
        }
        return null;
    }

    /** Whether a subscription is there to be joined: whoever holds it alone is about to drop it. */
    private boolean join(Subscription other, SubscriptionSpec spec) {
        String hold = Sharing.holdOf(other.queue());
        if (!sharing.hold(hold, false)) {
            return false;
        }
        queues.refresh();
        if (queues.topics().find(other.queue()) == null) {
            Turns.letGo(sharing, hold);
            return false;
        }
        if (other.spec().equals(spec)) {
            return true;
        }
        if (!endIfLast(other)) {
            throw inUse(other, spec);
        }
        return false;
    }

    private QueueName open(QueueName queue, SubscriptionSpec spec, List<Change> before) {
        QueueSpec stored = QueuePolicy.of(queue, Origin.of(spec), store.url())
                .spec()
                .withTemporary(!spec.durable())
                .withLabels(spec.labels());
        List<Change> changes = new ArrayList<>(before);
        changes.add(new Change.OpenQueue(queue, stored));
        write(changes, spec.durable() ? Durability.FORCED : Durability.WRITTEN);
        return queue;
    }

    /**
     * Deletes a durable subscription with its messages.
     *
     * @throws InUseException if it has a consumer, or messages that were delivered and are not acknowledged
     * @throws StorageException of kind NO_SUCH_QUEUE if there is none by that name
     */
    public void unsubscribe(@Nullable String clientId, String name) {
        lock.lock();
        try {
            QueueName first = SubscriptionNames.durable(clientId, name);
            Subscription dropped = betweenProcesses ? inTurn(clientId, name, () -> dropped(first)) : dropped(first);
            if (dropped == null) {
                throw new StorageException(
                        StorageException.Kind.NO_SUCH_QUEUE,
                        "There is no durable subscription '%s' of %s"
                                .formatted(
                                        name,
                                        clientId == null ? "clients without identifier" : "client '" + clientId + "'"));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops a durable subscription, which is returned, if there is one. */
    private @Nullable Subscription dropped(QueueName first) {
        Subscription present = find(first);
        if (present == null) {
            return null;
        }
        String hold = Sharing.holdOf(first);
        if (consumers.containsKey(present.queue()) || !sharing.hold(hold, true)) {
            throw new InUseException("The " + described(present) + " has a consumer; close it before unsubscribing");
        }
        try {
            requireSettled(present);
            write(List.of(new Change.DropQueue(present.queue())), Durability.FORCED);
            return present;
        } finally {
            Turns.letGo(sharing, hold);
        }
    }

    /** The subscriptions that a message belongs to, as far as the table of queues is up to date. */
    List<Subscription> takers(Outgoing message) {
        List<Subscription> takers = queues.topics().takers(message);
        for (Subscription taker : takers) {
            if (!queues.isCurrent(taker.queue())) {
                applyOptions(taker.queue());
            }
        }
        return takers;
    }

    /** The store may have been opened with other options than before: what they say of a topic goes for its subscriptions. */
    private void applyOptions(QueueName queue) {
        lock.lock();
        try {
            // One that was dropped just now must not come back.
            Subscription present = queues.topics().find(queue);
            if (present == null) {
                return;
            }
            String name = present.spec().name();
            if (betweenProcesses && name != null && !queues.hasWantedSpec(queue)) {
                applyInTurn(queue, turn(present.spec().clientId(), name));
            } else {
                store.ensureQueue(queue);
            }
        } finally {
            lock.unlock();
        }
    }

    /** While another process is making or dropping the subscription, a message does not wait: the next one tries again. */
    private void applyInTurn(QueueName queue, String turn) {
        if (!sharing.hold(turn, true)) {
            return;
        }
        try {
            queues.refresh();
            if (queues.topics().find(queue) != null) {
                store.ensureQueue(queue);
            }
        } finally {
            Turns.letGo(sharing, turn);
        }
    }

    /** A consumer is gone. */
    private void left(QueueName queue) {
        lock.lock();
        try {
            int others = consumers.getOrDefault(queue, 1) - 1;
            if (others > 0) {
                consumers.put(queue, others);
                return;
            }
            consumers.remove(queue);
            Subscription subscription = queues.topics().find(queue);
            if (subscription != null && !subscription.spec().durable()) {
                shared.remove(SubscriptionId.of(subscription.spec()));
                endIfLast(subscription);
            } else if (betweenProcesses) {
                // It may be a non-durable one that was dropped because this process was taken for dead.
                shared.values().removeIf(each -> each.queue().equals(queue));
                Turns.letGo(sharing, Sharing.holdOf(SubscriptionNames.first(queue)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a non-durable subscription unless another process has consumers of it; this one has none. */
    private boolean endIfLast(Subscription subscription) {
        QueueName queue = subscription.queue();
        boolean joinable = betweenProcesses && subscription.spec().shared();
        boolean last = !joinable || isLastToHold(Sharing.holdOf(queue));
        if (last) {
            // Nothing may be routed to it any more, even if it cannot be dropped yet.
            queues.topics().dropped(queue);
            drops.drop(queue);
        }
        if (joinable) {
            Turns.letGo(sharing, Sharing.holdOf(queue));
        }
        return last;
    }

    /** Processes that leave at the same time find each other's holds: so each lets go of its own and asks again. */
    private boolean isLastToHold(String hold) {
        if (!holdAlone(hold)) {
            Turns.letGo(sharing, hold);
            return holdAlone(hold);
        }
        return true;
    }

    private boolean holdAlone(String hold) {
        try {
            return sharing.hold(hold, true);
        } catch (StorageException e) {
            // The engine drops what nobody holds.
            System.getLogger(Subscriptions.class.getName())
                    .log(Level.DEBUG, "Cannot find out whether this process is the last to hold " + hold, e);
            return false;
        }
    }

    private @Nullable Subscription find(QueueName first) {
        Subscription present = queues.topics().find(first);
        return present != null ? present : queues.topics().find(SubscriptionNames.successor(first));
    }

    private void requireSettled(Subscription present) {
        long inFlight = store.stats(present.queue()).inFlight();
        if (inFlight > 0) {
            throw new InUseException("The %s has %d messages that were delivered and are not acknowledged"
                    .formatted(described(present), inFlight));
        }
    }

    private void write(List<Change> changes, Durability durability) {
        try {
            store.writer().write(changes, durability);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.ILLEGAL_CHANGE) {
                throw new InUseException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static InUseException inUse(@Nullable Subscription present, SubscriptionSpec asked) {
        if (present == null || !asked.shared()) {
            return new InUseException(
                    "There is already a consumer of the " + (present == null ? asked.described() : described(present)));
        }
        return new InUseException("The %s has consumers and selector %s; asked for was the %s with selector %s"
                .formatted(described(present), present.spec().selector(), asked.described(), asked.selector()));
    }

    private static String described(Subscription subscription) {
        return subscription.spec().described();
    }
}
