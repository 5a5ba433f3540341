package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.DeadLetters;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.message.JmsMessage;
import io.github.persistq.internal.message.MessageCodec;
import io.github.persistq.internal.message.Trust;
import io.github.persistq.spi.Delivery;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of what a reader takes. One that cannot be read becomes a dead letter and holds nobody up.
 *
 * <p>Threading: as {@link QueueReader}.
 */
final class Claims {
    private final MessageStore store;
    private final QueueReader reader;
    private final Trust trust;

    Claims(MessageStore store, QueueReader reader, Trust trust) {
        this.store = store;
        this.reader = reader;
        this.trust = trust;
    }

    /** Claims the next message, if there is one. */
    @Nullable
    Received next() {
        while (true) {
            Optional<Delivery> claimed = reader.poll();
            if (claimed.isEmpty()) {
                return null;
            }
            Delivery delivery = claimed.get();
            try {
                JmsMessage message = MessageCodec.decode(
                        delivery.message().head(), delivery.message().body(), delivery.deliveryCount(), trust);
                return new Received(delivery, message);
            } catch (MalformedMessageException e) {
                store.giveUp(delivery, DeadLetters.UNREADABLE, e);
            }
        }
    }
}
