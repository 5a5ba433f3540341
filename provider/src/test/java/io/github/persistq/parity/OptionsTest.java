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
import io.github.persistq.Serializers;
import io.github.persistq.StoredItem;
import io.github.persistq.UniqueScope;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Order, uniqueness, limits, times and retries. */
class OptionsTest extends StoreFixture {
    @Test
    @Parity("P4")
    void deliversTheNewestFirstIfAskedTo() {
        PersistentQueue<String> stack = queue("stack", QueueOptions.DEFAULT.lifo());
        stack.putAll(List.of("a", "b", "c"));

        Delivery<String> newest = stack.poll().orElseThrow();
        assertThat(newest.item()).isEqualTo("c");
        newest.nack();
        assertThat(stack.poll().orElseThrow().item()).isEqualTo("c");

        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();
        assertThat(drain(queue("stack", QueueOptions.DEFAULT.lifo()))).containsExactly("c", "b", "a");
    }

    @Test
    @Parity("P5")
    void deliversLowPrioritiesFirstAndEqualOnesInOrder() {
        queue.put("default");
        queue.put("last", PutOptions.DEFAULT.priority(9));
        queue.put("first", PutOptions.DEFAULT.priority(0));
        queue.put("second", PutOptions.DEFAULT.priority(0));
        queue.put("five", PutOptions.DEFAULT.priority(5));

        assertThat(drain()).containsExactly("first", "second", "default", "five", "last");
        for (int bad : new int[] {-1, 10}) {
            assertThatThrownBy(() -> PutOptions.DEFAULT.priority(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 to 9");
        }
    }

    @Test
    @Parity("P6")
    void dropsDuplicatesOfWhatIsNotSettled() {
        PersistentQueue<String> unique = queue("unique", QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED));

        assertThat(unique.put("a").duplicate()).isFalse();
        assertThat(unique.put("a")).isEqualTo(new PutResult(0, true));
        Delivery<String> taken = unique.poll().orElseThrow();
        assertThat(unique.put("a").duplicate()).isTrue();
        taken.ack();

        assertThat(unique.put("a").duplicate()).isFalse();
        assertThat(unique.stats().ready()).isEqualTo(1);
    }

    @Test
    @Parity("P6")
    void dropsDuplicatesOfWhatWaitsOrIsKept() {
        PersistentQueue<String> waiting = queue("waiting", QueueOptions.DEFAULT.unique(UniqueScope.WAITING));
        PersistentQueue<String> kept =
                queue("kept", QueueOptions.DEFAULT.unique(UniqueScope.KEPT).keepAcked(1));
        waiting.put("a");
        waiting.poll().orElseThrow();
        kept.put("a");
        kept.poll().orElseThrow().ack();

        assertThat(waiting.put("a").duplicate()).isFalse();
        assertThat(kept.put("a").duplicate()).isTrue();
        kept.put("b");
        kept.poll().orElseThrow().ack();
        assertThat(kept.put("a").duplicate()).isFalse();
    }

    @Test
    @Parity("P6")
    void comparesKeysThatAreGivenInsteadOfItems() {
        PersistentQueue<String> unique = queue("unique", QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED));

        unique.put("first", PutOptions.DEFAULT.uniqueKey("k"));

        assertThat(unique.put("second", PutOptions.DEFAULT.uniqueKey("k")).duplicate())
                .isTrue();
        assertThat(unique.put("first", PutOptions.DEFAULT.uniqueKey("l")).duplicate())
                .isFalse();
        assertThat(unique.putAll(List.of("x", "x")))
                .extracting(PutResult::duplicate)
                .containsExactly(false, true);
    }

    @Test
    @Parity("P16")
    void keepsAsManyAcknowledgedItemsAsAskedFor() {
        PersistentQueue<String> kept = queue("kept", QueueOptions.DEFAULT.keepAcked(2));
        kept.putAll(List.of("a", "b", "c"));
        drain(kept);
        put("gone");
        drain();

        assertThat(kept.stats().acked()).isEqualTo(2);
        assertThat(queue.stats().acked()).isZero();
    }

    @Test
    @Parity("P16")
    void clearsWhatIsKept() {
        assumeMaps();
        PersistentQueue<String> kept = queue("kept", QueueOptions.DEFAULT.keepAcked(100));
        kept.putAll(List.of("a", "b", "c", "d", "e", "f"));
        kept.poll().orElseThrow().fail("no");
        drain(kept);

        assertThat(kept.clearAcked(2, 1, false)).isEqualTo(2);
        assertThat(kept.browse(Set.of(ItemState.ACKED)).map(StoredItem::item)).containsExactly("d", "e", "f");
        assertThat(kept.clearAcked(100, 1, false)).isEqualTo(2);
        assertThat(kept.clearAcked(100, 0, true)).isEqualTo(2);
        assertThat(kept.stats().acked()).isZero();
        assertThat(store.queue("DLQ.kept", Serializers.utf8()).stats().unsettled())
                .isZero();
    }

    @Test
    @Parity("P20")
    void failsOrGivesUpWhenTheQueueIsFull() {
        PersistentQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxMessages(2).failWhenFull());
        small.put("a");
        small.put("b");

        assertThatThrownBy(() -> small.put("c"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.QUEUE_FULL));
        assertThat(small.offer("c", Duration.ZERO)).isEmpty();
        assertThat(small.offer("c", Duration.ofMillis(20))).isEmpty();
        assertThatThrownBy(() -> small.offer("c", Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        Delivery<String> taken = small.poll().orElseThrow();
        assertThat(small.offer("c", Duration.ZERO)).isEmpty();
        taken.ack();
        assertThat(small.offer("c", Duration.ZERO)).isPresent();
        assertThat(drain(small)).containsExactly("b", "c");
    }

    @Test
    @Parity("P20")
    void waitsForRoomAndCountsWhatWasThereBefore() throws Exception {
        QueueOptions two = QueueOptions.DEFAULT.maxMessages(2).blockWhenFull();
        PersistentQueue<String> small = queue("small", two);
        small.putAll(List.of("a", "b"));
        if (isDurable()) {
            reopen();
            small = queue("small", two);
        }
        PersistentQueue<String> full = small;
        BlockingQueue<PutResult> results = new LinkedBlockingQueue<>();
        Thread putter = daemon("putter", () -> results.add(full.put("c")));
        eventually(() -> putter.getState() == Thread.State.TIMED_WAITING);

        full.poll().orElseThrow().ack();

        assertThat(results.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(drain(full)).containsExactly("b", "c");
    }

    @Test
    @Parity("P20")
    void endsAWaitForRoomWithAClose() throws Exception {
        PersistentQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxMessages(1).blockWhenFull());
        small.put("a");
        BlockingQueue<String> errors = new LinkedBlockingQueue<>();
        try (var other = io.github.persistq.QueueStore.open(url(""))) {
            Thread putter = daemon("putter", () -> {
                try {
                    small.put("b");
                } catch (StorageException e) {
                    errors.add(e.kind().name());
                }
            });
            eventually(() -> putter.getState() == Thread.State.TIMED_WAITING);

            store.close();

            assertThat(errors.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("CLOSED");
            assertThat(other.queue("small", Serializers.utf8()).stats().ready()).isEqualTo(1);
        }
    }

    @Test
    @Parity("P20")
    void limitsBytes() {
        PersistentQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxBytes(2000).failWhenFull());
        small.put("x".repeat(1000));

        assertThat(small.offer("x".repeat(1000), Duration.ZERO)).isEmpty();
    }

    @Test
    @Parity("P35")
    void delaysAndForgetsInTime() throws Exception {
        queue.put("later", PutOptions.DEFAULT.delay(Duration.ofMillis(300)));
        queue.put("short-lived", PutOptions.DEFAULT.timeToLive(Duration.ofMillis(1)));
        assertThat(queue.stats().delayed()).isEqualTo(1);
        eventually(() ->
                queue.peek().filter(item -> item.item().equals("short-lived")).isEmpty());

        assertThat(queue.poll(SOON).orElseThrow().item()).isEqualTo("later");

        assertThat(queue.poll()).isEmpty();
        assertThatThrownBy(() -> PutOptions.DEFAULT.delay(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Parity("P35")
    void makesADeadLetterOfWhatFailsAsOftenAsAllowed() {
        PersistentQueue<String> jobs = queue("jobs", QueueOptions.DEFAULT.maxDeliveries(2));
        jobs.put("bad");
        jobs.put("good");

        jobs.poll().orElseThrow().nack();
        jobs.poll().orElseThrow().nack();

        assertThat(drain(jobs)).containsExactly("good");
        Delivery<String> dead =
                store.queue("DLQ.jobs", Serializers.utf8()).poll().orElseThrow();
        assertThat(dead.item()).isEqualTo("bad");
        assertThat(dead.properties())
                .containsEntry("JMS_PERSISTQ_REASON", "delivery limit")
                .containsEntry("JMS_PERSISTQ_DELIVERY_COUNT", 2);
    }

    @Test
    @Parity("P35")
    void waitsLongerBeforeEachRedelivery() {
        PersistentQueue<String> jobs = queue(
                "jobs",
                QueueOptions.DEFAULT.redeliveryDelay(Duration.ofMillis(1)).backoff(1000, Duration.ofHours(1)));
        jobs.put("a");
        jobs.poll().orElseThrow().nack();
        eventually(() -> jobs.stats().ready() == 1 || jobs.peek().isPresent());

        jobs.poll().orElseThrow().nack();

        assertThat(jobs.poll()).isEmpty();
        assertThat(jobs.stats().delayed()).isEqualTo(1);
    }

    @Test
    @Parity("P35")
    void dropsInsteadIfAskedTo() {
        PersistentQueue<String> jobs = queue("jobs", QueueOptions.DEFAULT.deadLetter(false));
        jobs.put("a");

        jobs.poll().orElseThrow().fail("no");

        assertThat(store.queues()).doesNotContain("DLQ.jobs");
        assertThat(jobs.stats().failed()).isEqualTo(1);
    }

    @Test
    @Parity("P19")
    void acknowledgesWhatIsTakenIfAskedTo() throws Exception {
        PersistentQueue<String> once = queue("once", QueueOptions.DEFAULT.autoAck(true));
        once.putAll(List.of("a", "b", "c"));

        Delivery<String> first = once.take();

        assertThat(once.stats().unsettled()).isEqualTo(2);
        assertThatThrownBy(first::ack).isInstanceOf(IllegalStateException.class);
        assertThat(once.takeAll(10)).extracting(Delivery::item).containsExactly("b", "c");
        if (isDurable()) {
            reopen();
            assertThat(queue("once", QueueOptions.DEFAULT.autoAck(true)).poll()).isEmpty();
        }
    }

    @Test
    @Parity("Q1")
    void processesTheItemsOfAGroupOneAfterTheOther() {
        queue.put("a1", PutOptions.DEFAULT.group("a"));
        queue.put("a2", PutOptions.DEFAULT.group("a"));
        queue.put("b1", PutOptions.DEFAULT.group("b"));

        Delivery<String> first = queue.poll().orElseThrow();
        Optional<Delivery<String>> second = queue.poll();
        Optional<Delivery<String>> third = queue.poll();

        assertThat(first.item()).isEqualTo("a1");
        assertThat(second.orElseThrow().item()).isEqualTo("b1");
        assertThat(third).isEmpty();
        first.ack();
        assertThat(queue.poll().orElseThrow().item()).isEqualTo("a2");
    }

    @Test
    @Parity("P20")
    void saysWhatIsWrongWithAnOption() {
        assertThatThrownBy(() -> QueueOptions.DEFAULT.maxMessages(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMessages")
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> QueueOptions.DEFAULT.backoff(0.5, Duration.ofSeconds(1)))
                .hasMessageContaining("backoffMultiplier");
        assertThatThrownBy(() -> QueueOptions.DEFAULT.blockWhenFull(Duration.ZERO))
                .hasMessageContaining("failWhenFull");
        assertThatThrownBy(() -> queue("DLQ.orders", QueueOptions.DEFAULT.maxMessages(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'maxMessages'");
        PersistentQueue<String> fifo = queue("fifo", QueueOptions.DEFAULT);
        fifo.put("a");
        assertThatThrownBy(() -> queue("fifo", QueueOptions.DEFAULT.lifo())).isInstanceOf(StorageException.class);
        assertThat(drain(fifo)).containsExactly("a");
    }
}
