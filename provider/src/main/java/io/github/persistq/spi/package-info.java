/**
 * What a storage engine is: changes that are written all or nothing, and claims on what they left ready.
 *
 * <p>Way in: {@link io.github.persistq.spi.StorageEngine}, then {@link io.github.persistq.spi.Change}. Knows nothing of
 * JMS; imports {@code config} alone.
 */
@NullMarked
package io.github.persistq.spi;

import org.jspecify.annotations.NullMarked;
