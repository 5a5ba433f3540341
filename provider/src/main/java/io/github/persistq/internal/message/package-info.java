/**
 * The messages that clients fill and read: headers, properties, and the five forms of body.
 *
 * <p>Way in: {@link io.github.persistq.internal.message.MessageFactory} makes messages to send,
 * {@link io.github.persistq.internal.message.JmsMessage#encode} stores them,
 * {@link io.github.persistq.internal.message.MessageCodec} brings them back, and
 * {@link io.github.persistq.internal.message.ForeignMessages} takes in those of other providers. Imports {@code spi},
 * {@code internal.head}, {@code internal.destination}, {@code internal.error} and the JMS API.
 */
@NullMarked
package io.github.persistq.internal.message;

import org.jspecify.annotations.NullMarked;
