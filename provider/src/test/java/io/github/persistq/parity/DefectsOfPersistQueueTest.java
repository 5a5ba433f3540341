package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.Delivery;
import io.github.persistq.ItemState;
import io.github.persistq.PersistentMap;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStats;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializer;
import io.github.persistq.Serializers;
import io.github.persistq.StoredItem;
import io.github.persistq.UniqueScope;
import io.github.persistq.spi.StorageException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was seen to go wrong in persist-queue does not go wrong here. The comment of each test says what went wrong there. */
class DefectsOfPersistQueueTest extends StoreFixture {
    /** One thread's task_done() acknowledged what other threads had taken (its issue 89). */
    @Test
    @Parity("P18")
    void anAcknowledgementIsOfOneItemAlone() {
        put("a", "b");
        queue.poll().orElseThrow();
        Delivery<String> second = queue.poll().orElseThrow();

        second.ack();

        assertThat(queue.stats().inFlight()).isEqualTo(1);
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();
        assertThat(drain()).containsExactly("a");
    }

    /** A put saved the moved cursor, and so acknowledged what was in flight. */
    @Test
    @Parity("P1")
    void aPutAcknowledgesNothing() {
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        put("a");
        queue.poll().orElseThrow();
        put("b");

        reopen();

        assertThat(drain()).containsExactly("a", "b");
    }

    /** A limit that a reopened queue was beyond did not hold any more, and an empty queue without limit was full. */
    @Test
    @Parity("P20")
    void aLimitHoldsWhateverIsThere() {
        assertThat(queue.asBlockingQueue().remainingCapacity()).isPositive();
        put("a", "b", "c", "d", "e");

        PersistentQueue<String> limited =
                queue("orders", QueueOptions.DEFAULT.maxMessages(3).failWhenFull());

        assertThat(limited.offer("f", Duration.ZERO)).isEmpty();
        assertThat(limited.asBlockingQueue().remainingCapacity()).isZero();
    }

    /** A put between the look and the wait was noticed ten seconds later. */
    @Test
    @Parity("P9")
    void noPutIsOverlookedByAWaitingTaker() throws Exception {
        PersistentQueue<String> answers = queue("answers", QueueOptions.DEFAULT);
        int turns = 200;
        daemon("echo", () -> {
            for (int i = 0; i < turns; i++) {
                Delivery<String> question = queue.take();
                answers.put(question.item());
                question.ack();
            }
        });

        for (int i = 0; i < turns; i++) {
            put("turn " + i);
            Delivery<String> answer = answers.poll(SOON).orElseThrow();
            assertThat(answer.item()).isEqualTo("turn " + i);
            answer.ack();
        }
    }

    /** An unknown id had a blocking get wait for ever, and an acknowledged one came again. */
    @Test
    @Parity("P10")
    void anIdThatIsNotReadyIsNobody() {
        put("a");
        Delivery<String> acked = queue.poll().orElseThrow();
        acked.ack();

        assertThat(queue.take(acked.id())).isEmpty();
        assertThat(queue.take(Long.MAX_VALUE)).isEmpty();
        assertThat(queue.take(-1)).isEmpty();
    }

    /** A None was never delivered and was gone. */
    @Test
    @Parity("P28")
    void aNullIsDeliveredAndSurvives() {
        queue.put(null);
        if (isDurable()) {
            reopen();
        }

        Delivery<String> delivery = queue.poll().orElseThrow();

        assertThat(delivery.item()).isNull();
        delivery.nack();
        assertThat(queue.poll().orElseThrow().item()).isNull();
    }

    /** Metadata of a FILO queue's item was an IndexError, after the row was deleted. */
    @Test
    @Parity({"P4", "P12"})
    void aStackTellsOfItsItems() {
        PersistentQueue<String> stack = queue("stack", QueueOptions.DEFAULT.lifo());
        stack.put("a");
        stack.put("b");

        Delivery<String> newest = stack.poll().orElseThrow();

        assertThat(newest.item()).isEqualTo("b");
        assertThat(newest.enqueuedAt()).isNotNull();
        assertThat(stack.stats().unsettled()).isEqualTo(2);
    }

    /** A priority queue without auto_commit deleted what nobody had read; a FILO queue without it was a FIFO queue. */
    @Test
    @Parity({"P4", "P5", "P19"})
    void orderAndPriorityHoldWithoutAutomaticAcknowledgement() {
        PersistentQueue<String> stack = queue("stack", QueueOptions.DEFAULT.lifo());
        stack.putAll(List.of("a", "b", "c"));
        queue.put("low", PutOptions.DEFAULT.priority(9));
        queue.put("high", PutOptions.DEFAULT.priority(0));
        queue.put("middle");

        queue.poll().orElseThrow().ack();

        assertThat(drain()).containsExactly("middle", "low");
        assertThat(stack.pollAll(3)).extracting(Delivery::item).containsExactly("c", "b", "a");
    }

    /** Two openers of one file counted on their own: 5 and -5. */
    @Test
    @Parity("P15")
    void allWhoUseAStoreCountTheSame() {
        try (QueueStore other = QueueStore.open(url(""))) {
            PersistentQueue<String> same = other.queue("orders", Serializers.utf8());
            put("a", "b", "c");
            same.poll().orElseThrow().ack();

            assertThat(same.stats()).isEqualTo(queue.stats());
            assertThat(queue.stats().unsettled()).isEqualTo(2);
        }
    }

    /** A second opener took over what the first had in flight, and both acknowledged it. */
    @Test
    @Parity("P8")
    void aSecondOpenerLeavesAloneWhatIsInFlight() {
        put("a");
        Delivery<String> taken = queue.poll().orElseThrow();

        try (QueueStore other = QueueStore.open(url(""))) {
            assertThat(other.queue("orders", Serializers.utf8()).poll()).isEmpty();
        }

        taken.ack();
        assertThat(queue.stats().unsettled()).isZero();
    }

    /** Any end applied to any item in any state: a nack after an ack put a finished job back. Counts went wrong with each. */
    @Test
    @Parity({"P7", "P15"})
    void aSettledItemStaysSettled() {
        put("a");
        long id = queue.poll().orElseThrow().id();
        queue.ack(id);

        assertThatThrownBy(() -> queue.nack(id)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.ack(id)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.fail(id, "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.ack(4711)).isInstanceOf(IllegalStateException.class);

        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 0, 0));
    }

    /** Items were acknowledged by identity: an equal object was unknown, and of equal ones the first was meant. */
    @Test
    @Parity("P7")
    void equalItemsAreNotConfused() {
        put("same", "same", "same");
        queue.poll().orElseThrow();
        Delivery<String> second = queue.poll().orElseThrow();

        second.ack();

        assertThat(queue.browse(Set.of(ItemState.IN_FLIGHT)).map(StoredItem::id))
                .hasSize(1)
                .doesNotContain(second.id());
    }

    /** A payload that was a dict with the key pqid was taken for metadata: it acknowledged another item. */
    @Test
    @Parity("P7")
    void aPayloadIsNeverTakenForMetadata() {
        PersistentQueue<Map<String, Long>> maps = store.queue("maps", Serializers.json((Type) Map.class));
        long first = maps.put(Map.of("x", 1L)).id();
        maps.put(Map.of("pqid", first, "id", first));
        maps.poll().orElseThrow();

        maps.poll().orElseThrow().ack();

        assertThat(maps.browse(Set.of(ItemState.IN_FLIGHT)).map(StoredItem::id)).containsExactly(first);
    }

    /** Replacing what is not there was silently nothing; replacing without an id was an UnboundLocalError. */
    @Test
    @Parity("P13")
    void replacingWhatIsNotThereIsAnError() {
        put("a");
        Delivery<String> taken = queue.poll().orElseThrow();
        taken.ack();

        assertThatThrownBy(() -> queue.replace(taken.id(), "b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queue.replace(4711, "b")).isInstanceOf(IllegalStateException.class);
    }

    /** An item that could not be read raised once and was gone, or raised for ever and blocked what came after it. */
    @Test
    @Parity("P22")
    void anUnreadableItemIsNeitherLostNorInTheWay() {
        PersistentQueue<Integer> numbers = store.queue("numbers", Serializers.json(Integer.class));
        numbers.put(1);
        long broken = numbers.put(2).id();
        numbers.put(3);
        store.close();
        store = QueueStore.open(url(""));
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        PersistentQueue<Integer> again = store.queue("numbers", new JustOdd());

        assertThat(again.pollAll(10)).extracting(Delivery::item).containsExactly(1, 3);

        assertThat(again.take(broken)).isEmpty();
        assertThat(store.queue("DLQ.numbers", Serializers.json(Integer.class))
                        .poll()
                        .orElseThrow()
                        .item())
                .isEqualTo(2);
    }

    /** Reads no even numbers. */
    private static final class JustOdd implements Serializer<Integer> {
        private final Serializer<Integer> all = Serializers.json(Integer.class);

        @Override
        public String id() {
            return all.id();
        }

        @Override
        public Kind kind() {
            return all.kind();
        }

        @Override
        public byte[] toBytes(Integer item) {
            return all.toBytes(item);
        }

        @Override
        public Integer fromBytes(byte[] bytes) {
            Integer item = all.fromBytes(bytes);
            if (item % 2 == 0) {
                throw new IllegalArgumentException(item + " is even");
            }
            return item;
        }
    }

    /** An item given back came at once and for ever, and kept all others waiting (its issue 129). */
    @Test
    @Parity({"P7", "P35"})
    void aFailingItemDoesNotStarveTheOthers() {
        PersistentQueue<String> jobs =
                queue("jobs", QueueOptions.DEFAULT.maxDeliveries(3).redeliveryDelay(Duration.ofHours(1)));
        jobs.put("bad");
        jobs.put("good");

        jobs.poll().orElseThrow().nack();

        assertThat(jobs.poll().orElseThrow().item()).isEqualTo("good");
    }

    /** An acknowledged item kept equal ones out until it was cleared. */
    @Test
    @Parity("P6")
    void anItemThatIsDoneMayComeAgain() {
        PersistentQueue<String> unique = queue(
                "unique", QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED).keepAcked(100));
        unique.put("a");
        unique.poll().orElseThrow().ack();

        assertThat(unique.put("a").duplicate()).isFalse();
        assertThat(unique.stats().acked()).isEqualTo(1);
    }

    /** UniqueQ.put_nowait was a TypeError; items with keys of several types were one, too. */
    @Test
    @Parity({"P6", "P20"})
    void aUniqueQueueTakesOffersToo() {
        PersistentQueue<String> unique = queue("unique", QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED));

        assertThat(unique.offer("a", Duration.ZERO).orElseThrow().duplicate()).isFalse();
        assertThat(unique.offer("a", Duration.ZERO).orElseThrow().duplicate()).isTrue();
    }

    /** clear_acked_data always kept 1000, returned no count, and failed with an SQL error for max_delete=0 and keep_latest above 0. */
    @Test
    @Parity("P16")
    void clearingCountsAndTakesAnyNumbers() {
        assumeMaps();
        PersistentQueue<String> kept = queue("kept", QueueOptions.DEFAULT.keepAcked(10));
        kept.putAll(List.of("a", "b", "c"));
        drain(kept);

        assertThat(kept.clearAcked(0, 1, false)).isZero();
        assertThat(kept.clearAcked(10, 1, false)).isEqualTo(2);
        assertThat(kept.clearAcked(10, 0, false)).isEqualTo(1);
    }

    /** ready_count left out what was never delivered, and active_size was wrong after a restart. */
    @Test
    @Parity("P15")
    void whatIsFreshIsReady() {
        put("a", "b");
        queue.poll().orElseThrow();

        assertThat(queue.stats().ready()).isEqualTo(1);
        assertThat(queue.stats().unsettled()).isEqualTo(2);
        if (isDurable()) {
            reopen();
            assertThat(queue.stats().unsettled()).isEqualTo(2);
        }
    }

    /** The contents were one list in memory. */
    @Test
    @Parity("P14")
    void browsingIsLazy() {
        for (int i = 0; i < 50; i++) {
            queue.putAll(java.util.Collections.nCopies(20, "item " + i));
        }

        assertThat(queue.browse(EnumSet.allOf(ItemState.class)).limit(3)).hasSize(3);
        assertThat(queue.browse(Set.of(ItemState.READY))).hasSize(1000);
    }

    /** Threads were errors unless a flag was set; then two could get one row. */
    @Test
    @Parity("P25")
    void anyThreadMayDoAnything() throws Exception {
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        Set<String> taken = ConcurrentHashMap.newKeySet();
        put("a");
        Delivery<String> delivery = queue.poll().orElseThrow();

        daemon("other", () -> {
            delivery.nack();
            queue.put("b");
            queue.pollAll(10).forEach(each -> taken.add(each.item()));
            results.add("done");
        });

        assertThat(results.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("done");
        assertThat(taken).containsExactlyInAnyOrder("a", "b");
    }

    /** MySQLQueue cut items at 64 KiB. */
    @Test
    @Parity("P3")
    void largeItemsAreWhole() {
        String large = "0123456789abcdef".repeat(20_000);
        queue.put(large);

        assertThat(drain()).containsExactly(large);
        assertThatThrownBy(() -> queue.put("x".repeat(200 << 20)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("maxMessageBytes");
    }

    /** PDict's pop, setdefault, update, clear and iteration worked on an empty dict or raised; the keys 1 and '1' were one. */
    @Test
    @Parity("P23")
    void aMapIsAMapInAllItsMethods() {
        assumeMaps();
        PersistentMap<Object, Integer> map =
                store.map("mixed", Serializers.json(Object.class), Serializers.json(Integer.class));
        map.putAll(Map.of(1, 10, "1", 20));

        assertThat(map).hasSize(2).containsEntry(1, 10).containsEntry("1", 20);
        assertThat(map.remove(1)).isEqualTo(10);
        assertThat(map.putIfAbsent("1", 30)).isEqualTo(20);
        assertThat(map.keySet()).containsExactly("1");
        assertThat(map).isEqualTo(Map.of("1", 20));
        map.clear();
        assertThat(map).isEmpty();
    }

    /** from persistqueue import * failed without MySQL's driver; join() was missing where the documentation had it. */
    @Test
    @Parity("P18")
    void everyQueueCanBeWaitedFor() {
        assertThatCode(() ->
                        assertThat(queue.awaitDrained(Duration.ofMillis(1))).isTrue())
                .doesNotThrowAnyException();
    }
}
