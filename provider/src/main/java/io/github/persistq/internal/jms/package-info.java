/**
 * The Jakarta Messaging API: connections, sessions, producers and consumers over the core.
 *
 * <p>Way in: {@link io.github.persistq.internal.jms.JmsConnection}, which the factories make, then
 * {@link io.github.persistq.internal.jms.SessionState}, which all objects of a session share. Imports {@code internal.core},
 * {@code internal.message}, {@code internal.selector}, {@code internal.destination}, {@code internal.head},
 * {@code internal.error}, {@code spi} and {@code config}.
 */
@NullMarked
package io.github.persistq.internal.jms;

import org.jspecify.annotations.NullMarked;
