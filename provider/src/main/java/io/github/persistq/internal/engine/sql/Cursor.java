package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.MessageReader.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A filtering claimer's place in one queue. All that is ready up to it has been refused, apart from what is to be looked at
 * again: messages that became ready, or expired, behind it.
 *
 * <p>Threading: guarded by the engine's lock. Between {@link #next} and {@link #judged} others may use the store.
 */
final class Cursor {
    private static final int CHUNK = 64;

    private final long queueId;
    private final MessageReader reader;
    private final NavigableSet<Place> again = new TreeSet<>();
    private @Nullable Place position;
    private long expiryNoticedMillis = Long.MIN_VALUE;
    /** The last place of the messages that are being judged, and those of them that changed meanwhile. */
    private @Nullable Place judgedUpTo;

    private final Set<Place> changed = new HashSet<>();

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
        changed.clear();
        judgedUpTo = found.isEmpty() ? null : found.get(found.size() - 1).place();
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

    /** Whether a message that is being judged became ready anew, or has another head: then the judgement does not count. */
    boolean hasChanged(Place place) {
        return changed.contains(place);
    }

    /** The message was judged, wanted or not. If it changed meanwhile it comes again. */
    void judged(Place place) {
        if (!changed.contains(place)) {
            again.remove(place);
        }
        if (position == null || position.compareTo(place) < 0) {
            position = place;
        }
    }

    /** Ends what {@link #next} began. */
    void endOfJudging() {
        judgedUpTo = null;
        changed.clear();
    }

    boolean hasRefused(Place place) {
        return isUpTo(position, place) && !again.contains(place);
    }

    /** A message became ready, or has another head. */
    void lookAgain(Place place) {
        if (isUpTo(position, place) || isUpTo(judgedUpTo, place)) {
            again.add(place);
            if (judgedUpTo != null) {
                changed.add(place);
            }
        }
    }

    private static boolean isUpTo(@Nullable Place end, Place place) {
        return end != null && place.compareTo(end) <= 0;
    }
}
