package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Candidate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A filtering claimer's place in one queue. All that is ready up to it has been refused, apart from what is to be looked at
 * again: messages that became ready behind it, in this process or another, which their stamps tell, or expired there.
 *
 * <p>Threading: one claimer's, in transactions that have locked the queue.
 */
final class Cursor {
    private static final int CHUNK = 64;

    private final long queueId;
    private Reach committed = new Reach(null, new TreeSet<>(), 0, Long.MIN_VALUE);
    private Reach now = committed.copy();
    private @Nullable MessageReader reader;

    /** What is kept from one transaction to the next. */
    private static final class Reach {
        @Nullable
        Place position;

        final NavigableSet<Place> again;
        /** The queue's version up to which its stamps are known. */
        long version;

        long expiryNoticedMillis;

        Reach(@Nullable Place position, NavigableSet<Place> again, long version, long expiryNoticedMillis) {
            this.position = position;
            this.again = again;
            this.version = version;
            this.expiryNoticedMillis = expiryNoticedMillis;
        }

        Reach copy() {
            return new Reach(position, new TreeSet<>(again), version, expiryNoticedMillis);
        }
    }

    Cursor(long queueId) {
        this.queueId = queueId;
    }

    long queueId() {
        return queueId;
    }

    /** Looks with this from now on. */
    void use(MessageReader newReader) {
        reader = newReader;
    }

    private MessageReader reader() {
        MessageReader present = reader;
        if (present == null) {
            throw new IllegalStateException("a cursor without tables");
        }
        return present;
    }

    /** Forgets what a transaction that was undone has judged. */
    void begin() {
        now = committed.copy();
    }

    /** Keeps what the transaction has judged. */
    void committed() {
        committed = now;
    }

    /** The next messages to judge, in delivery order; empty if there are none. */
    List<Candidate> next(QueueRow queue, long millis) {
        look(queue);
        noticeExpired(millis);
        Place reached = now.position;
        if (reached == null) {
            now.again.clear();
        } else {
            // The search from the position on will find these.
            now.again.tailSet(reached, false).clear();
        }
        List<Candidate> found = toLookAtAgain();
        if (found.isEmpty()) {
            found = reader().candidatesAfter(queueId, now.position, CHUNK);
        }
        return found;
    }

    /** Notes what became ready behind the place since the last look. */
    void look(QueueRow queue) {
        Place reached = now.position;
        if (reached != null && queue.version > now.version) {
            now.again.addAll(reader().readySince(queueId, now.version, reached));
        }
        now.version = queue.version;
    }

    /** Expired messages are wanted whatever the filter, so those that it refused come again. */
    private void noticeExpired(long millis) {
        Place reached = now.position;
        if (millis > now.expiryNoticedMillis && reached != null) {
            for (Place place : reader().readyExpired(queueId, now.expiryNoticedMillis, millis)) {
                if (place.compareTo(reached) <= 0) {
                    now.again.add(place);
                }
            }
        }
        now.expiryNoticedMillis = Math.max(millis, now.expiryNoticedMillis);
    }

    private List<Candidate> toLookAtAgain() {
        List<Candidate> found = new ArrayList<>();
        for (Iterator<Place> places = now.again.iterator(); places.hasNext() && found.size() < CHUNK; ) {
            Candidate candidate = reader().candidate(queueId, places.next());
            if (candidate == null) {
                places.remove();
            } else {
                found.add(candidate);
            }
        }
        return found;
    }

    /** The message was judged, wanted or not. */
    void judged(Place place) {
        now.again.remove(place);
        if (!isUpTo(now.position, place)) {
            now.position = place;
        }
    }

    boolean hasRefused(Place place) {
        return isUpTo(now.position, place) && !now.again.contains(place);
    }

    private static boolean isUpTo(@Nullable Place end, Place place) {
        return end != null && place.compareTo(end) <= 0;
    }
}
