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
 * again: messages that became ready, or expired, behind it.
 *
 * <p>Threading: guarded by the engine's lock, which is held from {@link #next} to {@link #judged}.
 */
final class Cursor {
    private static final int CHUNK = 64;

    private final long queueId;
    private final MessageReader reader;
    private final NavigableSet<Place> again = new TreeSet<>();
    private @Nullable Place position;
    private long expiryNoticedMillis = Long.MIN_VALUE;

    Cursor(long queueId, MessageReader reader) {
        this.queueId = queueId;
        this.reader = reader;
    }

    long queueId() {
        return queueId;
    }

    /** The next messages to judge, in delivery order; empty if there are none. */
    List<Candidate> next(long now) {
        noticeExpired(now);
        if (position == null) {
            again.clear();
        } else {
            // The search from the position on will find these.
            again.tailSet(position, false).clear();
        }
        List<Candidate> found = toLookAtAgain();
        if (found.isEmpty()) {
            found = reader.candidatesAfter(queueId, position, CHUNK);
        }
        return found;
    }

    /** Expired messages are wanted whatever the filter, so those that it refused come again. */
    void noticeExpired(long now) {
        Place reached = position;
        if (now > expiryNoticedMillis && reached != null) {
            for (Place place : reader.readyExpired(queueId, expiryNoticedMillis, now)) {
                if (place.compareTo(reached) <= 0) {
                    again.add(place);
                }
            }
        }
        expiryNoticedMillis = Math.max(now, expiryNoticedMillis);
    }

    private List<Candidate> toLookAtAgain() {
        List<Candidate> found = new ArrayList<>();
        for (Iterator<Place> places = again.iterator(); places.hasNext() && found.size() < CHUNK; ) {
            Candidate candidate = reader.candidate(queueId, places.next());
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
        again.remove(place);
        if (!isUpTo(position, place)) {
            position = place;
        }
    }

    boolean hasRefused(Place place) {
        return isUpTo(position, place) && !again.contains(place);
    }

    /** A message became ready, or has another head. */
    void lookAgain(Place place) {
        if (isUpTo(position, place)) {
            again.add(place);
        }
    }

    private static boolean isUpTo(@Nullable Place end, Place place) {
        return end != null && place.compareTo(end) <= 0;
    }
}
