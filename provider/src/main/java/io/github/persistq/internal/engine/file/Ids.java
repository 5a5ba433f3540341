package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.MapIndex;
import io.github.persistq.internal.engine.index.QueueIndex;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.QueueName;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives queues and maps their ids while a unit of work is encoded: those that the index has, and new ones for those that it
 * opens.
 *
 * <p>Threading: one thread at a time, under the engine's lock.
 */
final class Ids {
    private final StoreIndex index;
    private final Map<QueueName, Integer> fresh = new HashMap<>(0);
    private final Map<String, Integer> freshMaps = new HashMap<>(0);
    private int last;
    private int lastMap;

    Ids(StoreIndex index) {
        this.index = index;
        this.last = index.lastQueueId();
        this.lastMap = index.maps().lastId();
    }

    /** The queue is dropped by the unit: opened again, it is another one. */
    void drop(QueueName name) {
        fresh.put(name, ++last);
    }

    int of(QueueName name) {
        Integer id = fresh.get(name);
        if (id != null) {
            return id;
        }
        QueueIndex queue = index.queue(name);
        if (queue != null) {
            return queue.id();
        }
        fresh.put(name, ++last);
        return last;
    }

    /** The map is dropped by the unit: opened again, it is another one. */
    void dropMap(String name) {
        freshMaps.put(name, ++lastMap);
    }

    int ofMap(String name) {
        Integer id = freshMaps.get(name);
        if (id != null) {
            return id;
        }
        MapIndex map = index.maps().map(name);
        if (map != null) {
            return map.id();
        }
        freshMaps.put(name, ++lastMap);
        return lastMap;
    }
}
