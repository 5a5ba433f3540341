/**
 * What stands behind {@link io.github.persistq.QueueStore}: queues and maps for Java code without JMS.
 *
 * <p>Way in: {@link io.github.persistq.internal.queue.Stores}, then {@code NativeStore}, {@code NativeQueue} and {@code Taker}.
 * Imports the root package, {@code internal.core}, {@code internal.head}, {@code internal.destination} and {@code spi}; never the
 * JMS API, which need not be there.
 */
@NullMarked
package io.github.persistq.internal.queue;

import org.jspecify.annotations.NullMarked;
