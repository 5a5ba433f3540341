/**
 * The engine that keeps everything in memory: not durable, and the model that the other engines are compared with.
 *
 * <p>It states what {@code spi} means as plainly as it can; where it and another engine differ, one of them is wrong. Way
 * in: {@link io.github.persistq.internal.engine.memory.MemoryEngineFactory}. Imports {@code spi} and {@code config}.
 */
@NullMarked
package io.github.persistq.internal.engine.memory;

import org.jspecify.annotations.NullMarked;
