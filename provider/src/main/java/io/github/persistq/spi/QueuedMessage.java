package io.github.persistq.spi;

/**
 * A message seen by browsing.
 *
 * @param sequence the message's number, unique in the store
 * @param state where it stood when it was read
 * @param deliveryCount attempts so far
 * @param message the message
 */
public record QueuedMessage(long sequence, MessageState state, int deliveryCount, StoredMessage message) {}
