package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
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
    private final FailureListeners failures = new FailureListeners();
    private final Threads threads = new Threads();
    private final Waiters waiters;
    private final StoreWriter writer;
    private final QueueTable queues;
    private final MessageGroups groups;
    private final Owed owed;
    private final Redelivery redelivery;
    private final Room room = new Room();
    private final Committer committer;
    private final QueueAdmin admin;
    private final MapStore maps;
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;
    private final Set<String> clientIds = ConcurrentHashMap.newKeySet();
    private final ReentrantLock branchesLock = new ReentrantLock(); // guards branches
    private @Nullable Branches branches;

    MessageStore(StorageEngine engine, StoreUrl url, InstantSource clock) {
        this.engine = engine;
        this.url = url;
        this.clock = clock;
        this.maxMessageBytes = url.get(Settings.MAX_MESSAGE_BYTES);
        boolean shared = engine.isShared();
        this.waiters = new Waiters(engine);
        this.writer = new StoreWriter(engine, failures);
        Catalogue catalogue = shared ? new Catalogue(engine, writer) : null;
        this.queues = new QueueTable(url, engine.queues(), catalogue);
        this.groups = new MessageGroups(writer, waiters, engine.queues(), shared);
        this.owed = new Owed(writer, waiters, clock, shared);
        this.redelivery = new Redelivery(writer, owed, queues, clock);
        ExpirySweep sweep = new ExpirySweep(clock);
        Drops drops = new Drops(writer, queues, engine);
        this.subscriptions = new Subscriptions(this, queues, drops);
        this.temporaries = new Temporaries(this, queues, drops);
        Router router = new Router(queues, subscriptions, temporaries);
        Expiry expiry = new Expiry(engine, failures, queues, redelivery, sweep);
        this.committer = new Committer(router, writer, queues, room, expiry, shared);
        this.admin = new QueueAdmin(this, writer, queues, room);
        this.maps = new MapStore(engine, writer, failures);
        writer.observers(List.of(queues, sweep, groups, room, drops, temporaries, owed));
        engine.onReady(waiters);
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
        queues.refresh();
        List<Change> changes = new ArrayList<>();
        queues.addOpening(queue, changes);
        if (!changes.isEmpty()) {
            writer.write(changes, Durability.FORCED);
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
        return committer.commit(null, changes, List.of(), durability, RoomLimit.BY_POLICY);
    }

    /**
     * Writes what is settled and what is sent as one unit of work. Each message is stored once, in the queues that its
     * destination has now: a queue in itself, a topic in every subscription that wants it, or in none. While one of them is
     * full, waits for room as that one's policy says.
     *
     * @param settlements acknowledgements and the like; they make room for what is sent. Those for a queue that is gone are
     *     left out
     * @param durability what must hold for the settlements; persistent messages are forced in any case, unless only
     *     temporary queues take them
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    public void commit(List<Change> settlements, List<Outgoing> sends, Durability durability) {
        committer.commit(null, settlements, sends, durability, RoomLimit.BY_POLICY);
    }

    /**
     * As {@link #commit(List, List, Durability)}, waiting for room within a limit.
     *
     * @return one sequence per message that was stored, in their order; 0 for one that was a duplicate everywhere
     */
    public long[] commit(List<Change> settlements, List<Outgoing> sends, Durability durability, RoomLimit limit) {
        return committer.commit(null, settlements, sends, durability, limit);
    }

    /** Holds what is settled and what is sent as a prepared branch, routed as by {@link #commit}; forced. */
    public void prepare(BranchId branch, List<Change> settlements, List<Outgoing> sends) {
        committer.commit(branch, settlements, sends, Durability.FORCED, RoomLimit.BY_POLICY);
    }

    /** The branches of global transactions. */
    public Branches branches() {
        branchesLock.lock();
        try {
            if (branches == null) {
                branches = new Branches(this);
            }
            return branches;
        } finally {
            branchesLock.unlock();
        }
    }

    /** What programs do to whole queues. */
    public QueueAdmin admin() {
        return admin;
    }

    /** The maps. */
    public MapStore maps() {
        return maps;
    }

    /** Checks a size against {@link Settings#MAX_MESSAGE_BYTES}; the name says whose it is. */
    public void checkSize(String what, long bytes) {
        if (bytes > maxMessageBytes) {
            throw new StorageException(
                    StorageException.Kind.TOO_LARGE,
                    "%s has %d bytes; option %s allows %d"
                            .formatted(what, bytes, Settings.MAX_MESSAGE_BYTES.name(), maxMessageBytes));
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
        return new QueueReader(this, queue, filter, closed);
    }

    Claimer claimer(QueueName queue, Filter filter) {
        try {
            return engine.claimer(queue, filter);
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    MessageGroups groups() {
        return groups;
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
        redelivery.giveBack(deliveries, error);
    }

    /** As {@link #giveBack(List, Throwable)}, with a delay other than the policy's. */
    public void giveBack(Delivery delivery, long delayMillis) {
        redelivery.giveBack(delivery, delayMillis);
    }

    /** Gives deliveries back that the application may have seen, for another delivery at once. */
    public void returnNow(List<Delivery> deliveries) {
        redelivery.returnNow(deliveries);
    }

    /** Gives one delivery up, whatever its count. */
    public void giveUp(Delivery delivery, String reason, @Nullable Throwable error) {
        redelivery.giveUp(delivery, reason, error);
    }

    /** Gives a delivery back that the application did not see. */
    public void release(Delivery delivery) {
        redelivery.release(delivery);
    }

    /** Adds who is told, once, that the store can no longer be used; called on the thread that found out. */
    public void onFailure(Consumer<StorageException> listener) {
        failures.add(listener);
    }

    /** Removes who was added by {@link #onFailure}. */
    public void removeFailureListener(Consumer<StorageException> listener) {
        failures.remove(listener);
    }

    /**
     * Takes a client identifier; false if another connection to this store has it, be it another process's.
     *
     * @throws StorageException if a store that processes share does not answer
     */
    public boolean takeClientId(String clientId) {
        if (!clientIds.add(clientId)) {
            return false;
        }
        boolean taken = false;
        try {
            taken = !engine.isShared() || engine.hold(holdOfClient(clientId), true);
            return taken;
        } finally {
            if (!taken) {
                clientIds.remove(clientId);
            }
        }
    }

    /** Makes a client identifier free again. */
    public void releaseClientId(String clientId) {
        if (engine.isShared()) {
            // Before another connection of this process can take it, whose hold this would end.
            Turns.letGo(engine, holdOfClient(clientId));
        }
        clientIds.remove(clientId);
    }

    private static String holdOfClient(String clientId) {
        return "client " + SubscriptionNames.bounded(clientId);
    }

    /** What this process knows of others that use the store. */
    Sharing sharing() {
        return engine;
    }

    /** Whether a queue that this process has opened is there no more. */
    boolean isDroppedElsewhere(QueueName queue) {
        queues.refresh();
        return engine.isShared() && queues.spec(queue) == null;
    }

    /** The branches that are prepared and not ended, whoever prepared them. */
    Set<BranchId> prepared() {
        try {
            return engine.prepared();
        } catch (StorageException e) {
            throw seen(e);
        }
    }

    Redelivery redelivery() {
        return redelivery;
    }

    Owed owed() {
        return owed;
    }

    StoreWriter writer() {
        return writer;
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

    /** Has the failure listeners told, if the error is that the store can no longer be used; returns it. */
    StorageException seen(StorageException e) {
        return failures.checked(e);
    }
}
