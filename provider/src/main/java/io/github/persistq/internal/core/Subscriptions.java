package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store's subscriptions: makes and deletes them, and keeps to the rules of who may consume from which
 * ({@code Jakarta Messaging 3.1, 8.3}).
 *
 * <p>Threading: thread-safe. The lock is held while a subscription's queue is opened or dropped, never while messages are
 * published or consumed.
 */
public final class Subscriptions {
    private final MessageStore store;
    private final QueueTable queues;
    private final Drops drops;
    private final ReentrantLock lock =
            new ReentrantLock(); // guards consumers and shared, and the making of subscriptions
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
        if (spec.durable()) {
            return durable(spec);
        } else if (spec.shared()) {
            return shared(spec);
        }
        return open(SubscriptionNames.nonDurable(spec.topic()), spec, List.of());
    }

    private QueueName durable(SubscriptionSpec spec) {
        QueueName first = SubscriptionNames.durable(spec.clientId(), String.valueOf(spec.name()));
        Subscription present = find(first);
        if (present == null) {
            return open(first, spec, List.of());
        }
        boolean active = consumers.containsKey(present.queue());
        if (present.spec().shared() != spec.shared()) {
            throw new InUseException("There is already " + described(present)
                    + "; a shared and an unshared one cannot have the same name");
        }
        if (active && !spec.shared()) {
            throw new InUseException("There is already a consumer of the " + described(present));
        }
        if (present.spec().equals(spec)) {
            store.ensureQueue(present.queue());
            return present.queue();
        }
        if (active) {
            throw different(present, spec);
        }
        requireSettled(present);
        List<Change> replacement = List.of(new Change.DropQueue(present.queue()));
        return open(SubscriptionNames.successor(present.queue()), spec, replacement);
    }

    private QueueName shared(SubscriptionSpec spec) {
        Subscription present = shared.get(SubscriptionId.of(spec));
        if (present == null) {
            QueueName queue = open(SubscriptionNames.nonDurable(spec.topic()), spec, List.of());
            Subscription made = queues.topics().find(queue);
            if (made != null) {
                shared.put(SubscriptionId.of(spec), made);
            }
            return queue;
        }
        if (!present.spec().equals(spec)) {
            throw different(present, spec);
        }
        return present.queue();
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
            Subscription present = find(SubscriptionNames.durable(clientId, name));
            if (present == null) {
                throw new StorageException(
                        StorageException.Kind.NO_SUCH_QUEUE,
                        "There is no durable subscription '%s' of %s"
                                .formatted(
                                        name,
                                        clientId == null ? "clients without identifier" : "client '" + clientId + "'"));
            }
            if (consumers.containsKey(present.queue())) {
                throw new InUseException(
                        "The " + described(present) + " has a consumer; close it before unsubscribing");
            }
            requireSettled(present);
            write(List.of(new Change.DropQueue(present.queue())), Durability.FORCED);
        } finally {
            lock.unlock();
        }
    }

    /** The subscriptions that a message belongs to at this moment. */
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
            if (queues.topics().find(queue) != null) {
                store.ensureQueue(queue);
            }
        } finally {
            lock.unlock();
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
                // Nothing may be routed to it any more, even if it cannot be dropped yet.
                queues.topics().dropped(queue);
                drops.drop(queue);
            }
        } finally {
            lock.unlock();
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

    private static InUseException different(Subscription present, SubscriptionSpec asked) {
        return new InUseException("The %s has consumers and selector %s; asked for was the %s with selector %s"
                .formatted(described(present), present.spec().selector(), asked.described(), asked.selector()));
    }

    private static String described(Subscription subscription) {
        return subscription.spec().described();
    }
}
