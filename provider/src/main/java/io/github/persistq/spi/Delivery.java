package io.github.persistq.spi;

/**
 * One attempt to hand a message over. The message is in flight until a change settles it.
 *
 * @param queue the queue it was claimed from
 * @param sequence the message's number, unique in the store
 * @param deliveryCount attempts so far, this one included: 1 on the first
 * @param expired whether its time was over when it was claimed; settle it with {@link Change.Expire} and do not show it
 * @param message the message
 */
public record Delivery(QueueName queue, long sequence, int deliveryCount, boolean expired, StoredMessage message) {}
