/**
 * What every API of the provider stands on: one {@link io.github.persistq.internal.core.MessageStore} per store and
 * process, who waits for messages of which queue, and what becomes of a message that fails.
 *
 * <p>Way in: {@link io.github.persistq.internal.core.StoreRegistry#acquire}. Knows nothing of JMS's types; imports
 * {@code internal.head}, {@code internal.destination}, {@code internal.selector}, {@code spi} and {@code config} alone.
 */
@NullMarked
package io.github.persistq.internal.core;

import org.jspecify.annotations.NullMarked;
