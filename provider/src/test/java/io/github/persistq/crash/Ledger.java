package io.github.persistq.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of each message within one process, and what of that must not be.
 *
 * <p>Threading: thread-safe.
 */
final class Ledger {
    private static final int MAX_VIOLATIONS = 20;
    private static final int NOT_SETTLED = Integer.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock(); // guards all fields
    private final Map<String, Story> stories = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private static final class Story {
        boolean sent;
        boolean doomed;
        boolean mayVanish;
        int lastCount;
        int settledCount = NOT_SETTLED;
        final Map<String, Integer> counts = new HashMap<>();
        final StringBuilder text = new StringBuilder();
    }

    /** A send, or the commit of it, has returned. */
    void sent(String id) {
        locked(() -> story(id, "sent").sent = true);
    }

    /** A message that is about to be rolled back: nobody may ever receive it. */
    void doomed(String id) {
        locked(() -> story(id, "rolled back").doomed = true);
    }

    /**
     * A message was received. Receipts may be told of late and in any order: the delivery count tells which was first.
     *
     * @param settlesItself whether nothing tells when its session acknowledges it
     */
    void received(String id, String consumer, int count, boolean settlesItself) {
        locked(() -> {
            Story story = story(id, "received by " + consumer + " count " + count);
            if (story.doomed) {
                violate("%s was rolled back and received: %s", id, story.text);
            }
            if (count > story.settledCount) {
                violate("%s was received after it was settled: %s", id, story.text);
            }
            if (story.counts.containsValue(count)) {
                violate("%s was received twice with the count %d: %s", id, count, story.text);
            }
            story.counts.put(consumer, count);
            if (count > story.lastCount) {
                story.lastCount = count;
                story.mayVanish = settlesItself;
            }
        });
    }

    /** An acknowledgement or commit of what the consumer received last has returned. */
    void settled(List<String> ids, String consumer) {
        locked(() -> ids.forEach(id -> {
            Story story = story(id, "settled by " + consumer);
            int count = story.counts.getOrDefault(consumer, 0);
            if (count < story.lastCount || (story.settledCount != NOT_SETTLED && story.settledCount != count)) {
                violate("%s was settled, and received again: %s", id, story.text);
            }
            story.settledCount = count;
        }));
    }

    /** Adds to what is told of a message when something is wrong with it. */
    void note(String id, String event) {
        locked(() -> story(id, event));
    }

    /** All that was told of a message. */
    String story(String id) {
        StringBuilder text = new StringBuilder();
        locked(() -> text.append(story(id, "asked for").text));
        return text.toString();
    }

    void violation(String text) {
        locked(() -> violate("%s", text));
    }

    /** Judges the end, when all that the store held was received and settled; says how many messages there were. */
    int finish() {
        lock.lock();
        try {
            stories.forEach((id, story) -> {
                boolean settled =
                        story.settledCount != NOT_SETTLED || story.mayVanish || id.contains(StressSource.PASSING);
                if (!settled && (story.sent || story.lastCount > 0)) {
                    violate("%s is lost: %s", id, story.text);
                }
            });
            return stories.size();
        } finally {
            lock.unlock();
        }
    }

    List<String> violations() {
        lock.lock();
        try {
            return List.copyOf(violations);
        } finally {
            lock.unlock();
        }
    }

    private Story story(String id, String event) {
        Story story = stories.computeIfAbsent(id, name -> new Story());
        story.text.append(event).append("; ");
        return story;
    }

    private void violate(String text, Object... arguments) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(text.formatted(arguments));
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
