package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Candidate;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims messages of one queue. The filter is asked under the engine's lock, a few messages at a time: what it wants is claimed
 * before anything else can change, because the filter of a message group decides by what is in flight.
 *
 * <p>Threading: one thread at a time.
 */
final class SqlClaimer implements Claimer {
    private final SqlEngine engine;
    private final QueueName name;
    private final Filter filter;
    private @Nullable Cursor cursor;

    SqlClaimer(SqlEngine engine, QueueName name, Filter filter) {
        this.engine = engine;
        this.name = name;
        this.filter = filter;
    }

    @Override
    public List<Delivery> claim(int limit) {
        return filter == Filter.ALL ? claimFirst(limit) : claimMatching(limit);
    }

    private List<Delivery> claimFirst(int limit) {
        if (limit <= 0 || isNothingReady()) {
            return List.of();
        }
        return engine.change(work -> {
            QueueRow queue = work.find(name);
            return queue == null
                    ? List.of()
                    : engine.claim(work, queue, engine.tables().reader.firstReady(queue.id, limit));
        });
    }

    /** Spares a transaction to those who look often at an empty queue. */
    private boolean isNothingReady() {
        QueueRow queue = engine.look(() -> engine.present(name));
        return queue == null || queue.ready == 0;
    }

    private List<Delivery> claimMatching(int limit) {
        List<Delivery> claimed = new ArrayList<>();
        boolean done = false;
        try {
            boolean more = true;
            while (more && claimed.size() < limit) {
                more = engine.look(() -> claimSome(claimed, limit));
            }
            done = true;
            return claimed;
        } finally {
            if (!done) {
                release(claimed);
            }
        }
    }

    /** Judges a few messages and claims those that are wanted; false if there was none to judge. */
    private boolean claimSome(List<Delivery> claimed, int limit) {
        QueueRow queue = engine.present(name);
        if (queue == null) {
            return false;
        }
        long now = engine.nowMillis();
        Cursor at = cursor(queue);
        List<Place> judged = new ArrayList<>();
        List<Place> wanted = new ArrayList<>();
        List<Candidate> candidates = at.next(now);
        for (Candidate candidate : candidates) {
            if (claimed.size() + wanted.size() == limit) {
                break;
            }
            if (candidate.isExpired(now) || filter.matches(candidate.head())) {
                wanted.add(candidate.place());
            }
            judged.add(candidate.place());
        }
        if (!wanted.isEmpty()) {
            claimed.addAll(engine.change(work -> claim(work, wanted)));
        }
        judged.forEach(at::judged);
        return !candidates.isEmpty();
    }

    private List<Delivery> claim(Work work, List<Place> places) {
        QueueRow queue = work.find(name);
        return queue == null ? List.of() : engine.claim(work, queue, places);
    }

    private void release(List<Delivery> claimed) {
        List<Change> releases = new ArrayList<>();
        for (Delivery delivery : claimed) {
            releases.add(new Change.Release(delivery.queue(), delivery.sequence()));
        }
        try {
            engine.write(releases, Durability.WRITTEN);
        } catch (StorageException e) {
            // What is on its way to the caller says more. What stays in flight is given back when the store is opened
            // next.
            return;
        }
    }

    private Cursor cursor(QueueRow queue) {
        Cursor current = cursor;
        if (current == null || current.queueId() != queue.id) {
            unfollow();
            current = new Cursor(queue.id, engine.tables().reader);
            engine.followers().add(queue.id, current);
            cursor = current;
        }
        return current;
    }

    @Override
    public Optional<Delivery> claimExactly(long sequence) {
        return engine.change(work -> {
            QueueRow queue = work.find(name);
            EntryRow entry = queue == null ? null : engine.tables().messages.find(queue.id, sequence);
            return queue == null || entry == null || entry.state() != State.READY
                    ? Optional.empty()
                    : engine.claim(work, queue, List.of(entry.place())).stream().findFirst();
        });
    }

    @Override
    public Optional<Delivery> claimAfter(long sequence) {
        return engine.change(work -> {
            QueueRow queue = work.find(name);
            if (queue == null || queue.ready == 0) {
                return Optional.empty();
            }
            Place wanted = firstWanted(queue, work.now, placeOf(queue, sequence));
            if (wanted == null) {
                wanted = firstWanted(queue, work.now, null);
            }
            return wanted == null
                    ? Optional.empty()
                    : engine.claim(work, queue, List.of(wanted)).stream().findFirst();
        });
    }

    /** Where the message is; for one that is gone, where it stood if its priority was that of the first ready message. */
    private Place placeOf(QueueRow queue, long sequence) {
        EntryRow entry = engine.tables().messages.find(queue.id, sequence);
        if (entry != null && entry.state() != State.HELD) {
            return entry.place();
        }
        Place first = engine.tables().reader.firstReady(queue.id, 1).get(0);
        boolean fifo = queue.spec.order() == QueueSpec.Order.FIFO;
        return new Place(first.rank(), fifo ? sequence : -sequence, sequence);
    }

    private @Nullable Place firstWanted(QueueRow queue, long now, @Nullable Place after) {
        Place at = after;
        while (true) {
            List<Candidate> candidates = engine.tables().reader.candidatesAfter(queue.id, at, 16);
            if (candidates.isEmpty()) {
                return null;
            }
            for (Candidate candidate : candidates) {
                at = candidate.place();
                if (isWanted(queue, candidate, now)) {
                    return at;
                }
            }
        }
    }

    private boolean isWanted(QueueRow queue, Candidate candidate, long now) {
        if (filter == Filter.ALL || candidate.isExpired(now)) {
            return true;
        }
        return !cursor(queue).hasRefused(candidate.place()) && filter.matches(candidate.head());
    }

    @Override
    public long nextDueMillis() {
        return engine.look(() -> {
            QueueRow queue = engine.present(name);
            return queue == null || queue.delayed == 0
                    ? Long.MAX_VALUE
                    : engine.tables().messages.nextDue(queue.id);
        });
    }

    @Override
    public void close() {
        engine.evenIfClosed(this::unfollow);
    }

    private void unfollow() {
        if (cursor != null) {
            engine.followers().remove(cursor.queueId(), cursor);
            cursor = null;
        }
    }
}
