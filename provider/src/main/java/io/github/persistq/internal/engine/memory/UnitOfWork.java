package io.github.persistq.internal.engine.memory;

import io.github.persistq.internal.engine.memory.MemoryState.Branch;
import io.github.persistq.internal.engine.memory.MemoryState.HeldAppend;
import io.github.persistq.internal.engine.memory.MemoryState.HeldSettlement;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of write: applies changes one after the other, each seeing what those before it did, and undoes them all if one
 * does not fit.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class UnitOfWork implements Change.Handler {
    private final MemoryState state;
    private final long now;
    private final long lastNumberBefore;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<Long> numbers = new ArrayList<>();
    private final Map<QueueName, Integer> becameReady = new LinkedHashMap<>();

    UnitOfWork(MemoryState state, long now) {
        this.state = state;
        this.now = now;
        this.lastNumberBefore = state.lastNumber;
    }

    /** Applies all of them, or none if it throws. */
    void apply(List<Change> changes) {
        try {
            changes.forEach(change -> change.applyTo(this));
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** What write returns. */
    long[] numbers() {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /** How many messages became ready in which queues. */
    Map<QueueName, Integer> becameReady() {
        return becameReady;
    }

    @Override
    public void append(Change.Append change) {
        List<QueueName> takers = takers(change);
        long sequence = takers.isEmpty() ? 0 : nextNumber();
        numbers.add(sequence);
        store(sequence, change.message(), takers);
    }

    /** The queues that take the message; the others drop it as a duplicate, whether they have room or not. */
    private List<QueueName> takers(Change.Append change) {
        List<QueueName> takers = new ArrayList<>();
        for (QueueName name : change.queues()) {
            MemoryQueue queue = queue(name);
            List<StoredMessage> held = state.heldFor(name);
            if (!isDuplicate(queue, held, change.message().uniqueKey())) {
                requireRoom(name, queue, held, change.message());
                takers.add(name);
            }
        }
        return takers;
    }

    private static boolean isDuplicate(MemoryQueue queue, List<StoredMessage> held, @Nullable String key) {
        QueueSpec.Unique unique = queue.spec().unique();
        if (key == null || unique == QueueSpec.Unique.NO) {
            return false;
        }
        return held.stream().anyMatch(message -> key.equals(message.uniqueKey()))
                || queue.withKey(key).stream().anyMatch(entry -> switch (unique) {
                    case NO -> false;
                    case WAITING -> entry.isWaiting();
                    case UNSETTLED -> entry.state() != MessageState.ACKED;
                    case KEPT -> true;
                });
    }

    private static void requireRoom(
            QueueName name, MemoryQueue queue, List<StoredMessage> held, StoredMessage message) {
        QueueSpec spec = queue.spec();
        long messages = queue.unsettled() + held.size() + 1;
        if (spec.maxMessages() != 0 && messages > spec.maxMessages()) {
            throw full(name, "messages", messages, spec.maxMessages());
        }
        long bytes = queue.stats().bytes()
                + held.stream().mapToLong(StoredMessage::size).sum()
                + message.size();
        if (spec.maxBytes() != 0 && bytes > spec.maxBytes()) {
            throw full(name, "bytes", bytes, spec.maxBytes());
        }
    }

    private void store(long sequence, StoredMessage message, List<QueueName> takers) {
        for (QueueName name : takers) {
            MemoryQueue queue = queue(name);
            long place = queue.spec().order() == Order.FIFO ? sequence : -sequence;
            put(name, queue, Entry.appended(sequence, place, message, now));
        }
    }

    @Override
    public void ack(Change.Ack change) {
        MemoryQueue queue = queue(change.queue());
        Entry entry = inFlight(change.queue(), change.sequence());
        put(change.queue(), queue, entry.acked(queue.nextAckNumber()));
        forgetAcked(queue);
    }

    /** Forgets the oldest acknowledged messages beyond those that the queue keeps. */
    private void forgetAcked(MemoryQueue queue) {
        NavigableSet<Entry> acked = queue.in(MessageState.ACKED);
        while (acked.size() > queue.spec().keepAcked()) {
            remove(queue, acked.first());
        }
    }

    @Override
    public void ackFailed(Change.AckFailed change) {
        MemoryQueue queue = queue(change.queue());
        remove(queue, inFlight(change.queue(), change.sequence()));
        queue.addFailed(1);
        undo.push(() -> queue.addFailed(-1));
    }

    @Override
    public void expire(Change.Expire change) {
        remove(queue(change.queue()), inFlight(change.queue(), change.sequence()));
    }

    @Override
    public void nack(Change.Nack change) {
        Entry entry = inFlight(change.queue(), change.sequence());
        Entry back = change.atTail() ? entry.withPlace(nextNumber()) : entry;
        put(change.queue(), queue(change.queue()), back.waiting(change.readyAtMillis(), now));
    }

    @Override
    public void release(Change.Release change) {
        Entry entry = inFlight(change.queue(), change.sequence());
        Entry back = entry.withDeliveryCount(entry.deliveryCount() - 1);
        put(change.queue(), queue(change.queue()), back.waiting(0, now));
    }

    @Override
    public void replace(Change.Replace change) {
        MemoryQueue queue = queue(change.queue());
        Entry entry = queue.get(change.sequence());
        if (entry == null || entry.state() == MessageState.ACKED || change.sequence() > lastNumberBefore) {
            throw illegal(
                    change.queue(),
                    change.sequence(),
                    entry,
                    "only an unsettled message of an earlier unit can be replaced");
        }
        put(change.queue(), queue, entry.withContent(change.head(), change.body()));
    }

    @Override
    public void openQueue(Change.OpenQueue change) {
        QueueName name = change.queue();
        MemoryQueue queue = state.queues.get(name);
        if (queue == null) {
            state.queues.put(name, new MemoryQueue(change.spec()));
            undo.push(() -> state.queues.remove(name));
            return;
        }
        QueueSpec former = queue.spec();
        boolean empty = queue.isEmpty() && state.heldFor(name).isEmpty();
        if (former.order() != change.spec().order() && !empty) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Queue '%s' has order %s and holds messages; it can be opened with order %s only when it is empty"
                            .formatted(name, former.order(), change.spec().order()));
        }
        queue.spec(change.spec());
        undo.push(() -> queue.spec(former));
        forgetAcked(queue);
    }

    @Override
    public void dropQueue(Change.DropQueue change) {
        QueueName name = change.queue();
        MemoryQueue queue = state.queues.get(name);
        if (queue == null) {
            return;
        }
        state.branches.forEach((id, branch) -> {
            if (branch.named().contains(name)) {
                throw new StorageException(
                        Kind.ILLEGAL_CHANGE,
                        "Queue '%s' cannot be dropped: the prepared branch %s names it; commit or roll back the branch first"
                                .formatted(name, id));
            }
        });
        state.queues.remove(name);
        undo.push(() -> state.queues.put(name, queue));
    }

    @Override
    public void prepare(Change.Prepare change) {
        if (state.branches.containsKey(change.branch())) {
            throw new StorageException(
                    Kind.ILLEGAL_CHANGE,
                    "Branch %s is already prepared; commit it or roll it back".formatted(change.branch()));
        }
        Branch branch = new Branch();
        state.branches.put(change.branch(), branch);
        undo.push(() -> state.branches.remove(change.branch()));
        for (Change held : change.changes()) {
            if (held instanceof Change.Append append) {
                hold(branch, append);
            } else if (held instanceof Change.Ack ack) {
                hold(branch, new HeldSettlement(ack.queue(), ack.sequence(), ack));
            } else if (held instanceof Change.AckFailed failed) {
                hold(branch, new HeldSettlement(failed.queue(), failed.sequence(), failed));
            } else if (held instanceof Change.Expire expire) {
                hold(branch, new HeldSettlement(expire.queue(), expire.sequence(), expire));
            }
        }
    }

    private void hold(Branch branch, Change.Append append) {
        List<QueueName> takers = takers(append);
        branch.named().addAll(takers);
        if (!takers.isEmpty()) {
            branch.appends().add(new HeldAppend(nextNumber(), append.message(), takers));
        }
    }

    private void hold(Branch branch, HeldSettlement settlement) {
        Entry entry = inFlight(settlement.queue(), settlement.sequence());
        put(settlement.queue(), queue(settlement.queue()), entry.withHeld(true));
        branch.named().add(settlement.queue());
        branch.settlements().add(settlement);
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        Branch branch = endBranch(change.branch());
        branch.settlements().forEach(settlement -> settlement.change().applyTo(this));
        branch.appends().forEach(held -> store(held.sequence(), held.message(), held.queues()));
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        for (HeldSettlement settlement : endBranch(change.branch()).settlements()) {
            nack(new Change.Nack(settlement.queue(), settlement.sequence(), 0, false));
        }
    }

    /** Forgets the branch and lets go of the messages that it held in flight. */
    private Branch endBranch(BranchId id) {
        Branch branch = state.branches.remove(id);
        if (branch == null) {
            throw new StorageException(Kind.ILLEGAL_CHANGE, "Branch %s is not prepared".formatted(id));
        }
        undo.push(() -> state.branches.put(id, branch));
        for (HeldSettlement settlement : branch.settlements()) {
            MemoryQueue queue = queue(settlement.queue());
            Entry entry = Objects.requireNonNull(queue.get(settlement.sequence()), "a held message stays");
            put(settlement.queue(), queue, entry.withHeld(false));
        }
        return branch;
    }

    @Override
    public void forgetAcked(Change.ForgetAcked change) {
        MemoryQueue queue = queue(change.queue());
        NavigableSet<Entry> acked = queue.in(MessageState.ACKED);
        long forgotten = 0;
        while (forgotten < change.max() && acked.size() > change.keep()) {
            remove(queue, acked.first());
            forgotten++;
        }
        numbers.add(forgotten);
    }

    @Override
    public void openMap(Change.OpenMap change) {
        MemoryMap map = state.maps.get(change.map());
        if (map == null) {
            state.maps.put(change.map(), new MemoryMap(change.labels()));
            undo.push(() -> state.maps.remove(change.map()));
        } else {
            Map<String, String> former = map.labels;
            map.labels = change.labels();
            undo.push(() -> map.labels = former);
        }
    }

    @Override
    public void putEntry(Change.PutEntry change) {
        MemoryMap map = map(change.map(), change.key(), change.expected());
        set(map, change.key(), new MapEntry(change.key(), change.value(), nextNumber()));
    }

    @Override
    public void removeEntry(Change.RemoveEntry change) {
        set(map(change.map(), change.key(), change.expected()), change.key(), null);
    }

    @Override
    public void dropMap(Change.DropMap change) {
        MemoryMap map = state.maps.remove(change.map());
        if (map != null) {
            undo.push(() -> state.maps.put(change.map(), map));
        }
    }

    /** The map, in which the key has the version that is expected. */
    private MemoryMap map(String name, Bytes key, long expected) {
        MemoryMap map = state.maps.get(name);
        if (map == null) {
            throw StorageException.noSuchMap(name);
        }
        if (!MapEntry.isExpected(expected, map.version(key))) {
            throw StorageException.conflict(name, expected, map.version(key));
        }
        return map;
    }

    private void set(MemoryMap map, Bytes key, @Nullable MapEntry entry) {
        MapEntry former = entry == null ? map.entries.remove(key) : map.entries.put(key, entry);
        undo.push(() -> {
            if (former == null) {
                map.entries.remove(key);
            } else {
                map.entries.put(key, former);
            }
        });
    }

    private void put(QueueName name, MemoryQueue queue, Entry entry) {
        change(queue, entry.sequence(), entry);
        if (entry.isWaiting()) {
            becameReady.merge(name, 1, Integer::sum);
        }
    }

    private void remove(MemoryQueue queue, Entry entry) {
        change(queue, entry.sequence(), null);
    }

    private void change(MemoryQueue queue, long sequence, @Nullable Entry entry) {
        Entry former = queue.get(sequence);
        queue.set(sequence, entry);
        undo.push(() -> queue.set(sequence, former));
    }

    private long nextNumber() {
        undo.push(() -> state.lastNumber--);
        return ++state.lastNumber;
    }

    private MemoryQueue queue(QueueName name) {
        MemoryQueue queue = state.queues.get(name);
        if (queue == null) {
            throw new StorageException(Kind.NO_SUCH_QUEUE, "Queue '%s' is not open; open it first".formatted(name));
        }
        queue.advance(now);
        return queue;
    }

    private Entry inFlight(QueueName name, long sequence) {
        Entry entry = queue(name).get(sequence);
        if (entry == null || entry.state() != MessageState.IN_FLIGHT || entry.held()) {
            throw illegal(
                    name,
                    sequence,
                    entry,
                    "only a message in flight and not held by a branch can be settled or given back");
        }
        return entry;
    }

    private static StorageException illegal(QueueName name, long sequence, @Nullable Entry entry, String rule) {
        String actual = entry == null
                ? "not there"
                : entry.held() ? "held by a prepared branch" : entry.state().toString();
        return new StorageException(
                Kind.ILLEGAL_CHANGE, "Queue '%s': message %d is %s; %s".formatted(name, sequence, actual, rule));
    }

    private static StorageException full(QueueName name, String unit, long wanted, long limit) {
        return StorageException.queueFull(
                name,
                "Queue '%s' is full: it would hold %d %s, its limit is %d; settle messages or raise the limit"
                        .formatted(name, wanted, unit, limit));
    }
}
