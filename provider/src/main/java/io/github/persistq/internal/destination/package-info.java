/**
 * Queues and topics as clients hold them, and the plain reference that is stored for them.
 *
 * <p>Way in: {@link io.github.persistq.internal.destination.Destinations}, and
 * {@link io.github.persistq.internal.destination.DestinationRef}, which is free of JMS types so that the core may use it.
 * Imports {@code spi}, {@code internal.error} and the JMS API.
 */
@NullMarked
package io.github.persistq.internal.destination;

import org.jspecify.annotations.NullMarked;
