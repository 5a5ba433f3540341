package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.Delivery;
import io.github.persistq.ItemState;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.PutResult;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStats;
import io.github.persistq.Serializers;
import io.github.persistq.StoredItem;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Putting, taking, looking and counting. */
class QueueTest extends StoreFixture {
    @Test
    @Parity({"P1", "P2", "P3"})
    void deliversInTheOrderOfPuttingAndKeepsItAcrossARestart() {
        put("a", "b", "c");
        Delivery<String> first = queue.poll().orElseThrow();
        assertThat(first.item()).isEqualTo("a");
        first.ack();

        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();

        assertThat(drain()).containsExactly("b", "c");
    }

    @Test
    @Parity("P7")
    void endsADeliveryOnceWhateverTheWay() {
        put("a", "b", "c");
        Delivery<String> acked = queue.poll().orElseThrow();
        acked.ack();
        Delivery<String> nacked = queue.poll().orElseThrow();
        nacked.nack();

        assertThatThrownBy(acked::ack).isInstanceOf(IllegalStateException.class).hasMessageContaining("not in flight");
        assertThatThrownBy(acked::nack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> acked.fail("no")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(nacked::ack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.ack(acked.id())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.nack(nacked.id())).isInstanceOf(IllegalStateException.class);
        assertThat(drain()).containsExactly("b", "c");
    }

    @Test
    @Parity("P7")
    void doesNotLetAnOldDeliveryEndALaterOneOfTheSameItem() {
        put("a");
        Delivery<String> first = queue.poll().orElseThrow();
        first.nack();
        Delivery<String> second = queue.poll().orElseThrow();

        assertThatThrownBy(first::ack).isInstanceOf(IllegalStateException.class);

        assertThat(second.deliveryCount()).isEqualTo(2);
        second.ack();
        assertThat(queue.stats().unsettled()).isZero();
    }

    @Test
    @Parity("P7")
    void settlesByIdAsWell() {
        put("a", "b", "c");
        long first = queue.poll().orElseThrow().id();
        long second = queue.poll().orElseThrow().id();
        long third = queue.poll().orElseThrow().id();

        queue.ack(first);
        queue.nack(second);
        queue.fail(third, "broken");

        assertThat(drain()).containsExactly("b");
        assertThat(queue.stats().failed()).isEqualTo(1);
        Delivery<String> dead =
                store.queue("DLQ.orders", Serializers.utf8()).poll().orElseThrow();
        assertThat(dead.item()).isEqualTo("c");
        assertThat(dead.properties())
                .containsEntry("JMS_PERSISTQ_REASON", "broken")
                .containsEntry("JMS_PERSISTQ_ORIGIN", "orders");
    }

    @Test
    @Parity("P7")
    void givesBackToTheOldPlaceOrAfterADelay() throws Exception {
        put("a", "b");
        queue.poll().orElseThrow().nack();
        Delivery<String> again = queue.poll().orElseThrow();
        assertThat(again.item()).isEqualTo("a");

        again.nack(Duration.ofMillis(300));

        assertThat(queue.stats().delayed()).isEqualTo(1);
        assertThat(drain()).containsExactly("b");
        assertThat(queue.poll(SOON).orElseThrow().item()).isEqualTo("a");
    }

    @Test
    @Parity("P8")
    void makesWhatWasInFlightReadyWhenTheStoreIsOpenedAgain() {
        put("a", "b");
        queue.poll().orElseThrow();
        assumeTrue(isDurable(), "a store in memory is gone with its last user");

        reopen();

        Delivery<String> again = queue.poll().orElseThrow();
        assertThat(again.item()).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(2);
    }

    @Test
    @Parity("P9")
    void waitsAsLongAsItIsTold() throws Exception {
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.poll(Duration.ZERO)).isEmpty();
        assertThat(queue.poll(Duration.ofMillis(20))).isEmpty();
        assertThatThrownBy(() -> queue.poll(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero or more");

        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        Thread taker = daemon("taker", () -> taken.add(queue.take().item()));
        eventually(() -> taker.getState() == Thread.State.WAITING || taker.getState() == Thread.State.TIMED_WAITING);
        put("late");

        assertThat(taken.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("late");
    }

    @Test
    @Parity("P9")
    void endsAWaitWithAnInterruptOrAClose() throws Exception {
        AtomicReference<Throwable> interrupted = new AtomicReference<>();
        AtomicReference<Throwable> closed = new AtomicReference<>();
        Thread first = failing(interrupted);
        Thread second = failing(closed);
        eventually(() -> first.getState() == Thread.State.WAITING || first.getState() == Thread.State.TIMED_WAITING);
        eventually(() -> second.getState() == Thread.State.WAITING || second.getState() == Thread.State.TIMED_WAITING);

        first.interrupt();
        first.join(SOON.toMillis());
        assertThat(interrupted.get()).isInstanceOf(InterruptedException.class);
        store.close();
        second.join(SOON.toMillis());

        assertThat(closed.get()).isInstanceOf(StorageException.class).hasMessageContaining("closed");
    }

    private Thread failing(AtomicReference<Throwable> error) {
        return daemon("taker", () -> {
            try {
                queue.take();
            } catch (InterruptedException | StorageException e) {
                error.set(e);
            }
        });
    }

    @Test
    @Parity("P10")
    void takesThisVeryItemOrNothing() {
        put("a", "b");
        long id = queue.put("c").id();

        assertThat(queue.take(id).orElseThrow().item()).isEqualTo("c");

        assertThat(queue.take(id)).isEmpty();
        assertThat(queue.take(id + 1000)).isEmpty();
        assertThat(drain()).containsExactly("a", "b");
    }

    @Test
    @Parity("P11")
    void walksPastWhatWasGivenBackAndBeginsAgainAtTheEnd() {
        put("a", "b", "c");
        Delivery<String> at = queue.poll().orElseThrow();
        StringBuilder walk = new StringBuilder();

        for (int i = 0; i < 5; i++) {
            at.nack();
            at = queue.takeAfter(at.id()).orElseThrow();
            walk.append(at.item());
        }

        assertThat(walk).hasToString("bcabc");
        assertThat(queue.takeAfter(at.id()).orElseThrow().item()).isEqualTo("a");
    }

    @Test
    @Parity("P12")
    void tellsWhatIsKnownOfAnItem() {
        Instant before = Instant.now().minusSeconds(1);
        PutResult put = queue.put(
                "a", PutOptions.DEFAULT.priority(2).property("colour", "red").property("weight", 7));

        Delivery<String> delivery = queue.poll().orElseThrow();

        assertThat(delivery.id()).isEqualTo(put.id()).isPositive();
        assertThat(delivery.enqueuedAt()).isAfter(before).isBefore(Instant.now().plusSeconds(1));
        assertThat(delivery.deliveryCount()).isEqualTo(1);
        assertThat(delivery.priority()).isEqualTo(2);
        assertThat(delivery.properties()).isEqualTo(Map.of("colour", "red", "weight", 7));
    }

    @Test
    @Parity("P13")
    void replacesAnItemInItsPlace() {
        put("a");
        long id = queue.put("b", PutOptions.DEFAULT.property("kept", true)).id();
        put("c");
        long delayed =
                queue.put("d", PutOptions.DEFAULT.delay(Duration.ofHours(1))).id();

        queue.replace(id, "B");
        queue.replace(delayed, "D");
        Delivery<String> inFlight = queue.poll().orElseThrow();
        queue.replace(inFlight.id(), "A");
        inFlight.nack();

        assertThat(queue.take(id).orElseThrow().properties()).containsEntry("kept", true);
        queue.nack(id);
        assertThat(drain()).containsExactly("A", "B", "c");
        assertThat(queue.browse(Set.of(ItemState.DELAYED)).map(StoredItem::item))
                .containsExactly("D");
        assertThatThrownBy(() -> queue.replace(id, "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no item " + id);
    }

    @Test
    @Parity({"P14", "P34"})
    void showsWhatIsThereWithoutTakingIt() {
        PersistentQueue<String> kept = queue("kept", QueueOptions.DEFAULT.keepAcked(10));
        kept.put("acked");
        kept.poll().orElseThrow().ack();
        kept.put("in flight");
        kept.poll().orElseThrow();
        kept.put("later", PutOptions.DEFAULT.delay(Duration.ofHours(1)));
        kept.put("ready");

        assertThat(kept.peek().orElseThrow().item()).isEqualTo("ready");
        assertThat(kept.browse(EnumSet.allOf(ItemState.class))
                        .map(item -> item.item() + " " + item.state() + " " + item.deliveryCount()))
                .containsExactlyInAnyOrder(
                        "acked ACKED 1", "in flight IN_FLIGHT 1", "later DELAYED 0", "ready READY 0");
        assertThat(queue.peek()).isEmpty();
    }

    @Test
    @Parity("P15")
    void countsWhatItHoldsTheSameAfterARestart() {
        QueueOptions keeping = QueueOptions.DEFAULT.keepAcked(10);
        PersistentQueue<String> counted = queue("counted", keeping);
        counted.put("acked");
        counted.poll().orElseThrow().ack();
        counted.put("failed");
        counted.poll().orElseThrow().fail("no");
        counted.put("later", PutOptions.DEFAULT.delay(Duration.ofHours(1)));
        counted.put("ready");
        counted.put("ready");
        counted.poll().orElseThrow();

        QueueStats stats = counted.stats();
        assertThat(stats).isEqualTo(new QueueStats(1, 1, 1, 1, 1, stats.bytes()));
        assertThat(stats.bytes()).isPositive();
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();

        assertThat(queue("counted", keeping).stats()).isEqualTo(new QueueStats(2, 1, 0, 1, 1, stats.bytes()));
    }

    @Test
    @Parity("P18")
    void waitsUntilEverythingIsSettled() throws Exception {
        assertThat(queue.awaitDrained(Duration.ZERO)).isTrue();
        put("a", "b");
        Delivery<String> first = queue.poll().orElseThrow();
        Delivery<String> second = queue.poll().orElseThrow();
        assertThat(queue.awaitDrained(Duration.ofMillis(10))).isFalse();
        BlockingQueue<Boolean> drained = new LinkedBlockingQueue<>();
        daemon("waiter", () -> drained.add(queue.awaitDrained(SOON)));

        first.ack();
        second.ack();

        assertThat(drained.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    @Parity("P28")
    void holdsNulls() throws Exception {
        queue.put(null);
        put("a");

        Delivery<String> first = queue.take();

        assertThat(first.item()).isNull();
        first.ack();
        assertThat(drain()).containsExactly("a");
    }

    @Test
    @Parity("P27")
    void keepsManyQueuesApart() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            queue("queue " + i, QueueOptions.DEFAULT).put("item " + i);
            names.add("queue " + i);
        }

        assertThat(store.queues()).containsAll(names).contains("orders");
        assertThat(drain(queue("queue 7", QueueOptions.DEFAULT))).containsExactly("item 7");
        assertThat(queue("queue 8", QueueOptions.DEFAULT).stats().ready()).isEqualTo(1);
    }

    @Test
    @Parity("P34")
    void purgesAndDropsWithACount() {
        put("a", "b");
        queue.put("later", PutOptions.DEFAULT.delay(Duration.ofHours(1)));
        Delivery<String> inFlight = queue.poll().orElseThrow();

        assertThat(queue.purge()).isEqualTo(3);

        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 0, 0));
        assertThatThrownBy(inFlight::ack).isInstanceOf(IllegalStateException.class);
        put("c");
        assertThat(store.drop("orders")).isEqualTo(1);
        assertThat(store.queues()).doesNotContain("orders");
        assertThat(store.drop("orders")).isZero();
        assertThat(queue.poll()).isEmpty();
        put("d");
        assertThat(drain()).containsExactly("d");
    }

    @Test
    @Parity("P36")
    void putsTakesAndAcknowledgesInBatches() throws Exception {
        List<PutResult> results = queue.putAll(List.of("a", "b", "c", "d"));
        assertThat(results).extracting(PutResult::id).doesNotHaveDuplicates().isSorted();

        List<Delivery<String>> taken = queue.takeAll(3);
        assertThat(taken).extracting(Delivery::item).containsExactly("a", "b", "c");
        queue.ackAll(taken);

        assertThatThrownBy(() -> queue.ackAll(taken)).isInstanceOf(IllegalStateException.class);
        assertThat(queue.pollAll(10)).extracting(Delivery::item).containsExactly("d");
        assertThat(queue.stats().unsettled()).isEqualTo(1);
        assertThatThrownBy(() -> queue.takeAll(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Parity("P29")
    void refusesEverythingAfterAClose() {
        put("a");
        Delivery<String> taken = queue.poll().orElseThrow();

        store.close();
        store.close();

        assertThatThrownBy(() -> queue.put("b"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> queue.poll()).isInstanceOf(StorageException.class);
        assertThatThrownBy(taken::ack).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> queue.stats()).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> store.begin()).isInstanceOf(StorageException.class);
    }

    @Test
    @Parity("P29")
    void givesBackWhatItTookWhenAnotherStillUsesTheStore() throws Exception {
        try (var other = io.github.persistq.QueueStore.open(url(""))) {
            put("a");
            queue.poll().orElseThrow();

            store.close();

            Optional<Delivery<String>> again =
                    other.queue("orders", Serializers.utf8()).poll(SOON);
            assertThat(again.orElseThrow().item()).isEqualTo("a");
            assertThat(again.orElseThrow().deliveryCount()).isEqualTo(2);
        }
    }

    @Test
    @Parity("P25")
    void servesManyThreadsEachItemOnce() throws Exception {
        int items = 400;
        Set<String> taken = java.util.concurrent.ConcurrentHashMap.newKeySet();
        List<Thread> threads = new java.util.ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = t * items / 4;
            threads.add(daemon("putter", () -> {
                for (int i = from; i < from + items / 4; i++) {
                    queue.put("item " + i);
                }
            }));
            threads.add(daemon("taker", () -> {
                for (int i = 0; i < items / 4; i++) {
                    Delivery<String> delivery = queue.take();
                    assertThat(taken.add(delivery.item())).isTrue();
                    delivery.ack();
                }
            }));
        }

        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }

        assertThat(taken).hasSize(items);
        assertThat(queue.stats().unsettled()).isZero();
    }
}
