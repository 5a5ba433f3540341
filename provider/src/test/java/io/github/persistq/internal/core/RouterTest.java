package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a store puts what is sent, and what becomes of subscriptions and temporary queues under its feet. */
@Timeout(60)
class RouterTest {
    private static final QueueName QUEUE = QueueName.queue("q");
    private static final BranchId BRANCH = new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY);

    private final StoreRegistry registry = new StoreRegistry();
    private final String name = UUID.randomUUID().toString();
    private final StoreRegistry.Reference reference =
            registry.acquire(StoreUrl.parse("persistq:memory:" + name), new ManualClock());
    private final MessageStore store = reference.store();

    @AfterEach
    void close() {
        reference.close();
    }

    private static Outgoing to(DestinationRef destination, boolean persistent) {
        Bytes head = MessageHead.builder().property("colour", "red").build().encode();
        return new Outgoing(
                new StoredMessage(head, Bytes.EMPTY, 4, 0, 0, null), destination, "client desk", persistent, false);
    }

    private static Outgoing toTopic(String topic) {
        return to(DestinationRef.topic(topic), true);
    }

    private Router router(QueueTable table) {
        Drops drops = new Drops(store.writer(), table, store.sharing());
        return new Router(table, new Subscriptions(store, table, drops), store.temporaries());
    }

    private static QueueTable table(Map<QueueName, QueueSpec> present) {
        return new QueueTable(StoreUrl.parse("persistq:memory:x"), present, null);
    }

    private static QueueName subscription(String name) {
        return new QueueName(QueueName.Kind.SUBSCRIPTION, name);
    }

    private static QueueSpec stored(SubscriptionSpec spec) {
        return QueueSpec.DEFAULT.withTemporary(!spec.durable()).withLabels(spec.labels());
    }

    @Test
    void putsSettlementsBeforeOpeningsBeforeAppends() {
        Change ack = new Change.Ack(QUEUE, 7);
        Outgoing send = to(DestinationRef.queue("new"), false);

        Router.Routed unit = router(table(Map.of())).route(List.of(ack), List.of(send, send), Durability.WRITTEN);

        QueueName opened = QueueName.queue("new");
        assertThat(unit.changes())
                .containsExactly(
                        ack,
                        new Change.OpenQueue(opened, QueueSpec.DEFAULT),
                        new Change.Append(send.message(), opened),
                        new Change.Append(send.message(), opened));
        assertThat(unit.durability()).isEqualTo(Durability.WRITTEN);
    }

    @Test
    void appendsOnceForAllSubscriptionsThatWantTheMessage() {
        QueueTable table = table(Map.of(
                subscription("all"), stored(SubscriptionSpec.sharedDurable("t", null, null, "all")),
                subscription("red"), stored(SubscriptionSpec.unshared("t", "colour = 'red'", null)),
                subscription("blue"), stored(SubscriptionSpec.unshared("t", "colour = 'blue'", null)),
                subscription("foreign"), stored(SubscriptionSpec.unshared("t", null, "client desk")),
                subscription("other"), stored(SubscriptionSpec.unshared("other", null, null))));

        Router.Routed unit = router(table).route(List.of(), List.of(toTopic("t")), Durability.WRITTEN);

        assertThat(unit.changes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Change.Append.class,
                        append -> assertThat(append.queues())
                                .containsExactlyInAnyOrder(subscription("all"), subscription("red")));
    }

    @Test
    void writesNothingForATopicThatNobodyListensTo() {
        Router.Routed unit = router(table(Map.of())).route(List.of(), List.of(toTopic("t")), Durability.WRITTEN);

        assertThat(unit.changes()).isEmpty();
    }

    @Test
    void forcesPersistentMessagesForDurableSubscriptionsAlone() {
        QueueTable table = table(Map.of(
                subscription("d"), stored(SubscriptionSpec.sharedDurable("durable", null, null, "d")),
                subscription("n"), stored(SubscriptionSpec.unshared("passing", null, null))));
        Router router = router(table);

        assertThat(router.route(List.of(), List.of(toTopic("durable")), Durability.WRITTEN)
                        .durability())
                .isEqualTo(Durability.FORCED);
        assertThat(router.route(List.of(), List.of(toTopic("passing")), Durability.WRITTEN)
                        .durability())
                .isEqualTo(Durability.WRITTEN);
        assertThat(router.route(List.of(), List.of(to(DestinationRef.topic("durable"), false)), Durability.WRITTEN)
                        .durability())
                .isEqualTo(Durability.WRITTEN);
    }

    @Test
    void followsSubscriptionsThatComeAndGo() {
        QueueTable table = table(Map.of());
        Router router = router(table);
        SubscriptionSpec spec = SubscriptionSpec.unshared("t", null, null);

        table.written(List.of(new Change.OpenQueue(subscription("s"), stored(spec))));
        assertThat(router.route(List.of(), List.of(toTopic("t")), Durability.WRITTEN)
                        .targets())
                .containsExactly(subscription("s"));

        table.written(List.of(new Change.DropQueue(subscription("s"))));
        assertThat(router.route(List.of(), List.of(toTopic("t")), Durability.WRITTEN)
                        .targets())
                .isEmpty();
        assertThat(table.topics().all()).isEmpty();
    }

    @Test
    void readsSubscriptionsBackFromTheirLabels() {
        List<SubscriptionSpec> specs = List.of(
                SubscriptionSpec.unshared("t", "a = 1", "connection 1"),
                SubscriptionSpec.shared("t", null, "desk", "s"),
                SubscriptionSpec.durable("t", "a = 1", "client desk", "desk", "s"),
                SubscriptionSpec.sharedDurable("t", " ", null, "s"));

        for (SubscriptionSpec spec : specs) {
            assertThat(SubscriptionSpec.of(spec.labels(), spec.durable())).isEqualTo(spec);
        }
        assertThat(SubscriptionSpec.of(Map.of(), true)).isNull();
    }

    @Test
    void preparesABranchWithItsQueuesOpenedBefore() {
        try (QueueReader subscriber =
                store.subscriptions().subscribe(SubscriptionSpec.sharedDurable("t", null, null, "s"))) {
            store.prepare(BRANCH, List.of(), List.of(toTopic("t"), to(DestinationRef.queue("q"), true)));
            assertThat(subscriber.poll()).isEmpty();

            store.writer().write(List.of(new Change.CommitBranch(BRANCH)), Durability.FORCED);

            assertThat(subscriber.poll()).isPresent();
            assertThat(store.reader(QUEUE, Filter.ALL).poll()).isPresent();
        }
    }

    @Test
    void dropsASubscriptionThatABranchHoldsWhenTheBranchEnds() {
        QueueReader subscriber = store.subscriptions().subscribe(SubscriptionSpec.unshared("t", null, null));
        store.prepare(BRANCH, List.of(), List.of(toTopic("t")));

        subscriber.close();
        assertThat(store.queues()).containsExactly(subscriber.queue());
        store.commit(List.of(), List.of(toTopic("t")), Durability.WRITTEN);

        store.writer().write(List.of(new Change.RollbackBranch(BRANCH)), Durability.FORCED);
        assertThat(store.queues()).isEmpty();
    }

    @Test
    void preparesAnAcknowledgementOfASubscriptionThatIsGone() {
        QueueReader subscriber = store.subscriptions().subscribe(SubscriptionSpec.unshared("t", null, null));
        store.commit(List.of(), List.of(toTopic("t")), Durability.WRITTEN);
        Delivery delivery = subscriber.poll().orElseThrow();
        subscriber.close();

        store.prepare(
                BRANCH,
                List.of(new Change.Ack(delivery.queue(), delivery.sequence())),
                List.of(to(DestinationRef.queue("q"), true)));
        store.writer().write(List.of(new Change.CommitBranch(BRANCH)), Durability.FORCED);

        assertThat(store.queues()).containsExactly(QUEUE);
        assertThat(store.stats(QUEUE).ready()).isOne();
    }

    @Test
    void settlesWhatASubscriptionHeldThatIsGone() {
        QueueReader subscriber = store.subscriptions().subscribe(SubscriptionSpec.unshared("t", null, null));
        store.commit(List.of(), List.of(toTopic("t"), toTopic("t"), toTopic("t")), Durability.WRITTEN);
        Delivery first = subscriber.poll().orElseThrow();
        Delivery second = subscriber.poll().orElseThrow();
        Delivery third = subscriber.poll().orElseThrow();
        subscriber.close();

        store.giveBack(List.of(first), null);
        store.returnNow(List.of(second));
        store.release(third);
        store.giveUp(first, DeadLetters.UNREADABLE, null);
        long[] sequences = store.commit(List.of(new Change.Ack(first.queue(), first.sequence())), Durability.FORCED);

        assertThat(sequences).isEmpty();
        assertThat(store.queues()).isEmpty();
    }

    @Test
    void bringsNoTemporaryQueueBack() {
        DestinationRef temporary = store.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "me");
        store.temporaries().deleteAll("me");

        StorageException error = catchThrowableOfType(
                StorageException.class,
                () -> store.commit(List.of(), List.of(to(temporary, true)), Durability.WRITTEN));

        assertThat(error.kind()).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(store.queues()).isEmpty();
    }
}
