package io.github.persistq.internal.engine.index;

import io.github.persistq.spi.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the journal that the index needs, and who needs them: a message in one or more queues, or an entry of a map.
 *
 * @param location where they are
 * @param entries the message, once for each of its queues; empty for a map's
 * @param map the map; null for a message
 * @param key the map's key; null for a message
 */
public record Resident(
        Location location,
        List<Entry> entries,
        @Nullable MapIndex map,
        @Nullable Bytes key) {}
