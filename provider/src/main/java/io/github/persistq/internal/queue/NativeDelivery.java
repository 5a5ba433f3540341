package io.github.persistq.internal.queue;

import io.github.persistq.Delivery;
import io.github.persistq.internal.head.MessageHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of an item that was read.
 *
 * <p>Threading: immutable; that it ends once is kept by {@link InFlight}.
 */
final class NativeDelivery<T extends @Nullable Object> implements Delivery<T> {
    private static final Duration LONGEST_DELAY = Duration.ofMillis(Long.MAX_VALUE / 4);

    private final io.github.persistq.spi.Delivery delivery;
    private final MessageHead head;
    private final T item;
    private final Settler settler;
    private final Session session;

    NativeDelivery(
            io.github.persistq.spi.Delivery delivery, MessageHead head, T item, Settler settler, Session session) {
        this.delivery = delivery;
        this.head = head;
        this.item = item;
        this.settler = settler;
        this.session = session;
    }

    io.github.persistq.spi.Delivery delivery() {
        return delivery;
    }

    boolean isOf(Session other) {
        return session == other;
    }

    @Override
    public long id() {
        return delivery.sequence();
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public Instant enqueuedAt() {
        return Instant.ofEpochMilli(head.timestampMillis());
    }

    @Override
    public int deliveryCount() {
        return delivery.deliveryCount();
    }

    @Override
    public int priority() {
        return ItemCodec.JMS_PRIORITIES - delivery.message().priority();
    }

    @Override
    public Map<String, @Nullable Object> properties() {
        return head.properties();
    }

    @Override
    public void ack() {
        settler.ack(List.of(delivery));
    }

    @Override
    public void nack() {
        settler.end(delivery, d -> session.store().giveBack(List.of(d), null));
    }

    @Override
    public void nack(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("The delay is " + delay + "; expected zero or more");
        }
        long millis = millis(delay);
        settler.end(delivery, d -> session.store().giveBack(d, millis));
    }

    /** So long at most that adding it to the time of day overflows nothing. */
    private static long millis(Duration delay) {
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY.toMillis() : delay.toMillis();
    }

    @Override
    public void fail(String reason) {
        settler.end(delivery, d -> session.store().giveUp(d, reason, null));
    }

    @Override
    public String toString() {
        return "Delivery %d of item %d of queue '%s'".formatted(deliveryCount(), id(), delivery.queue());
    }
}
