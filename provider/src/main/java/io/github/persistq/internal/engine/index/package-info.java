/**
 * What is in which queue, in memory: the state that journal frames change.
 *
 * <p>Way in: {@link io.github.persistq.internal.engine.index.StoreIndex}. Imports {@code spi} alone; does no I/O and takes no
 * locks: whoever owns the index guards it.
 */
@NullMarked
package io.github.persistq.internal.engine.index;

import org.jspecify.annotations.NullMarked;
