package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Subscriptions to topics where two processes use one store. */
class SharedSubscriptionsTest extends SharedStoreFixture {
    private static final BranchId BRANCH = new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY);

    private static SubscriptionSpec durable(String selector) {
        return SubscriptionSpec.durable("news", selector, null, "desk", "mine");
    }

    private static SubscriptionSpec sharedDurable(String selector) {
        return SubscriptionSpec.sharedDurable("news", selector, null, "ours");
    }

    private static SubscriptionSpec shared(String selector) {
        return SubscriptionSpec.shared("news", selector, null, "passing");
    }

    private static QueueReader subscribe(MessageStore store, SubscriptionSpec spec) {
        return store.subscriptions().subscribe(spec);
    }

    @Test
    void publishesToWhatAnotherProcessSubscribedJustNow() {
        publish(here, "news", "none");
        QueueReader first = subscribe(there, SubscriptionSpec.unshared("news", null, null));
        publish(here, "news", "one");
        QueueReader second = subscribe(there, durable(null));
        publish(here, "news", "two");
        first.close();
        publish(here, "news", "three");

        assertThat(texts(drain(there, second))).containsExactly("two", "three");
        second.close();
        there.subscriptions().unsubscribe("desk", "mine");
        publish(here, "news", "four");
        assertThat(here.queues()).isEmpty();
    }

    @Test
    void hasOneConsumerOfAnUnsharedDurableSubscriptionInAllProcesses() {
        QueueReader reader = subscribe(here, durable(null));

        assertThatThrownBy(() -> subscribe(there, durable(null))).isInstanceOf(InUseException.class);
        assertThatThrownBy(() -> subscribe(there, durable("a = 1"))).isInstanceOf(InUseException.class);
        assertThatThrownBy(() -> there.subscriptions().unsubscribe("desk", "mine"))
                .isInstanceOf(InUseException.class);
        reader.close();

        QueueReader next = subscribe(there, durable(null));
        assertThatThrownBy(() -> subscribe(here, durable(null))).isInstanceOf(InUseException.class);
        publish(here, "news", "one");
        assertThat(texts(drain(there, next))).containsExactly("one");
    }

    @Test
    void replacesASubscriptionThatAnotherProcessHasMade() {
        QueueReader reader = subscribe(here, durable(null));
        publish(here, "news", "old");
        reader.close();

        QueueReader replaced = subscribe(there, durable("colour = 'red'"));
        assertThat(drain(there, replaced)).isEmpty();
        replaced.close();
        QueueReader again = subscribe(here, durable(null));
        publish(there, "news", "new");

        assertThat(texts(drain(here, again))).containsExactly("new");
    }

    @Test
    void followsASubscriptionThatIsMadeAgainForAnotherTopic() {
        subscribe(here, durable(null)).close();
        publish(there, "news", "one");
        here.subscriptions().unsubscribe("desk", "mine");
        QueueReader reader = subscribe(here, SubscriptionSpec.durable("sport", null, null, "desk", "mine"));

        publish(there, "news", "two");
        publish(there, "sport", "three");

        assertThat(texts(drain(here, reader))).containsExactly("three");
        assertThat(there.policy(reader.queue()).origin().destination()).isEqualTo("sport");
    }

    @Test
    void sharesADurableSubscriptionAmongTheConsumersOfAllProcesses() {
        QueueReader one = subscribe(here, sharedDurable(null));
        QueueReader two = subscribe(there, sharedDurable(null));
        assertThat(two.queue()).isEqualTo(one.queue());
        publish(here, "news", "one");
        assertThat(texts(drain(there, two))).containsExactly("one");
        assertThat(drain(here, one)).isEmpty();

        assertThatThrownBy(() -> subscribe(there, sharedDurable("a = 1"))).isInstanceOf(InUseException.class);
        one.close();
        assertThatThrownBy(() -> subscribe(here, sharedDurable("a = 1"))).isInstanceOf(InUseException.class);
        assertThatThrownBy(() -> here.subscriptions().unsubscribe(null, "ours")).isInstanceOf(InUseException.class);
        publish(here, "news", "two");
        assertThat(texts(drain(there, two))).containsExactly("two");
        two.close();

        here.subscriptions().unsubscribe(null, "ours");
        assertThat(kindOf(() -> there.subscriptions().unsubscribe(null, "ours")))
                .isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
    }

    @Test
    void doesNotUnsubscribeWhatIsInFlightInAnotherProcess() {
        QueueReader reader = subscribe(here, sharedDurable(null));
        publish(here, "news", "one");
        Delivery delivery = reader.poll().orElseThrow();
        reader.close();

        assertThatThrownBy(() -> there.subscriptions().unsubscribe(null, "ours"))
                .isInstanceOf(InUseException.class);
        here.returnNow(List.of(delivery));

        there.subscriptions().unsubscribe(null, "ours");
        assertThat(here.queues()).isEmpty();
    }

    @Test
    void endsASharedSubscriptionWithTheLastConsumerOfAllProcesses() {
        QueueReader one = subscribe(here, shared(null));
        QueueReader two = subscribe(there, shared(null));
        assertThat(two.queue()).isEqualTo(one.queue());
        assertThatThrownBy(() -> subscribe(there, shared("a = 1"))).isInstanceOf(InUseException.class);
        publish(here, "news", "one");
        assertThat(texts(drain(there, two))).containsExactly("one");

        one.close();
        assertThatThrownBy(() -> subscribe(here, shared("a = 1"))).isInstanceOf(InUseException.class);
        publish(here, "news", "two");
        QueueReader three = subscribe(here, shared(null));
        two.close();
        publish(there, "news", "three");

        assertThat(texts(drain(here, three))).containsExactly("two", "three");
        three.close();
        assertThat(there.queues()).isEmpty();
        QueueReader other = subscribe(there, shared("a = 1"));
        assertThat(other.queue()).isNotEqualTo(one.queue());
    }

    @Test
    void replacesASharedSubscriptionThatADeadProcessHasLeft() {
        subscribe(there, shared(null));
        subscribe(there, sharedDurable(null));
        QueueReader mine = subscribe(here, shared(null));
        assertThatThrownBy(() -> subscribe(here, sharedDurable("a = 1"))).isInstanceOf(InUseException.class);

        peer("there").kill();

        publish(here, "news", "one");
        assertThat(texts(drain(here, mine))).containsExactly("one");
        subscribe(here, sharedDurable("a = 1")).close();
        mine.close();
        QueueReader other = subscribe(here, shared("a = 1"));
        assertThat(here.queues()).contains(other.queue()).doesNotContain(mine.queue());
    }

    /** A prepared branch keeps a subscription's queue from being dropped: nothing is routed to it, nobody joins it. */
    @Test
    void doesNotJoinASubscriptionThatABranchKeepsFromEnding() {
        QueueReader one = subscribe(here, shared(null));
        Object worker = new Object();
        Branch branch = there.branches().begin(BRANCH, worker, 0);
        branch.send(worker, outgoing(DestinationRef.topic("news"), "held", false));
        there.branches().end(BRANCH, worker);
        assertThat(there.branches().prepare(BRANCH)).isTrue();
        one.close();

        publish(there, "news", "lost");
        QueueReader two = subscribe(there, shared(null));
        publish(here, "news", "one");

        assertThat(two.queue()).isNotEqualTo(one.queue());
        assertThat(here.stats(one.queue()).ready()).isZero();
        assertThat(texts(drain(there, two))).containsExactly("one");
        here.branches().commit(BRANCH);
        assertThat(there.queues()).containsExactly(two.queue());
    }

    @Test
    void makesOneSubscriptionForProcessesThatSubscribeAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 25; round++) {
                boolean passing = round % 2 == 0;
                CyclicBarrier barrier = new CyclicBarrier(4);
                List<Future<QueueReader>> futures = new ArrayList<>();
                for (MessageStore store : List.of(here, there, here, there)) {
                    futures.add(threads.submit(() -> {
                        barrier.await();
                        return subscribe(store, passing ? shared(null) : sharedDurable(null));
                    }));
                }
                List<QueueReader> readers = new ArrayList<>();
                for (Future<QueueReader> future : futures) {
                    readers.add(future.get(60, TimeUnit.SECONDS));
                }
                publish(here, "news", "one");

                assertThat(readers)
                        .extracting(QueueReader::queue)
                        .containsOnly(readers.get(0).queue());
                assertThat(texts(drain(round % 2 == 0 ? here : there, readers.get(round % 4))))
                        .containsExactly("one");
                closeAll(threads, readers);
                if (passing) {
                    assertThat(here.queues()).doesNotContain(readers.get(0).queue());
                } else {
                    there.subscriptions().unsubscribe(null, "ours");
                }
                assertThat(here.queues()).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void closeAll(ExecutorService threads, List<QueueReader> readers) throws Exception {
        List<Callable<Boolean>> closes = new ArrayList<>();
        for (QueueReader reader : readers) {
            closes.add(() -> {
                reader.close();
                return true;
            });
        }
        for (Future<Boolean> closed : threads.invokeAll(closes)) {
            assertThat(closed.get()).isTrue();
        }
    }

    @Test
    void publishesOnWhileAnotherProcessMakesAndDropsASubscription() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> publisher = CompletableFuture.supplyAsync(() -> {
            int published = 0;
            while (!done.get()) {
                publish(here, "news", "m" + published++);
            }
            return published;
        });

        for (int round = 0; round < 50; round++) {
            QueueReader reader = subscribe(there, durable(round % 3 == 0 ? "colour is null" : null));
            await().pollDelay(Duration.ZERO).until(() -> takesOne(reader));
            reader.close();
            if (round % 2 == 0) {
                there.subscriptions().unsubscribe("desk", "mine");
            }
        }
        done.set(true);

        assertThat(publisher.get(60, TimeUnit.SECONDS)).isPositive();
    }

    private boolean takesOne(QueueReader reader) {
        Optional<Delivery> delivery = reader.poll();
        delivery.ifPresent(
                taken -> there.commit(List.of(new Change.Ack(taken.queue(), taken.sequence())), Durability.WRITTEN));
        return delivery.isPresent();
    }

    /** Threads of both processes make and drop queues all the time; none may lose what it has made itself or been told of. */
    @Test
    void knowsWhatItMustKnowWhileOthersMakeAndDropQueues() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("knowsWhatItMustKnowWhileOthersMakeAndDropQueues: seed " + seed);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            int number = i;
            all.add(CompletableFuture.runAsync(() -> churn(random, number)));
        }

        for (CompletableFuture<Void> each : all) {
            each.get(100, TimeUnit.SECONDS);
        }

        assertThat(here.queues()).isEmpty();
        assertThat(there.queues()).isEmpty();
    }

    private void churn(Random random, int number) {
        for (int round = 0; round < 60; round++) {
            MessageStore maker = random.nextBoolean() ? here : there;
            MessageStore sender = random.nextBoolean() ? here : there;
            String text = number + "." + round;
            switch (random.nextInt(3)) {
                case 0 -> throughATemporaryQueue(maker, sender, text);
                case 1 ->
                    throughASubscription(maker, sender, SubscriptionSpec.unshared("topic" + number, null, null), text);
                default -> {
                    SubscriptionSpec spec =
                            SubscriptionSpec.durable("topic" + number, null, null, "desk", "s" + number);
                    throughASubscription(maker, sender, spec, text);
                    sender.subscriptions().unsubscribe("desk", "s" + number);
                }
            }
        }
    }

    private void throughASubscription(MessageStore maker, MessageStore sender, SubscriptionSpec spec, String text) {
        QueueReader reader = subscribe(maker, spec);
        publish(sender, spec.topic(), text);
        assertThat(texts(drain(maker, reader))).containsExactly(text);
        reader.close();
    }

    private void throughATemporaryQueue(MessageStore maker, MessageStore sender, String text) {
        DestinationRef replies = maker.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, text);
        sendTo(sender, replies, text);
        QueueReader reader = maker.reader(QueueName.queue(replies.name()), Filter.ALL);
        assertThat(texts(drain(maker, reader))).containsExactly(text);
        reader.close();
        maker.temporaries().delete(replies);
        assertThat(kindOf(() -> sendTo(sender, replies, text))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
    }
}
