package io.github.persistq.contract;

import static io.github.persistq.spi.StorageException.Kind.CLOSED;
import static io.github.persistq.spi.StorageException.Kind.ILLEGAL_CHANGE;
import static io.github.persistq.spi.StorageException.Kind.NO_SUCH_QUEUE;
import static io.github.persistq.spi.StorageException.Kind.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueName.Kind;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueSpec.Unique;
import io.github.persistq.spi.QueueStats;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Opening, changing, dropping and browsing queues; closing the engine. */
abstract class QueueContract extends ContractPart {

    @Test
    void listsQueuesWithTheirSpecs() {
        QueueSpec spec = new QueueSpec(Order.LIFO, Unique.KEPT, 7, 100, 5000, true, Map.of("topic", "news", "ü", "ß"));
        QueueName subscription = new QueueName(Kind.SUBSCRIPTION, "orders");

        open(subscription, spec);

        assertThat(engine.queues()).isEqualTo(Map.of(ORDERS, QueueSpec.DEFAULT, subscription, spec));
    }

    @Test
    void separatesQueuesAndSubscriptionsOfOneName() {
        QueueName subscription = new QueueName(Kind.SUBSCRIPTION, "orders");
        open(subscription, QueueSpec.DEFAULT);

        send("a");

        assertThat(browse(subscription, MessageState.READY)).isEmpty();
        assertThat(browse(MessageState.READY)).containsExactly("a");
    }

    @Test
    void acceptsAnyName() {
        QueueName name = QueueName.queue("日本/..\\'\"; drop\n%_" + "x".repeat(QueueName.MAX_LENGTH - 17));

        write(new Change.OpenQueue(name, QueueSpec.DEFAULT), new Change.Append(Messages.message("a"), name));

        assertThat(browse(name, MessageState.READY)).containsExactly("a");
    }

    @Test
    void tellsQueueNamesApartByCase() {
        open(QueueName.queue("Orders"), QueueSpec.DEFAULT);

        send("a");

        assertThat(engine.stats(QueueName.queue("Orders"))).isEqualTo(QueueStats.EMPTY);
    }

    @Test
    void usesAQueueThatTheSameUnitOpens() {
        write(new Change.OpenQueue(BILLS, QueueSpec.DEFAULT), new Change.Append(Messages.message("a"), BILLS));

        assertThat(browse(BILLS, MessageState.READY)).containsExactly("a");
        assertRefused(
                NO_SUCH_QUEUE,
                new Change.Append(Messages.message("a"), QueueName.queue("late")),
                new Change.OpenQueue(QueueName.queue("late"), QueueSpec.DEFAULT));
    }

    @Test
    void keepsTheMessagesOfAQueueThatIsOpenedAgain() {
        write(append("a"), append("b"));
        Delivery claimed = claimOne();
        QueueSpec spec = QueueSpec.DEFAULT.withLabels(Map.of("k", "v"));

        open(ORDERS, spec);

        assertThat(engine.queues()).containsEntry(ORDERS, spec);
        assertThat(browse(MessageState.READY, MessageState.IN_FLIGHT)).containsExactly("b", "a");
        write(ack(claimed));
    }

    @Test
    void trimsKeptMessagesWhenTheQueueKeepsFewer() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(3));
        write(append("a"), append("b"), append("c"));
        claim(ORDERS, Filter.ALL, 3).forEach(d -> write(ack(d)));

        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));

        assertThat(browse(MessageState.ACKED)).containsExactly("c");
        assertThat(stats().acked()).isEqualTo(1);
    }

    @Test
    void appliesNewLimitsToLaterMessagesOnly() {
        write(append("a"), append("b"), append("c"));

        open(ORDERS, QueueSpec.DEFAULT.withLimits(1, 0));

        assertThat(stats().ready()).isEqualTo(3);
        assertRefused(QUEUE_FULL, append("d"));
    }

    @Test
    void changesTheOrderOfAnEmptyQueueOnly() {
        send("a");
        Change toLifo = new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO));
        assertRefused(ILLEGAL_CHANGE, toLifo);
        Delivery claimed = claimOne();
        assertRefused(ILLEGAL_CHANGE, toLifo);

        write(ack(claimed), toLifo);
        write(append("b"), append("c"));

        assertThat(claimTexts()).containsExactly("c", "b");
    }

    @Test
    void changesNoOrderWhileAcknowledgedMessagesAreKept() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));
        send("a");
        write(ack(claimOne()));

        assertRefused(ILLEGAL_CHANGE, new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO)));
    }

    @Test
    void dropsAQueueWithAllItsMessages() {
        send("a");
        Delivery claimed = claimOne();
        send("b");

        write(new Change.DropQueue(ORDERS));

        assertThat(engine.queues()).isEmpty();
        assertThat(stats()).isEqualTo(QueueStats.EMPTY);
        assertThat(browse(MessageState.READY, MessageState.IN_FLIGHT)).isEmpty();
        assertThat(claimTexts()).isEmpty();
        assertRefused(NO_SUCH_QUEUE, ack(claimed));
        assertRefused(NO_SUCH_QUEUE, append("c"));
    }

    @Test
    void dropsAnUnknownQueueWithoutEffect() {
        String before = wholeState();

        write(new Change.DropQueue(BILLS));

        assertThat(wholeState()).isEqualTo(before);
    }

    @Test
    void treatsAQueueDroppedByTheSameUnitAsUnknown() {
        assertRefused(NO_SUCH_QUEUE, new Change.DropQueue(ORDERS), append("a"));
    }

    @Test
    void opensADroppedQueueEmpty() {
        write(append("a"), append("b"));
        Delivery claimed = claimOne();
        write(ackFailed(claimed));
        Delivery inFlight = claimOne();

        write(
                new Change.DropQueue(ORDERS),
                new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO)),
                append("c"));

        assertThat(browse(MessageState.READY)).containsExactly("c");
        assertThat(stats().failed()).isZero();
        assertRefused(ILLEGAL_CHANGE, ack(inFlight));
    }

    @Test
    void keepsAMessageInOtherQueuesWhenOneIsDropped() {
        open(BILLS, QueueSpec.DEFAULT);
        write(new Change.Append(Messages.message("a"), List.of(ORDERS, BILLS)));

        write(new Change.DropQueue(ORDERS));

        assertThat(texts(claim(BILLS, Filter.ALL, 9))).containsExactly("a");
    }

    @Test
    void browsesStateByStateInDeliveryOrderWithoutClaiming() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));
        write(append("acked"), append("flying"), append("ready"), append(Messages.prioritized("urgent", 9)));
        write(append(Messages.delayed("delayed", clock.millis() + 1000)));
        try (Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            write(ack(claimer.claimExactly(1).orElseThrow()));
            claimer.claimExactly(2).orElseThrow();
        }

        String before = wholeState();

        assertThat(browse(MessageState.ACKED, MessageState.IN_FLIGHT, MessageState.DELAYED, MessageState.READY))
                .containsExactly("urgent", "ready", "delayed", "flying", "acked");
        assertThat(browse(MessageState.DELAYED, MessageState.ACKED)).containsExactly("delayed", "acked");
        assertThat(wholeState()).isEqualTo(before);
    }

    @Test
    void browsesSequencesAndDeliveryCounts() {
        long sequence = send("a");
        write(nack(claimOne()));

        var seen = engine.browse(ORDERS, Set.of(MessageState.READY)).next();

        assertThat(seen.sequence()).isEqualTo(sequence);
        assertThat(seen.deliveryCount()).isEqualTo(1);
        assertThat(seen.state()).isEqualTo(MessageState.READY);
        assertThat(seen.message()).isEqualTo(Messages.message("a"));
    }

    @Test
    void goesOnBrowsingWhileTheQueueChanges() {
        for (int i = 0; i < 300; i++) {
            send("m" + i);
        }
        Iterator<?> messages = engine.browse(ORDERS, EnumSet.allOf(MessageState.class));
        messages.next();

        claim(ORDERS, Filter.ALL, 100).forEach(d -> write(ack(d)));
        int rest = 0;
        while (messages.hasNext()) {
            messages.next();
            rest++;
        }

        assertThat(rest).isBetween(199, 299);
    }

    @Test
    void findsNothingInAnUnknownQueue() {
        assertThat(browse(BILLS, MessageState.READY)).isEmpty();
        assertThat(engine.stats(BILLS)).isEqualTo(QueueStats.EMPTY);
    }

    @Test
    void failsAsClosedAfterClose() {
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);

        engine.close();
        engine.close();

        assertFails(CLOSED, () -> write(append("a")));
        assertFails(CLOSED, () -> engine.write(List.of(), Durability.WRITTEN));
        assertFails(CLOSED, () -> engine.claimer(ORDERS, Filter.ALL));
        assertFails(CLOSED, () -> engine.claimExpired(ORDERS, 1));
        assertFails(CLOSED, () -> engine.browse(ORDERS, Set.of(MessageState.READY)));
        assertFails(CLOSED, () -> engine.queues());
        assertFails(CLOSED, () -> engine.stats(ORDERS));
        assertFails(CLOSED, () -> engine.prepared());
        assertFails(CLOSED, () -> engine.onReady((queue, messages) -> {}));
        assertFails(CLOSED, () -> claimer.claim(1));
        assertFails(CLOSED, () -> claimer.claimExactly(1));
        assertFails(CLOSED, () -> claimer.claimAfter(1));
        assertFails(CLOSED, () -> claimer.nextDueMillis());
        claimer.close();
    }
}
