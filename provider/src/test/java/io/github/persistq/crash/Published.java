package io.github.persistq.crash;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far publishers are. What one of them sends with one priority is a lane, numbered from 1 without a gap: a number whose
 * send failed is used again. An id is {@code PUBLISHER:PRIORITY:NUMBER}.
 *
 * <p>Threading: thread-safe; each lane has one publisher.
 */
final class Published {
    private final ReentrantLock lock = new ReentrantLock(); // guards both maps
    private final Map<String, Integer> begun = new HashMap<>();
    private final Map<String, Integer> returned = new HashMap<>();

    /** The id of the message that is going to be the lane's next but some. */
    String begin(String publisher, int priority, int skipped) {
        String lane = publisher + ":" + priority;
        lock.lock();
        try {
            int number = returned.getOrDefault(lane, 0) + 1 + skipped;
            begun.merge(lane, number, Math::max);
            return lane + ":" + number;
        } finally {
            lock.unlock();
        }
    }

    /** The send of this message, or its commit, has returned. */
    void returned(String id) {
        lock.lock();
        try {
            returned.merge(lane(id), number(id), Math::max);
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Integer> copy(Map<String, Integer> original) {
        lock.lock();
        try {
            return Map.copyOf(original);
        } finally {
            lock.unlock();
        }
    }

    static String lane(String id) {
        return id.substring(0, id.lastIndexOf(':'));
    }

    static int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf(':') + 1));
    }

    static int priority(String id) {
        return Integer.parseInt(id.split(":")[1]);
    }

    /** What must come to a subscription that is there from the beginning. */
    StressSource.Order fromTheBeginning() {
        return new Lanes(Map.of(), Map.of(), true);
    }

    /** Judges what comes to one that is about to be made; {@link Beginning#made} tells that it is. */
    Beginning beginning() {
        return new Beginning(copy(returned));
    }

    /** The time in which a subscription is made. */
    final class Beginning {
        private final Map<String, Integer> before;

        private Beginning(Map<String, Integer> before) {
            this.before = before;
        }

        StressSource.Order made() {
            return new Lanes(before, copy(begun), false);
        }
    }

    /** In each lane the first comes when it must, then one after the other, then again only what was there before. */
    private static final class Lanes implements StressSource.Order {
        private final Map<String, Integer> before;
        private final Map<String, Integer> begun;
        private final boolean complete;
        private final ReentrantLock lock = new ReentrantLock(); // guards next
        private final Map<String, Integer> next = new HashMap<>();

        Lanes(Map<String, Integer> before, Map<String, Integer> begun, boolean complete) {
            this.before = before;
            this.begun = begun;
            this.complete = complete;
        }

        @Override
        public String complaint(String id, int count) {
            lock.lock();
            try {
                return complaint(lane(id), number(id), count);
            } finally {
                lock.unlock();
            }
        }

        private String complaint(String lane, int number, int count) {
            Integer expected = complete ? next.getOrDefault(lane, 1) : next.get(lane);
            if (expected == null) {
                next.put(lane, number + 1);
                int least = before.getOrDefault(lane, 0) + 1;
                int most = begun.getOrDefault(lane, 0) + 1;
                return number < least || number > most ? "is the first; expected %d to %d".formatted(least, most) : "";
            }
            if (number >= expected) {
                next.put(lane, number + 1);
                return number > expected ? "came when %d was expected".formatted(expected) : "";
            }
            return count > 1 ? "" : "came for the first time when %d was expected".formatted(expected);
        }
    }
}
