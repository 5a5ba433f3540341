/**
 * The right to a store: a lock on a file that says which process has it. Shared by the engines whose stores are files.
 *
 * <p>Way in: {@link io.github.persistq.internal.engine.lock.StoreLock}. Imports {@code spi}.
 */
@NullMarked
package io.github.persistq.internal.engine.lock;

import org.jspecify.annotations.NullMarked;
