package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All queues, prepared branches and maps of a store. Its methods are the journal's records, one each, applied in journal order:
 * when the store runs and, the same, when it recovers. They assume that the change was checked before it was written.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class StoreIndex {
    private final InstantSource clock;
    private final Footprint footprint;
    private final Map<QueueName, QueueIndex> byName = new HashMap<>();
    private final Map<Integer, QueueIndex> byId = new HashMap<>();
    private final Map<BranchId, List<Held>> branches = new LinkedHashMap<>();
    private final MapTable maps;
    private int lastQueueId;
    private long lastNumber;

    public StoreIndex(InstantSource clock, Footprint footprint) {
        this.clock = clock;
        this.footprint = footprint;
        this.maps = new MapTable(footprint);
    }

    public MapTable maps() {
        return maps;
    }

    public @Nullable QueueIndex queue(QueueName name) {
        return byName.get(name);
    }

    public QueueIndex queue(int id) {
        QueueIndex queue = byId.get(id);
        if (queue == null) {
            throw new InconsistentIndexException("no queue has the id " + id);
        }
        return queue;
    }

    public boolean hasQueue(int id) {
        return byId.containsKey(id);
    }

    public Collection<QueueIndex> queues() {
        return Collections.unmodifiableCollection(byName.values());
    }

    public Map<BranchId, List<Held>> branches() {
        return Collections.unmodifiableMap(branches);
    }

    public int lastQueueId() {
        return lastQueueId;
    }

    /** The last number given to a message, to one that went to the tail, or to a map's entry as its version. */
    public long lastNumber() {
        return lastNumber;
    }

    public void restoreNumbers(int queueId, long number) {
        lastQueueId = queueId;
        lastNumber = number;
    }

    // ---- one method per kind of record

    public void openQueue(int id, QueueName name, QueueSpec spec) {
        QueueIndex existing = byId.get(id);
        if (existing != null) {
            existing.respec(spec);
            return;
        }
        QueueIndex queue = new QueueIndex(id, name, spec, footprint);
        byId.put(id, queue);
        byName.put(name, queue);
        lastQueueId = Math.max(lastQueueId, id);
    }

    public void dropQueue(int id) {
        QueueIndex queue = byId.remove(id);
        if (queue != null) {
            byName.remove(queue.name);
            List<Entry> all = new ArrayList<>();
            queue.all().forEach(all::add);
            all.forEach(queue::remove);
            branches.replaceAll((branch, held) ->
                    held.stream().filter(one -> one.queueId() != id).toList());
        }
    }

    /** Puts a message in queues, hidden: {@link #publish} makes it claimable. Consumes one number, which is its sequence. */
    public List<Entry> append(int[] queueIds, MessageMeta meta, Location location) {
        lastNumber++;
        List<Entry> added = new ArrayList<>(queueIds.length);
        for (int id : queueIds) {
            QueueIndex queue = queue(id);
            Entry entry = new Entry(queue, lastNumber, meta, location);
            queue.add(entry);
            added.add(entry);
        }
        return added;
    }

    /** Makes a hidden message claimable, now or when it is due, unless its queue was dropped meanwhile. */
    public void publish(Entry entry) {
        if (entry.state == State.HIDDEN) {
            entry.queue().giveBack(entry, clock.millis());
        }
    }

    public void settle(int queueId, long sequence, Settlement settlement) {
        QueueIndex queue = queue(queueId);
        queue.settle(inFlight(queue, sequence), settlement);
    }

    /** Gives a message back; consumes one number if it goes to the tail. */
    public void nack(int queueId, long sequence, long readyAtMillis, boolean atTail) {
        QueueIndex queue = queue(queueId);
        Entry entry = inFlight(queue, sequence);
        if (atTail) {
            queue.reorder(entry, ++lastNumber);
        }
        entry.readyAtMillis = readyAtMillis;
        queue.giveBack(entry, clock.millis());
    }

    public void release(int queueId, long sequence) {
        QueueIndex queue = queue(queueId);
        Entry entry = inFlight(queue, sequence);
        entry.attempts--;
        entry.readyAtMillis = 0;
        queue.giveBack(entry, clock.millis());
    }

    public void claim(int queueId, long sequence) {
        QueueIndex queue = queue(queueId);
        Entry entry = queue.find(sequence);
        if (entry == null || (entry.state != State.READY && entry.state != State.DELAYED)) {
            throw new InconsistentIndexException(
                    "message %d of %s is claimed but not ready".formatted(sequence, queue.name));
        }
        entry.attempts++;
        queue.move(entry, State.IN_FLIGHT);
    }

    public void replace(int queueId, long sequence, Location location) {
        QueueIndex queue = queue(queueId);
        queue.replace(existing(queue, sequence), location);
    }

    /** Forgets acknowledged messages, oldest first; returns how many. */
    public int forgetAcked(int queueId, int max, int keep) {
        return queue(queueId).forgetAcked(max, keep);
    }

    /** Gives a key of a map this value; consumes one number, which is its version. */
    public void putEntry(int mapId, Bytes key, Location location) {
        lastNumber++;
        maps.map(mapId).put(key, new MapValue(lastNumber, location));
    }

    /** A message's bytes are in another place now; nothing else of it changes. */
    public void move(int queueId, long sequence, Location location) {
        QueueIndex queue = queue(queueId);
        queue.relocate(existing(queue, sequence), location);
    }

    /** Holds messages appended just now, and settlements of in-flight ones, for a branch. */
    public void prepare(BranchId branch, List<Held> held) {
        for (Held one : held) {
            if (one.settlement() != null) {
                QueueIndex queue = queue(one.queueId());
                queue.move(inFlight(queue, one.sequence()), State.HELD);
            }
        }
        branches.put(branch, List.copyOf(held));
    }

    /** Settles what the branch settles; returns the messages it appended, to be published. */
    public List<Held> commit(BranchId branch) {
        List<Held> appended = new ArrayList<>();
        for (Held one : release(branch)) {
            QueueIndex queue = queue(one.queueId());
            Entry entry = existing(queue, one.sequence());
            if (one.settlement() == null) {
                appended.add(one);
            } else {
                queue.settle(entry, one.settlement());
            }
        }
        return appended;
    }

    /** Undoes what the branch held; returns the queue of each message given back. */
    public List<QueueName> rollback(BranchId branch) {
        List<QueueName> ready = new ArrayList<>();
        for (Held one : release(branch)) {
            QueueIndex queue = queue(one.queueId());
            Entry entry = existing(queue, one.sequence());
            if (one.settlement() == null) {
                queue.remove(entry);
            } else {
                entry.readyAtMillis = 0;
                queue.giveBack(entry, clock.millis());
                ready.add(queue.name);
            }
        }
        return ready;
    }

    /** The message that a branch holds. */
    public Entry entry(Held held) {
        return existing(queue(held.queueId()), held.sequence());
    }

    // ---- recovery

    /** Puts an entry back as a checkpoint has it. */
    public void restore(QueueIndex queue, EntryImage image) {
        Entry entry = new Entry(queue, image.sequence(), image.meta(), image.location());
        entry.order = image.order();
        entry.attempts = image.attempts();
        entry.readyAtMillis = image.readyAtMillis();
        queue.add(entry);
        if (image.state() != State.HIDDEN) {
            queue.move(entry, image.state());
        }
    }

    /** Salvage: whether {@link #prepare} can hold it for a branch. */
    public boolean canHold(Held held) {
        return has(held) && (held.settlement() == null || isSettleable(entry(held).state));
    }

    private static boolean isSettleable(State state) {
        return state == State.READY || state == State.DELAYED || state == State.IN_FLIGHT;
    }

    /** Salvage: whether what a branch holds is there. */
    private boolean has(Held held) {
        QueueIndex queue = byId.get(held.queueId());
        return queue != null && queue.find(held.sequence()) != null;
    }

    /** Salvage: removes the messages whose bytes are lost. */
    public void forget(Predicate<Location> lost) {
        for (QueueIndex queue : byName.values()) {
            List<Entry> gone = new ArrayList<>();
            for (Entry entry : queue.all()) {
                if (lost.test(entry.location)) {
                    gone.add(entry);
                }
            }
            gone.forEach(queue::remove);
        }
        maps.forget(lost);
        branches.replaceAll((branch, held) -> held.stream().filter(this::has).toList());
    }

    /** Puts a branch back as a checkpoint has it. */
    public void restore(BranchId branch, List<Held> held) {
        branches.put(branch, List.copyOf(held));
    }

    /** Makes ready what was in flight when the last owner died. */
    public void releaseClaims() {
        for (QueueIndex queue : byName.values()) {
            List<Entry> claimed = new ArrayList<>();
            for (Entry entry : queue.all()) {
                if (entry.state == State.IN_FLIGHT) {
                    claimed.add(entry);
                }
            }
            for (Entry entry : claimed) {
                entry.readyAtMillis = 0;
                queue.giveBack(entry, clock.millis());
            }
        }
    }

    private List<Held> release(BranchId branch) {
        List<Held> held = branches.remove(branch);
        if (held == null) {
            throw new InconsistentIndexException("the branch " + branch + " is not prepared");
        }
        return held;
    }

    /** A message in flight; one whose claim was not recorded, for want of room, is claimed by what settles it. */
    private Entry inFlight(QueueIndex queue, long sequence) {
        Entry entry = existing(queue, sequence);
        if (entry.state == State.READY || entry.state == State.DELAYED) {
            claim(queue.id, sequence);
        }
        if (entry.state != State.IN_FLIGHT) {
            throw new InconsistentIndexException(
                    "message %d of %s is %s, not in flight".formatted(sequence, queue.name, entry.state));
        }
        return entry;
    }

    private static Entry existing(QueueIndex queue, long sequence) {
        Entry entry = queue.find(sequence);
        if (entry == null) {
            throw new InconsistentIndexException("%s has no message %d".formatted(queue.name, sequence));
        }
        return entry;
    }
}
