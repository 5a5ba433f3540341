package io.github.persistq.internal.jms;

import io.github.persistq.internal.message.JmsMessage;
import io.github.persistq.spi.Delivery;

/**
 * A message on its way to the application.
 *
 * @param delivery what is to be settled
 * @param message what the application sees
 */
record Received(Delivery delivery, JmsMessage message) {}
