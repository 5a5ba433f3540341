package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Candidate;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims messages of one queue. The filter is asked within the transaction that claims, a few messages at a time: what it wants
 * is claimed before anything else can change, because the filter of a message group decides by what is in flight.
 *
 * <p>Threading: one thread at a time.
 */
final class SqlClaimer implements Claimer {
    private final SqlEngine engine;
    private final QueueName name;
    private final Filter filter;
    private @Nullable Cursor cursor;
    /** Whether the last claim found as much as it was to find, so that there may well be more. */
    private boolean foundAll;

    SqlClaimer(SqlEngine engine, QueueName name, Filter filter) {
        this.engine = engine;
        this.name = name;
        this.filter = filter;
    }

    /** Claims within a transaction. What was judged counts only once that is committed. */
    private final class Claim extends Job<Claims> {
        private final BiConsumer<Claims, QueueRow> action;
        private final int first;

        /** With how many of the first ready messages it will claim, if it claims those. */
        Claim(BiConsumer<Claims, QueueRow> action, int first) {
            super(false, true);
            this.action = action;
            this.first = first;
        }

        @Override
        void announce(Expected expected) {
            if (first > 0) {
                expected.queue(name).claim(first);
            } else {
                expected.queue(name).search();
            }
        }

        @Override
        boolean claims() {
            return true;
        }

        @Override
        Claims apply(Work work) {
            Claims claims = new Claims(work);
            if (cursor != null) {
                cursor.begin();
            }
            QueueRow queue = work.find(name);
            if (queue != null) {
                action.accept(claims, queue);
            }
            return claims;
        }

        @Override
        void committed() {
            if (cursor != null) {
                cursor.committed();
            }
        }
    }

    @Override
    public List<Delivery> claim(int limit) {
        if (limit <= 0 || (!foundAll && isNothingReady())) {
            return List.of();
        }
        foundAll = false;
        List<Delivery> claimed = filter == Filter.ALL
                ? run((claims, queue) -> claims.claimFirst(queue, limit), limit)
                : run((claims, queue) -> claimMatching(claims, queue, limit), 0);
        foundAll = claimed.size() == limit;
        return claimed;
    }

    private List<Delivery> run(BiConsumer<Claims, QueueRow> action, int first) {
        return engine.jobs().run(new Claim(action, first)).deliveries(engine.dialect());
    }

    /** Spares a transaction to those who look often at an empty queue. */
    private boolean isNothingReady() {
        QueueRow queue = engine.present(name);
        return queue == null || queue.ready == 0;
    }

    private void claimMatching(Claims claims, QueueRow queue, int limit) {
        Cursor at = cursor(claims, queue);
        List<Candidate> candidates = at.next(queue, claims.now());
        while (!candidates.isEmpty() && claims.size() < limit) {
            List<Place> wanted = new ArrayList<>();
            for (Candidate candidate : candidates) {
                if (claims.size() + wanted.size() == limit) {
                    break;
                }
                if (candidate.isExpired(claims.now()) || filter.matches(candidate.head())) {
                    wanted.add(candidate.place());
                }
                at.judged(candidate.place());
            }
            claims.claim(queue, claims.tables().reader.waiting(queue.id, wanted));
            candidates = claims.size() < limit ? at.next(queue, claims.now()) : List.of();
        }
    }

    private Cursor cursor(Claims claims, QueueRow queue) {
        Cursor current = cursor;
        if (current == null || current.queueId() != queue.id) {
            current = new Cursor(queue.id);
            cursor = current;
        }
        current.use(claims.tables().reader);
        return current;
    }

    @Override
    public Optional<Delivery> claimExactly(long sequence) {
        return run(
                        (claims, queue) -> {
                            EntryRow entry = claims.tables().messages.find(queue.id, sequence);
                            if (entry != null && entry.state() == State.READY) {
                                claims.claim(queue, claims.tables().reader.waiting(queue.id, List.of(entry.place())));
                            }
                        },
                        0)
                .stream()
                .findFirst();
    }

    @Override
    public Optional<Delivery> claimAfter(long sequence) {
        return run(
                        (claims, queue) -> {
                            Place first = claims.tables().reader.firstReadyPlace(queue.id);
                            if (first == null) {
                                return;
                            }
                            Place wanted = firstWanted(claims, queue, placeOf(claims, queue, sequence, first));
                            if (wanted == null) {
                                wanted = firstWanted(claims, queue, null);
                            }
                            if (wanted != null) {
                                claims.claim(queue, claims.tables().reader.waiting(queue.id, List.of(wanted)));
                            }
                        },
                        0)
                .stream()
                .findFirst();
    }

    /**
     * Where the message is. For one that is gone, where it stood if its priority was that of the first ready message; in a store
     * that several processes share, somewhat before.
     */
    private static Place placeOf(Claims claims, QueueRow queue, long sequence, Place first) {
        EntryRow entry = claims.tables().messages.find(queue.id, sequence);
        if (entry != null && entry.state() != State.HELD) {
            return entry.place();
        }
        boolean fifo = queue.spec.order() == QueueSpec.Order.FIFO;
        return new Place(first.rank(), fifo ? sequence : -sequence, sequence);
    }

    private @Nullable Place firstWanted(Claims claims, QueueRow queue, @Nullable Place after) {
        Place at = after;
        while (true) {
            List<Candidate> candidates = claims.tables().reader.candidatesAfter(queue.id, at, 16);
            if (candidates.isEmpty()) {
                return null;
            }
            for (Candidate candidate : candidates) {
                at = candidate.place();
                if (isWanted(claims, queue, candidate)) {
                    return at;
                }
            }
        }
    }

    private boolean isWanted(Claims claims, QueueRow queue, Candidate candidate) {
        if (filter == Filter.ALL || candidate.isExpired(claims.now())) {
            return true;
        }
        Cursor at = cursor(claims, queue);
        at.look(queue);
        return !at.hasRefused(candidate.place()) && filter.matches(candidate.head());
    }

    @Override
    public long nextDueMillis() {
        QueueRow queue = engine.present(name);
        return queue == null || queue.delayed == 0
                ? Long.MAX_VALUE
                : engine.reading().look(found -> found.messages.nextDue(queue.id));
    }

    @Override
    public void close() {
        cursor = null;
    }
}
