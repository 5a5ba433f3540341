/**
 * A message's head: its headers and properties, as bytes and as values, free of JMS types.
 *
 * <p>Way in: {@link io.github.persistq.internal.head.MessageHead}; the layout is drawn on
 * {@link io.github.persistq.internal.head.HeadCodec}. Imports {@code spi} and
 * {@link io.github.persistq.internal.destination.DestinationRef}, never the JMS API.
 */
@NullMarked
package io.github.persistq.internal.head;

import org.jspecify.annotations.NullMarked;
