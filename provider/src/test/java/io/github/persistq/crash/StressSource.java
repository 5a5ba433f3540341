package io.github.persistq.crash;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a part of a {@link StressRun} receives from.
 *
 * <p>Threading: thread-safe if its parts are.
 *
 * @param opening makes a consumer
 * @param suffix tells the copies that the subscriptions of a topic have from each other, in the ledger; none for a queue
 * @param order says what is wrong with the receipt of a message's id with a delivery count, or nothing; only one consumer at
 *     a time may have such a source
 * @param backlog about how many messages wait there
 */
record StressSource(Opening opening, String suffix, Order order, AtomicInteger backlog) {
    /** Goes before the suffix of a subscription that ends, with what it holds, when its consumers go. */
    static final String PASSING = "@~";

    /** Makes consumers. */
    @FunctionalInterface
    interface Opening {
        MessageConsumer open(Session session) throws JMSException;
    }

    /** Judges receipts. */
    @FunctionalInterface
    interface Order {
        Order ANY = (id, count) -> "";

        String complaint(String id, int count);
    }

    /** The name of this copy of the message in the ledger. */
    String key(Message message) throws JMSException {
        return message.getBody(String.class) + suffix;
    }

    /** Whether it has one consumer at a time. */
    boolean isExclusive() {
        return order != Order.ANY;
    }
}
