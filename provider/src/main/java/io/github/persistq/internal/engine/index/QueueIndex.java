package io.github.persistq.internal.engine.index;

import io.github.persistq.internal.engine.index.Entry.State;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue, ordered for claiming. Every change of an entry's state goes through {@link #move}.
 *
 * <p>Threading: guarded by the owner's lock.
 */
public final class QueueIndex {
    final int id;
    final QueueName name;
    private final Footprint footprint;
    private QueueSpec spec;

    private final Map<Long, Entry> entries = new HashMap<>();
    private final NavigableSet<Entry> ready = new TreeSet<>(EntryOrder.DELIVERY);
    private final NavigableSet<Entry> delayed = new TreeSet<>(EntryOrder.DUE);
    /** Ready and delayed entries that expire. */
    private final NavigableSet<Entry> expiring = new TreeSet<>(EntryOrder.EXPIRY);

    private final NavigableSet<Entry> inFlight = new TreeSet<>(EntryOrder.DELIVERY);
    private final NavigableSet<Entry> acked = new TreeSet<>(EntryOrder.ACKNOWLEDGEMENT);
    private long acknowledgements;
    private final Map<String, Integer> heldKeys = new HashMap<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private long unsettledBytes;
    private long hiddenBytes;
    private long expiredUpTo;
    private long failed;

    QueueIndex(int id, QueueName name, QueueSpec spec, Footprint footprint) {
        this.id = id;
        this.name = name;
        this.spec = spec;
        this.footprint = footprint;
    }

    // ---- what the queue holds

    public QueueSpec spec() {
        return spec;
    }

    public QueueName name() {
        return name;
    }

    public int id() {
        return id;
    }

    /** The entry of a message, in whatever state; null if it is not, or no longer, in the queue. */
    public @Nullable Entry find(long sequence) {
        return entries.get(sequence);
    }

    /** Messages that count towards {@code maxMessages}: all but the acknowledged ones. */
    long unsettled() {
        return (long) entries.size() - acked.size();
    }

    long unsettledBytes() {
        return unsettledBytes;
    }

    /** How many messages keep others with this key out. */
    int holders(String key) {
        return heldKeys.getOrDefault(key, 0);
    }

    int size() {
        return entries.size();
    }

    /** Whether a consumer has messages in flight, those held by branches left aside. */
    public boolean hasClaims() {
        for (Entry entry : inFlight) {
            if (entry.state == State.IN_FLIGHT) {
                return true;
            }
        }
        return false;
    }

    /** Acknowledged and kept entries, oldest first. */
    NavigableSet<Entry> ackedOldestFirst() {
        return acked;
    }

    /** All entries, in no order. */
    Iterable<Entry> all() {
        return entries.values();
    }

    /** The entries' whole state, acknowledged ones oldest first, for a checkpoint. */
    public List<EntryImage> images() {
        List<EntryImage> images = new ArrayList<>(entries.size());
        for (Entry entry : acked) {
            images.add(entry.image());
        }
        for (Entry entry : entries.values()) {
            if (entry.state != State.ACKED) {
                images.add(entry.image());
            }
        }
        return images;
    }

    public long failed() {
        return failed;
    }

    /** The figures. */
    public QueueStats stats() {
        return new QueueStats(
                ready.size(), delayed.size(), inFlight.size(), acked.size(), failed, unsettledBytes - hiddenBytes);
    }

    // ---- changes

    void respec(QueueSpec newSpec) {
        spec = newSpec;
        heldKeys.clear();
        entries.values().forEach(e -> countKey(e, 1));
        trimAcked();
    }

    void add(Entry entry) {
        entries.put(entry.sequence, entry);
        unsettledBytes += entry.location.size();
        hiddenBytes += entry.location.size();
        countKey(entry, 1);
        footprint.added(entry.location);
    }

    /** Sends an in-flight entry behind everything numbered so far. */
    void reorder(Entry entry, long order) {
        inFlight.remove(entry);
        entry.order = order;
        inFlight.add(entry);
    }

    /** Makes a hidden, in-flight or held entry ready, or delayed if its time has not come. */
    void giveBack(Entry entry, long nowMillis) {
        move(entry, entry.readyAtMillis > nowMillis ? State.DELAYED : State.READY);
    }

    void settle(Entry entry, Settlement settlement) {
        if (settlement == Settlement.FAILED) {
            failed++;
        }
        if (settlement == Settlement.ACKED && spec.keepAcked() > 0) {
            move(entry, State.ACKED);
            trimAcked();
        } else {
            remove(entry);
        }
    }

    void remove(Entry entry) {
        move(entry, State.GONE);
        entries.remove(entry.sequence);
        footprint.removed(entry.location);
    }

    void replace(Entry entry, Location location) {
        footprint.added(location);
        footprint.removed(entry.location);
        unsettledBytes += location.size() - entry.location.size();
        if (entry.state == State.HIDDEN) {
            hiddenBytes += location.size() - entry.location.size();
        }
        entry.location = location;
        if (entry.state == State.READY) {
            lookAgain(entry);
        }
    }

    void relocate(Entry entry, Location location) {
        footprint.added(location);
        footprint.removed(entry.location);
        entry.location = location;
    }

    public void restoreFailed(long count) {
        failed = count;
    }

    void move(Entry entry, State to) {
        State from = entry.state;
        countKey(entry, -1);
        leave(entry, from);
        entry.state = to;
        if (to != State.GONE) {
            countKey(entry, 1);
        }
        if (from == State.HIDDEN) {
            hiddenBytes -= entry.location.size();
        }
        if (to == State.ACKED || to == State.GONE) {
            unsettledBytes -= from == State.ACKED ? 0 : entry.location.size();
        }
        enter(entry, to);
    }

    private void leave(Entry entry, State from) {
        switch (from) {
            case READY -> ready.remove(entry);
            case DELAYED -> delayed.remove(entry);
            case IN_FLIGHT, HELD -> inFlight.remove(entry);
            case ACKED -> acked.remove(entry);
            case HIDDEN, GONE -> {}
        }
        if (from == State.READY || from == State.DELAYED) {
            expiring.remove(entry);
        }
    }

    private void enter(Entry entry, State to) {
        switch (to) {
            case READY -> {
                ready.add(entry);
                lookAgain(entry);
            }
            case DELAYED -> delayed.add(entry);
            case IN_FLIGHT, HELD -> inFlight.add(entry);
            case ACKED -> {
                entry.acknowledgement = ++acknowledgements;
                acked.add(entry);
            }
            case HIDDEN, GONE -> {}
        }
        if ((to == State.READY || to == State.DELAYED) && entry.meta.expiresAtMillis() != 0) {
            expiring.add(entry);
        }
    }

    private void countKey(Entry entry, int by) {
        String key = entry.meta.uniqueKey();
        if (key != null && covers(spec.unique(), entry.state)) {
            heldKeys.merge(key, by, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    static boolean covers(QueueSpec.Unique unique, State state) {
        boolean waiting = state == State.HIDDEN || state == State.READY || state == State.DELAYED;
        boolean unsettled = waiting || state == State.IN_FLIGHT || state == State.HELD;
        return switch (unique) {
            case NO -> false;
            case WAITING -> waiting;
            case UNSETTLED -> unsettled;
            case KEPT -> unsettled || state == State.ACKED;
        };
    }

    private void lookAgain(Entry entry) {
        for (Cursor cursor : cursors) {
            cursor.lookAgain(entry);
        }
    }

    private void trimAcked() {
        while (acked.size() > spec.keepAcked()) {
            remove(acked.first());
        }
    }

    int forgetAcked(int max, int keep) {
        int forgotten = 0;
        while (forgotten < max && acked.size() > keep) {
            remove(acked.first());
            forgotten++;
        }
        return forgotten;
    }

    // ---- claiming and walking

    /** Brings the queue to the present: what is due becomes ready, what expired is looked at again by all consumers. */
    public void advance(long nowMillis) {
        while (!delayed.isEmpty() && delayed.first().readyAtMillis <= nowMillis) {
            move(delayed.first(), State.READY);
        }
        if (!cursors.isEmpty() && !expiring.isEmpty()) {
            Entry seen = new Entry(
                    this, Long.MAX_VALUE, new MessageMeta(0, 0, expiredUpTo, null), expiring.first().location);
            for (Entry entry : expiring.tailSet(seen, false)) {
                if (!entry.isExpired(nowMillis)) {
                    break;
                }
                if (entry.state == State.READY) {
                    lookAgain(entry);
                }
            }
        }
        expiredUpTo = nowMillis;
    }

    /** When the next delayed message becomes ready; {@code Long.MAX_VALUE} if none is delayed. */
    public long nextDueMillis() {
        return delayed.isEmpty() ? Long.MAX_VALUE : delayed.first().readyAtMillis;
    }

    /** Up to {@code limit} ready entries, in delivery order. */
    public List<Entry> firstReady(int limit) {
        List<Entry> first = new ArrayList<>(Math.min(limit, ready.size()));
        Iterator<Entry> rest = ready.iterator();
        while (first.size() < limit && rest.hasNext()) {
            first.add(rest.next());
        }
        return first;
    }

    /** The first ready entry after a place; the first of all if it is null. */
    public @Nullable Entry readyAfter(@Nullable Entry place) {
        if (place != null) {
            return ready.higher(place);
        }
        return ready.isEmpty() ? null : ready.first();
    }

    /**
     * The first ready entry after a message's place. For a message that is gone, its place would be where its sequence puts it
     * among those of the first ready message's priority.
     */
    public @Nullable Entry readyAfter(long sequence) {
        Entry place = find(sequence);
        if ((place == null || place.state == State.HIDDEN) && !ready.isEmpty()) {
            place = new Entry(this, sequence, ready.first().meta, ready.first().location);
        }
        return place == null || ready.isEmpty() ? null : readyAfter(place);
    }

    /** The first ready or delayed entry whose time is over, in order of expiry. */
    public @Nullable Entry firstExpired(long nowMillis) {
        Entry first = expiring.isEmpty() ? null : expiring.first();
        return first != null && first.isExpired(nowMillis) ? first : null;
    }

    /**
     * Entries of a state that come after one in browsing order, from the first if it is null: up to {@code limit}, or all of
     * the delayed ones, which are kept in another order.
     */
    public List<Entry> walk(MessageState state, @Nullable Entry after, int limit) {
        NavigableSet<Entry> all = switch (state) {
            case READY -> ready;
            case IN_FLIGHT -> inFlight;
            case DELAYED -> inDeliveryOrder(delayed);
            case ACKED -> acked;
        };
        List<Entry> found = new ArrayList<>();
        for (Entry entry : after == null ? all : all.tailSet(after, false)) {
            if (found.size() >= limit && state != MessageState.DELAYED) {
                break;
            }
            found.add(entry);
        }
        return found;
    }

    private NavigableSet<Entry> inDeliveryOrder(NavigableSet<Entry> unordered) {
        NavigableSet<Entry> ordered = new TreeSet<>(EntryOrder.DELIVERY);
        ordered.addAll(unordered);
        return ordered;
    }

    void register(Cursor cursor) {
        cursors.add(cursor);
    }

    void unregister(Cursor cursor) {
        cursors.remove(cursor);
    }
}
