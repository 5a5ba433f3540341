package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open store: the only user of its engine, and the only road that messages take into and out of it.
 *
 * <p>Threading: thread-safe. Calls may block while a queue is full, never under a lock.
 */
public final class MessageStore {
    private final StorageEngine engine;
    private final StoreUrl url;
    private final InstantSource clock;
    private final long maxMessageBytes;
    private final Waiters waiters = new Waiters();
    private final Room room = new Room();
    private final ExpirySweep sweep;
    private final FailureListeners failures = new FailureListeners();
    private final Threads threads = new Threads();
    private final QueueTable queues;
    private final Drops drops = new Drops(this);
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;
    private final Committer committer;
    private final Set<String> clientIds = ConcurrentHashMap.newKeySet();
    private final ReentrantLock branchesLock = new ReentrantLock(); // guards branches
    private @Nullable Branches branches;

    MessageStore(StorageEngine engine, StoreUrl url, InstantSource clock) {
        this.engine = engine;
        this.url = url;
        this.clock = clock;
        this.maxMessageBytes = url.get(Settings.MAX_MESSAGE_BYTES);
        this.sweep = new ExpirySweep(clock);
        engine.onReady(waiters);
        this.queues = new QueueTable(url, engine.queues());
        this.subscriptions = new Subscriptions(this, queues, drops);
        this.temporaries = new Temporaries(this, queues, drops);
        this.committer = new Committer(this, queues, new Router(queues, subscriptions, temporaries), room);
    }

    public InstantSource clock() {
        return clock;
    }

    /** Starts the store's threads. */
    public Threads threads() {
        return threads;
    }

    /** How a queue is run. */
    public QueuePolicy policy(QueueName queue) {
        return queues.policy(queue);
    }

    /** Opens a queue if it is not open with the spec that its policy asks for. */
    public void ensureQueue(QueueName queue) {
        List<Change> changes = new ArrayList<>();
        queues.addOpening(queue, changes);
        if (!changes.isEmpty()) {
            write(changes, Durability.FORCED);
        }
    }

    /**
     * Checks the size of a message before it is sent.
     *
     * @throws StorageException of kind TOO_LARGE naming sizes and option
     */
    public void checkSize(StoredMessage message) {
        if (message.size() > maxMessageBytes) {
            throw new StorageException(
                    StorageException.Kind.TOO_LARGE,
                    "The message has %d bytes (headers and properties %d, body %d); option %s allows %d"
                            .formatted(
                                    message.size(),
                                    message.head().length(),
                                    message.body().length(),
                                    Settings.MAX_MESSAGE_BYTES.name(),
                                    maxMessageBytes));
        }
    }

    /**
     * Writes changes that need no routing. While a queue is full, waits for room as that queue's policy says.
     *
     * @return one sequence per append, as {@link StorageEngine#write}
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    public long[] commit(List<Change> changes, Durability durability) {
        return committer.commit(null, changes, List.of(), durability);
    }

    /**
     * Writes what is settled and what is sent as one unit of work. Each message is stored once, in the queues that its
     * destination has now: a queue in itself, a topic in every subscription that wants it, or in none. While one of them is
     * full, waits for room as the most patient one's policy says.
     *
     * @param settlements acknowledgements and the like; they make room for what is sent. Those for a queue that is gone are
     *     left out
     * @param durability what must hold for the settlements; persistent messages are forced in any case, unless only
     *     temporary queues take them
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    public void commit(List<Change> settlements, List<Outgoing> sends, Durability durability) {
        committer.commit(null, settlements, sends, durability);
    }

    /** Holds what is settled and what is sent as a prepared branch, routed as by {@link #commit}; forced. */
    public void prepare(BranchId branch, List<Change> settlements, List<Outgoing> sends) {
        committer.commit(branch, settlements, sends, Durability.FORCED);
    }

    /** The branches of global transactions. */
    public Branches branches() {
        branchesLock.lock();
        try {
            if (branches == null) {
                branches = new Branches(this, engine.prepared());
            }
            return branches;
        } finally {
            branchesLock.unlock();
        }
    }

    /** The subscriptions to topics: consumers of a topic read from one of them. */
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** The temporary queues and topics. */
    public Temporaries temporaries() {
        return temporaries;
    }

    /**
     * A new consumer of a queue.
     *
     * @throws StorageException of kind NO_SUCH_QUEUE if it is a temporary one that is gone
     */
    public QueueReader reader(QueueName queue, Filter filter) {
        QueueSpec spec = queues.spec(queue);
        return spec != null && spec.temporary()
                ? temporaries.reader(queue, filter)
                : newReader(queue, filter, QueueReader.NOBODY);
    }

    QueueReader newReader(QueueName queue, Filter filter, Runnable closed) {
        try {
            return new QueueReader(this, queue, filter, engine.claimer(queue, filter), closed);
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    /** The messages of a queue that are in one of the states, without taking them. */
    public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
        try {
            return engine.browse(queue, states);
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    /** The queues that are open, those of subscriptions included. */
    public Set<QueueName> queues() {
        return queues.names();
    }

    /** A queue's figures. */
    public QueueStats stats(QueueName queue) {
        try {
            return engine.stats(queue);
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    /**
     * Gives deliveries back after the application may have seen them: each comes again as its queue's policy says, or is
     * given up.
     *
     * @param error what the last delivery ended with, or null
     */
    public void giveBack(List<Delivery> deliveries, @Nullable Throwable error) {
        List<Change> changes = new ArrayList<>();
        List<Change> fallback = new ArrayList<>();
        for (Delivery delivery : present(deliveries)) {
            RedeliveryPolicy policy = policy(delivery.queue()).redelivery();
            fallback.add(nack(delivery, policy));
            if (RedeliveryDecider.decide(policy, delivery.deliveryCount(), clock.millis())
                    instanceof RedeliveryDecider.Retry retry) {
                changes.add(new Change.Nack(delivery.queue(), delivery.sequence(), retry.readyAtMillis(), false));
            } else {
                addGivingUp(delivery, DeadLetters.DELIVERY_LIMIT, error, changes);
            }
        }
        writeOrFallBack(changes, fallback);
    }

    /** Gives deliveries back that the application may have seen, for another delivery at once. */
    public void returnNow(List<Delivery> deliveries) {
        List<Change> changes = new ArrayList<>();
        deliveries.forEach(d -> changes.add(new Change.Nack(d.queue(), d.sequence(), 0, false)));
        if (!changes.isEmpty()) {
            write(changes, Durability.WRITTEN);
        }
    }

    /** Gives one delivery up, whatever its count. */
    public void giveUp(Delivery delivery, String reason, @Nullable Throwable error) {
        if (present(List.of(delivery)).isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        addGivingUp(delivery, reason, error, changes);
        writeOrFallBack(changes, List.of(nack(delivery, policy(delivery.queue()).redelivery())));
    }

    /** Those whose queue is still there: a subscription or temporary queue that is gone has taken its messages along. */
    private List<Delivery> present(List<Delivery> deliveries) {
        List<Delivery> present = new ArrayList<>(deliveries.size());
        for (Delivery delivery : deliveries) {
            if (queues.spec(delivery.queue()) != null) {
                present.add(delivery);
            }
        }
        return present;
    }

    /** Gives a delivery back that the application did not see. */
    public void release(Delivery delivery) {
        write(List.of(new Change.Release(delivery.queue(), delivery.sequence())), Durability.WRITTEN);
    }

    /** Adds who is told, once, that the store can no longer be used; called on the thread that found out. */
    public void onFailure(Consumer<StorageException> listener) {
        failures.add(listener);
    }

    /** Removes who was added by {@link #onFailure}. */
    public void removeFailureListener(Consumer<StorageException> listener) {
        failures.remove(listener);
    }

    /** Takes a client identifier; false if another connection of this store has it. */
    public boolean takeClientId(String clientId) {
        return clientIds.add(clientId);
    }

    /** Makes a client identifier free again. */
    public void releaseClientId(String clientId) {
        clientIds.remove(clientId);
    }

    Waiters waiters() {
        return waiters;
    }

    StoreUrl url() {
        return url;
    }

    void close() {
        room.close();
        closeBranches();
        engine.close();
    }

    private void closeBranches() {
        Branches open;
        branchesLock.lock();
        try {
            open = branches;
        } finally {
            branchesLock.unlock();
        }
        if (open != null) {
            open.close();
        }
    }

    /** Settles a delivery that the application must not see, and says whether it was one. */
    boolean settleUndeliverable(Delivery delivery) {
        if (delivery.expired()) {
            expire(delivery);
            return true;
        }
        if (!policy(delivery.queue()).redelivery().allowsAfter(delivery.deliveryCount() - 1)) {
            Delivery shown = new Delivery(
                    delivery.queue(), delivery.sequence(), delivery.deliveryCount() - 1, false, delivery.message());
            giveUp(shown, DeadLetters.DELIVERY_LIMIT, null);
            return true;
        }
        return false;
    }

    /** Has the failure listeners told, if the error is that the store can no longer be used; returns it. */
    StorageException seen(StorageException e) {
        failures.check(e);
        return e;
    }

    private List<Delivery> claimExpired(QueueName queue) {
        try {
            return engine.claimExpired(queue, ExpirySweep.LIMIT);
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    /** Writes a unit of work, leaving out what would settle messages of queues that are gone. */
    long[] write(List<Change> changes, Durability durability) {
        List<Change> left = changes;
        while (!left.isEmpty()) {
            try {
                long[] sequences = engine.write(left, durability);
                note(left);
                return sequences;
            } catch (StorageException e) {
                List<Change> fewer = e.kind() == StorageException.Kind.NO_SUCH_QUEUE
                        ? Settlements.withoutGone(left, engine.queues().keySet())
                        : left;
                if (fewer == left) {
                    throw seen(e);
                }
                left = fewer;
            }
        }
        return new long[0];
    }

    private void note(List<Change> changes) {
        boolean freed = false;
        boolean branchEnded = false;
        for (Change change : changes) {
            freed |= noted(change);
            branchEnded |= change instanceof Change.CommitBranch || change instanceof Change.RollbackBranch;
        }
        if (freed) {
            room.freed();
        }
        if (branchEnded) {
            drops.again();
        }
    }

    /** Draws what follows from a change that was written, and says whether it made room. */
    private boolean noted(Change change) {
        if (change instanceof Change.OpenQueue opened) {
            queues.opened(opened.queue(), opened.spec());
            return true;
        } else if (change instanceof Change.DropQueue dropped) {
            queues.dropped(dropped.queue());
            sweep.forget(dropped.queue());
            return true;
        } else {
            return !(change instanceof Change.Append
                    || change instanceof Change.Nack
                    || change instanceof Change.Release
                    || change instanceof Change.Replace);
        }
    }

    private void writeOrFallBack(List<Change> changes, List<Change> fallback) {
        if (changes.isEmpty()) {
            return;
        }
        try {
            write(changes, Durability.WRITTEN);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.POISONED || e.kind() == StorageException.Kind.CLOSED) {
                throw e;
            }
            System.getLogger(MessageStore.class.getName())
                    .log(
                            Level.WARNING,
                            "Dead letters could not be stored; the messages stay in their queues for another delivery",
                            e);
            write(fallback, Durability.WRITTEN);
        }
    }

    private Change nack(Delivery delivery, RedeliveryPolicy policy) {
        long delay = policy.delayAfter(delivery.deliveryCount());
        return new Change.Nack(delivery.queue(), delivery.sequence(), delay == 0 ? 0 : clock.millis() + delay, false);
    }

    private void addGivingUp(Delivery delivery, String reason, @Nullable Throwable error, List<Change> changes) {
        changes.add(new Change.AckFailed(delivery.queue(), delivery.sequence()));
        QueueName queue = delivery.queue();
        if (policy(queue).redelivery().deadLetter()) {
            addDeadLetter(delivery, reason, error, changes);
        } else {
            System.getLogger(MessageStore.class.getName())
                    .log(
                            Level.WARNING,
                            "Dropped message {0} of queue {1} after {2} deliveries ({3}): the queue keeps no dead letters",
                            delivery.sequence(),
                            queue,
                            delivery.deliveryCount(),
                            reason);
        }
    }

    private void expire(Delivery delivery) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Expire(delivery.queue(), delivery.sequence()));
        if (policy(delivery.queue()).expiry() == Settings.Expiry.DEADLETTER) {
            addDeadLetter(delivery, DeadLetters.EXPIRED, null, changes);
        }
        writeOrFallBack(changes, List.of(new Change.Expire(delivery.queue(), delivery.sequence())));
    }

    private void addDeadLetter(Delivery delivery, String reason, @Nullable Throwable error, List<Change> changes) {
        Origin origin = policy(delivery.queue()).origin();
        QueueName target = DeadLetters.queueFor(origin);
        queues.addOpening(target, changes);
        changes.add(new Change.Append(DeadLetters.of(delivery, origin, reason, error), target));
    }

    void sweepExpired(QueueName queue) {
        if (!sweep.isDue(queue)) {
            return;
        }
        try {
            sweep.found(queue, settleExpired(Set.of(queue)));
        } catch (StorageException e) {
            // The send that led here has succeeded; the next look tries again.
            System.getLogger(MessageStore.class.getName()).log(Level.DEBUG, "Expired messages were not settled", e);
        }
    }

    int settleExpired(Set<QueueName> queues) {
        int settled = 0;
        for (QueueName queue : queues) {
            List<Delivery> left = new ArrayList<>(claimExpired(queue));
            try {
                while (!left.isEmpty()) {
                    expire(left.get(0));
                    left.remove(0);
                    settled++;
                }
            } catch (StorageException e) {
                releaseAll(left, e);
                throw e;
            }
        }
        return settled;
    }

    /** What was claimed and could not be settled must not stay in flight. */
    private void releaseAll(List<Delivery> deliveries, StorageException cause) {
        for (Delivery delivery : deliveries) {
            try {
                release(delivery);
            } catch (StorageException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
