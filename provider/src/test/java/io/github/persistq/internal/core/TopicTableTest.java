package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StoredMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicTableTest {
    private static final QueueName QUEUE = new QueueName(QueueName.Kind.SUBSCRIPTION, "s");
    private static final QueueSpec SPEC = spec("news");

    private final TopicTable table = new TopicTable();

    private static QueueSpec spec(String topic) {
        return QueueSpec.DEFAULT.withLabels(
                SubscriptionSpec.sharedDurable(topic, null, null, "s").labels());
    }

    private boolean routes(String topic) {
        StoredMessage message = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, null);
        return !table.takers(new Outgoing(message, DestinationRef.topic(topic), null, true, false))
                .isEmpty();
    }

    /** A subscription that got another spec left the table for a moment. A message routed just then must not miss it. */
    @Test
    void keepsASubscriptionWhileItGetsAnotherSpec() throws Exception {
        table.opened(QUEUE, SPEC);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                table.opened(QUEUE, SPEC.withKeepAcked(i & 1));
            }
        });

        int missed = 0;
        for (int i = 0; i < 500_000; i++) {
            missed += routes("news") ? 0 : 1;
        }
        done.set(true);
        changes.get(30, TimeUnit.SECONDS);

        assertThat(missed).isZero();
    }

    @Test
    void movesASubscriptionToAnotherTopicOrToNone() {
        table.opened(QUEUE, SPEC);

        table.opened(QUEUE, spec("sport"));
        assertThat(routes("news")).isFalse();
        assertThat(routes("sport")).isTrue();
        table.opened(QUEUE, QueueSpec.DEFAULT);

        assertThat(routes("sport")).isFalse();
        assertThat(table.find(QUEUE)).isNull();
    }
}
