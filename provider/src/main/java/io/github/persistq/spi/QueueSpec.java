package io.github.persistq.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a queue behaves; stored with it.
 *
 * @param order which ready message of one priority is claimed first
 * @param unique for how long a message's unique key keeps equal ones out
 * @param keepAcked how many acknowledged messages stay browsable, newest kept; 0 keeps none
 * @param maxMessages how many unsettled messages the queue holds at most; 0 is without limit
 * @param maxBytes how many bytes (heads and bodies) of unsettled messages it holds at most; 0 is without limit
 * @param temporary whether the queue and its messages vanish when the store is next opened
 * @param labels what the layers above want to find again, for example a subscription's topic; opaque to engines
 */
public record QueueSpec(
        Order order,
        Unique unique,
        int keepAcked,
        long maxMessages,
        long maxBytes,
        boolean temporary,
        Map<String, String> labels) {

    /** First in first out, without limits: what a queue is unless configured otherwise. */
    public static final QueueSpec DEFAULT = new QueueSpec(Order.FIFO, Unique.NO, 0, 0, 0, false, Map.of());

    /** Which message of one priority is claimed first. */
    public enum Order {
        FIFO,
        LIFO
    }

    /** While a message with the same unique key is in one of these states, an appended one is dropped. */
    public enum Unique {
        NO,
        /** Ready or delayed. */
        WAITING,
        /** Ready, delayed or in flight. */
        UNSETTLED,
        /** Unsettled, or acknowledged and still kept: {@code keepAcked} is the window. */
        KEPT
    }

    public QueueSpec {
        labels = Map.copyOf(labels);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueSpec that
                && order == that.order
                && unique == that.unique
                && keepAcked == that.keepAcked
                && maxMessages == that.maxMessages
                && maxBytes == that.maxBytes
                && temporary == that.temporary
                && labels.equals(that.labels);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(maxMessages + maxBytes + keepAcked) + labels.hashCode();
    }

    public QueueSpec withOrder(Order newOrder) {
        return new QueueSpec(newOrder, unique, keepAcked, maxMessages, maxBytes, temporary, labels);
    }

    public QueueSpec withUnique(Unique newUnique) {
        return new QueueSpec(order, newUnique, keepAcked, maxMessages, maxBytes, temporary, labels);
    }

    public QueueSpec withKeepAcked(int newKeepAcked) {
        return new QueueSpec(order, unique, newKeepAcked, maxMessages, maxBytes, temporary, labels);
    }

    public QueueSpec withLimits(long newMaxMessages, long newMaxBytes) {
        return new QueueSpec(order, unique, keepAcked, newMaxMessages, newMaxBytes, temporary, labels);
    }

    public QueueSpec withTemporary(boolean newTemporary) {
        return new QueueSpec(order, unique, keepAcked, maxMessages, maxBytes, newTemporary, labels);
    }

    public QueueSpec withLabels(Map<String, String> newLabels) {
        return new QueueSpec(order, unique, keepAcked, maxMessages, maxBytes, temporary, newLabels);
    }
}
