package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentMap;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.UniqueScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The examples of persist-queue's documentation, one after the other, as a Java program would write them. "Close the console and
 * open it again" is a store that is closed and opened.
 */
class ArticleExamplesTest extends StoreFixture {
    private static final QueueOptions AUTO = QueueOptions.DEFAULT.autoAck(true);

    private PersistentQueue<String> q;

    @BeforeEach
    void openQueue() {
        q = queue("mypath", QueueOptions.DEFAULT);
    }

    private void restart() {
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();
    }

    @Test
    @Parity({"P1", "P2", "P3", "P19"})
    void sqliteAndMysqlBasedQueue() throws Exception {
        // q = persistqueue.SQLiteQueue('mypath', auto_commit=True); q = persistqueue.MySQLQueue(...)
        q = queue("mypath", AUTO);
        q.put("str1");
        q.put("str2");
        q.put("str3");
        assertThat(q.take().item()).isEqualTo("str1");

        restart();

        q = queue("mypath", AUTO);
        assertThat(q.take().item()).isEqualTo("str2");
    }

    @Test
    @Parity("P6")
    void uniqueQ() {
        q = queue("mypath", QueueOptions.DEFAULT.unique(UniqueScope.WAITING));
        q.put("str1");
        q.put("str1");
        assertThat(q.stats().ready()).isEqualTo(1);
        q.put("str2");
        assertThat(q.stats().ready()).isEqualTo(2);
    }

    @Test
    @Parity("P7")
    void ackQueue() throws Exception {
        q.put("str1");
        q.put("str2");
        Delivery<String> item = q.take();
        // Do something with the item
        item.ack();
        item = q.take();
        item.nack(); // any worker gets it again
        item = q.take();
        assertThat(item.item()).isEqualTo("str2");
        item.fail("discarded");

        assertThat(q.stats().unsettled()).isZero();
        assertThat(q.stats().failed()).isEqualTo(1);
    }

    @Test
    @Parity("P12")
    void raw() throws Exception {
        long before = Instant.now().getEpochSecond();
        q.put("val1");
        Delivery<String> d = q.take();

        // {'pqid': 1, 'data': 'val1', 'timestamp': 1616719225.012912}
        assertThat(d.id()).isPositive();
        assertThat(d.item()).isEqualTo("val1");
        assertThat(d.enqueuedAt().getEpochSecond()).isBetween(before, before + 60);
        d.ack();
    }

    @Test
    @Parity("P11")
    void nextInOrder() throws Exception {
        q.put("val1");
        q.put("val2");
        q.put("val3");
        Delivery<String> item = q.take();
        item.nack();

        assertThat(q.takeAfter(item.id()).orElseThrow().item()).isEqualTo("val2");
    }

    @Test
    @Parity({"P1", "P18"})
    void fileBasedQueue() throws Exception {
        q.put("a");
        q.put("b");
        q.put("c");
        Delivery<String> a = q.take();
        assertThat(a.item()).isEqualTo("a");
        a.ack(); // q.task_done(), but for this item alone

        restart();

        q = queue("mypath", QueueOptions.DEFAULT);
        Delivery<String> b = q.take();
        assertThat(b.item()).isEqualTo("b");
        b.ack();
    }

    @Test
    @Parity({"P8", "P19"})
    void withoutTaskDoneItemsComeAgain() throws Exception {
        q.put("a");
        q.put("b");
        assertThat(q.take().item()).isEqualTo("a");
        assertThat(q.take().item()).isEqualTo("b");

        restart();

        q = queue("mypath", QueueOptions.DEFAULT);
        assertThat(q.take().item()).isEqualTo("a");
        assertThat(q.take().item()).isEqualTo("b");
    }

    @Test
    @Parity("P19")
    void autoSavingQueue() throws Exception {
        q = queue("mypath", AUTO);
        q.put("a");
        q.put("b");
        assertThat(q.take().item()).isEqualTo("a");

        restart();

        q = queue("mypath", AUTO);
        assertThat(q.take().item()).isEqualTo("b");
        assertThat(q.awaitDrained(Duration.ZERO)).isTrue();
    }

    @Test
    @Parity("P23")
    void pdict() {
        assumeMaps();
        PersistentMap<String, Integer> dict =
                store.map("testname", Serializers.utf8(), Serializers.json(Integer.class));
        dict.put("key1", 123);
        dict.put("key2", 321);
        assertThat(dict.get("key1")).isEqualTo(123);
        assertThat(dict).hasSize(2);
        dict.remove("key1");
        assertThat(dict.get("key1")).isNull();

        restart();

        dict = store.map("testname", Serializers.utf8(), Serializers.json(Integer.class));
        assertThat(dict.get("key2")).isEqualTo(321);
    }

    @Test
    @Parity({"P18", "P25"})
    void multiThreadUsage() throws Exception {
        Set<String> done = ConcurrentHashMap.newKeySet();
        Set<String> source = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            daemon("worker", () -> {
                while (true) {
                    Delivery<String> item;
                    try {
                        item = q.take();
                    } catch (io.github.persistq.spi.StorageException e) {
                        return; // the store was closed
                    }
                    done.add(item.item());
                    item.ack(); // q.task_done()
                }
            });
        }
        for (int i = 0; i < 100; i++) {
            source.add("item " + i);
            q.put("item " + i);
        }

        assertThat(q.awaitDrained(SOON)).isTrue(); // q.join(): block until all tasks are done
        assertThat(done).isEqualTo(source);
    }

    @Test
    @Parity("P22")
    void serialization() throws Exception {
        for (var serializer : java.util.List.of(
                Serializers.<Map<String, Integer>>messagePack((java.lang.reflect.Type) Map.class),
                Serializers.<Map<String, Integer>>cbor((java.lang.reflect.Type) Map.class),
                Serializers.<Map<String, Integer>>json((java.lang.reflect.Type) Map.class))) {
            PersistentQueue<Map<String, Integer>> typed = store.queue("mypath." + serializer.id(), serializer);
            typed.put(Map.of("b", 1));
            Delivery<Map<String, Integer>> item = typed.take();
            assertThat(item.item()).isEqualTo(Map.of("b", 1));
            item.ack();
        }
    }

    @Test
    @Parity("P29")
    void explicitResourceReclaim() {
        // del q
        try (QueueStore scoped = QueueStore.open(url(""))) {
            scoped.queue("mypath", Serializers.utf8()).put("a");
        }
        store.close();

        assertThatThrownBy(() -> q.put("b")).hasMessageContaining("closed");
    }
}
