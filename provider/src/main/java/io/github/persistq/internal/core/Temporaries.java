package io.github.persistq.internal.core;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.Sharing;
import io.github.persistq.spi.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store's temporary queues and topics, and whose they are ({@code Jakarta Messaging 3.1, 6.2.2}). They last as long as
 * their owner, and no longer than the store is open. Those of other processes that use the store can be sent to: a queue is
 * found among the store's queues, a topic, which is not stored, by its maker's hold on its name.
 *
 * <p>Threading: thread-safe.
 */
public final class Temporaries implements WriteObserver {
    private static final String ANOTHER_PROCESS = "another process";

    private final MessageStore store;
    private final QueueTable queues;
    private final Drops drops;
    private final Sharing sharing;
    private final boolean shared;
    private final Map<String, Temporary> known = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock(); // guards readers, and deleting against new readers
    private final Map<QueueName, Integer> readers = new HashMap<>();

    private record Temporary(DestinationRef destination, String owner) {}

    Temporaries(MessageStore store, QueueTable queues, Drops drops) {
        this.store = store;
        this.queues = queues;
        this.drops = drops;
        this.sharing = store.sharing();
        this.shared = sharing.isShared();
    }

    /** Makes a destination of a name that nobody can guess. */
    public DestinationRef create(DestinationRef.Kind kind, String owner) {
        DestinationRef destination = new DestinationRef(kind, "temporary." + UUID.randomUUID());
        if (kind == DestinationRef.Kind.TEMPORARY_QUEUE) {
            QueueName queue = QueueName.queue(destination.name());
            Change opening =
                    new Change.OpenQueue(queue, queues.policy(queue).spec().withTemporary(true));
            store.writer().write(List.of(opening), Durability.WRITTEN);
        } else if (!sharing.hold(holdOfTopic(destination), true)) {
            throw new IllegalStateException("Another process has a " + holdOfTopic(destination));
        }
        known.put(destination.name(), new Temporary(destination, owner));
        return destination;
    }

    private static String holdOfTopic(DestinationRef topic) {
        return "temporary topic " + topic.name();
    }

    /** Whose a destination is, by the owner's name or as another process's; null if it is not a temporary one, or gone. */
    public @Nullable String owner(DestinationRef destination) {
        String owner = ownOwner(destination);
        return owner == null && shared && isElsewhere(destination) ? ANOTHER_PROCESS : owner;
    }

    /** Whose of this process's a destination is. */
    private @Nullable String ownOwner(DestinationRef destination) {
        Temporary temporary = known.get(destination.name());
        return temporary != null
                        && temporary.destination().kind().isTopic()
                                == destination.kind().isTopic()
                ? temporary.owner()
                : null;
    }

    /** Whether another process has made this temporary destination, as far as is known of queues. */
    private boolean isElsewhere(DestinationRef destination) {
        if (destination.kind().isTopic()) {
            return destination.kind().isTemporary() && sharing.isHeldElsewhere(holdOfTopic(destination));
        }
        QueueSpec spec = queues.spec(QueueName.queue(destination.name()));
        return spec != null && spec.temporary() && !Drops.hasEnded(spec);
    }

    /**
     * Refuses a temporary destination that is gone.
     *
     * @throws StorageException of kind NO_SUCH_QUEUE
     */
    public void check(DestinationRef destination) {
        if (shared && destination.kind() == DestinationRef.Kind.TEMPORARY_QUEUE && ownOwner(destination) == null) {
            queues.refresh();
        }
        checkSendable(destination);
    }

    /** As {@link #check}, of what is about to be sent: if another process has dropped a queue just now, writing to it fails. */
    void checkSendable(DestinationRef destination) {
        if (destination.kind().isTemporary() && owner(destination) == null) {
            throw gone(destination);
        }
    }

    private static StorageException gone(DestinationRef destination) {
        return new StorageException(
                StorageException.Kind.NO_SUCH_QUEUE,
                "The temporary destination " + destination + " was deleted, or its connection is closed");
    }

    /**
     * Deletes a destination with its messages.
     *
     * @throws InUseException while it has consumers
     */
    public void delete(DestinationRef destination) {
        lock.lock();
        try {
            boolean used = destination.kind().isTopic()
                    ? queues.topics().hasSubscriptions(destination.name())
                    : readers.containsKey(QueueName.queue(destination.name()));
            if (used) {
                throw new InUseException(
                        "The temporary destination " + destination + " has consumers; close them before deleting it");
            }
            forget(destination);
        } finally {
            lock.unlock();
        }
    }

    /** Deletes all that an owner has left, with or without consumers. */
    public void deleteAll(String owner) {
        for (Temporary temporary : known.values()) {
            if (temporary.owner().equals(owner)) {
                forget(temporary.destination());
            }
        }
    }

    private void forget(DestinationRef destination) {
        boolean there = known.remove(destination.name()) != null;
        if (there && !destination.kind().isTopic()) {
            drops.drop(QueueName.queue(destination.name()));
        } else if (there && shared) {
            Turns.letGo(sharing, holdOfTopic(destination));
        }
    }

    @Override
    public void written(List<Change> changes) {}

    /** Another process took this one for dead, and has dropped what was its. */
    @Override
    public void elsewhere(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.DropQueue dropped && dropped.queue().kind() == QueueName.Kind.QUEUE) {
                known.computeIfPresent(
                        dropped.queue().name(),
                        (name, temporary) -> temporary.destination().kind().isTopic() ? temporary : null);
            }
        }
    }

    /** A new consumer of a temporary queue. */
    QueueReader reader(QueueName queue, Filter filter) {
        lock.lock();
        try {
            DestinationRef destination = DestinationRef.temporaryQueue(queue.name());
            if (ownOwner(destination) == null) {
                throw gone(destination);
            }
            QueueReader reader = store.newReader(queue, filter, () -> left(queue));
            readers.merge(queue, 1, Integer::sum);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    private void left(QueueName queue) {
        lock.lock();
        try {
            readers.computeIfPresent(queue, (name, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }
}
