package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes from one queue the messages that one filter wants.
 *
 * <p>Threading: guarded by the engine's lock, which is held while the filter is asked.
 */
final class MemoryClaimer implements Claimer {
    private final MemoryEngine engine;
    private final QueueName name;
    private final Filter filter;
    private @Nullable MemoryQueue followed;
    /** Ready messages of the followed queue that the filter did not refuse yet. */
    private NavigableSet<Entry> untested = new TreeSet<>(Entry.DELIVERY_ORDER);

    MemoryClaimer(MemoryEngine engine, QueueName name, Filter filter) {
        this.engine = engine;
        this.name = name;
        this.filter = filter;
    }

    @Override
    public List<Delivery> claim(int limit) {
        return engine.locked(now -> {
            MemoryQueue queue = engine.find(name, now);
            return queue == null ? List.of() : engine.claim(name, queue, matches(candidates(queue), limit, now), now);
        });
    }

    @Override
    public Optional<Delivery> claimExactly(long sequence) {
        return engine.locked(now -> {
            MemoryQueue queue = engine.find(name, now);
            Entry entry = queue == null ? null : queue.get(sequence);
            return queue == null || entry == null || entry.state() != MessageState.READY
                    ? Optional.empty()
                    : engine.claim(name, queue, List.of(entry), now).stream().findFirst();
        });
    }

    @Override
    public Optional<Delivery> claimAfter(long sequence) {
        return engine.locked(now -> {
            MemoryQueue queue = engine.find(name, now);
            if (queue == null || queue.in(MessageState.READY).isEmpty()) {
                return Optional.empty();
            }
            NavigableSet<Entry> candidates = candidates(queue);
            List<Entry> match = matches(candidates.tailSet(placeOf(queue, sequence), false), 1, now);
            if (match.isEmpty()) {
                match = matches(candidates, 1, now);
            }
            return engine.claim(name, queue, match, now).stream().findFirst();
        });
    }

    /** The message's entry; for one that is gone, where it stood if its priority was that of the first ready message. */
    private static Entry placeOf(MemoryQueue queue, long sequence) {
        Entry entry = queue.get(sequence);
        if (entry != null) {
            return entry;
        }
        int priority = queue.in(MessageState.READY).first().message().priority();
        StoredMessage gone = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, priority, 0, 0, null);
        return Entry.appended(sequence, queue.spec().order() == Order.FIFO ? sequence : -sequence, gone, 0);
    }

    /** Ready messages in delivery order: all of them, or those that the filter did not refuse yet. */
    private NavigableSet<Entry> candidates(MemoryQueue queue) {
        if (filter == Filter.ALL) {
            return queue.in(MessageState.READY);
        }
        if (followed != queue) {
            unfollow();
            followed = queue;
            untested = queue.follow();
        }
        return untested;
    }

    /** The first candidates that are wanted; those that the filter refuses cease to be candidates. */
    private List<Entry> matches(NavigableSet<Entry> candidates, int limit, long now) {
        List<Entry> matches = new ArrayList<>();
        Iterator<Entry> rest = candidates.iterator();
        while (matches.size() < limit && rest.hasNext()) {
            Entry entry = rest.next();
            if (entry.isExpired(now)
                    || filter == Filter.ALL
                    || filter.matches(entry.message().head())) {
                matches.add(entry);
            } else {
                rest.remove();
            }
        }
        return matches;
    }

    @Override
    public long nextDueMillis() {
        return engine.locked(now -> {
            MemoryQueue queue = engine.find(name, now);
            return queue == null ? Long.MAX_VALUE : queue.nextDueMillis();
        });
    }

    @Override
    public void close() {
        engine.evenIfClosed(this::unfollow);
    }

    private void unfollow() {
        if (followed != null) {
            followed.unfollow(untested);
            followed = null;
        }
    }
}
