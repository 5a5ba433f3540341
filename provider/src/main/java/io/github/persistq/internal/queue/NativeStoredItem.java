package io.github.persistq.internal.queue;

import io.github.persistq.ItemState;
import io.github.persistq.StoredItem;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.QueuedMessage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that was looked at. Head and item are read when they are asked for: neither may be readable. */
final class NativeStoredItem<T extends @Nullable Object> implements StoredItem<T> {
    private final QueuedMessage message;
    private final ItemCodec<T> codec;

    NativeStoredItem(QueuedMessage message, ItemCodec<T> codec) {
        this.message = message;
        this.codec = codec;
    }

    @Override
    public long id() {
        return message.sequence();
    }

    @Override
    public T item() {
        return codec.item(head(), message.message());
    }

    private MessageHead head() {
        return codec.head(message.message());
    }

    @Override
    public ItemState state() {
        return ItemState.valueOf(message.state().name());
    }

    @Override
    public Instant enqueuedAt() {
        return Instant.ofEpochMilli(head().timestampMillis());
    }

    @Override
    public int deliveryCount() {
        return message.deliveryCount();
    }

    @Override
    public int priority() {
        return ItemCodec.JMS_PRIORITIES - message.message().priority();
    }

    @Override
    public Map<String, @Nullable Object> properties() {
        return head().properties();
    }

    @Override
    public String toString() {
        return "Item %d, %s".formatted(id(), state());
    }
}
