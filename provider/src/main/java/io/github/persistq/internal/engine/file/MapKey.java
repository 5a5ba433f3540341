package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.Bytes;

/**
 * A key of a map.
 *
 * @param mapId the map
 * @param key the key
 */
record MapKey(int mapId, Bytes key) {}
