package io.github.persistq.crash;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether first deliveries come in the order of sending, lane by lane.
 *
 * <p>Consumers of one queue tell of their receipts in any order, so each is judged by itself, and by all that were told
 * before the last kill.
 *
 * <p>Threading: one thread at a time.
 */
final class Order {
    private final Map<String, MessageId> floors = new HashMap<>();
    private final Map<String, Map<String, MessageId>> byConsumer = new HashMap<>();

    /** Takes in a first delivery, and says whether it may come now. */
    boolean first(String consumer, MessageId id) {
        Map<String, MessageId> lasts = byConsumer.computeIfAbsent(consumer, name -> new HashMap<>());
        MessageId floor = floors.get(id.lane());
        MessageId last = lasts.getOrDefault(id.lane(), floor);
        if ((last != null && !last.isBefore(id)) || (floor != null && !floor.isBefore(id))) {
            return false;
        }
        lasts.put(id.lane(), id);
        return true;
    }

    /** Whoever consumed is dead: all that comes now comes after. */
    void restart() {
        byConsumer
                .values()
                .forEach(lasts -> lasts.forEach((lane, id) -> floors.merge(lane, id, (a, b) -> a.isBefore(b) ? b : a)));
        byConsumer.clear();
    }
}
