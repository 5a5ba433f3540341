package io.github.persistq.internal.engine.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The filtering claimers of each queue, which are told what became ready behind their place.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Followers {
    private final Map<Long, List<Cursor>> byQueue = new HashMap<>();

    void add(long queueId, Cursor cursor) {
        byQueue.computeIfAbsent(queueId, id -> new ArrayList<>()).add(cursor);
    }

    void remove(long queueId, Cursor cursor) {
        List<Cursor> cursors = byQueue.get(queueId);
        if (cursors != null && cursors.remove(cursor) && cursors.isEmpty()) {
            byQueue.remove(queueId);
        }
    }

    /** Called when the work is committed. */
    void tell(Work work) {
        work.becameReady.forEach((queueId, places) -> {
            for (Cursor cursor : byQueue.getOrDefault(queueId, List.of())) {
                places.forEach(cursor::lookAgain);
            }
        });
    }
}
