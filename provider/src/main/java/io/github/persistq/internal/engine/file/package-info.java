/**
 * The file engine: an append-only journal, an index in memory, and checkpoints of it.
 *
 * <p>Way in: {@code FileEngine}; what is on disk is in {@code docs/file-format.md} and
 * on {@link io.github.persistq.internal.engine.file.FrameHeader}. Imports {@code spi}, {@code config},
 * {@code internal.engine.index} and {@code internal.engine.lock}.
 */
@NullMarked
package io.github.persistq.internal.engine.file;

import org.jspecify.annotations.NullMarked;
