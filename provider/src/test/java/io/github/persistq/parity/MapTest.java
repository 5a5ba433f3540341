package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.PersistentMap;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.Transaction;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Persistent maps. */
@Parity("P23")
class MapTest extends StoreFixture {
    private PersistentMap<String, Integer> stock;

    @BeforeEach
    void openMap() {
        assumeMaps();
        stock = map(store);
    }

    private static PersistentMap<String, Integer> map(QueueStore of) {
        return of.map("stock", Serializers.utf8(), Serializers.json(Integer.class));
    }

    @Test
    void isAMap() {
        assertThat(stock.put("a", 1)).isNull();
        assertThat(stock.put("a", 2)).isEqualTo(1);
        assertThat(stock.putIfAbsent("a", 3)).isEqualTo(2);
        assertThat(stock.putIfAbsent("b", 3)).isNull();
        assertThat(stock).hasSize(2).containsEntry("a", 2).containsKey("b").doesNotContainKey("c");
        assertThat(stock.containsValue(3)).isTrue();
        assertThat(stock.get("c")).isNull();
        assertThat(stock.getOrDefault("c", 7)).isEqualTo(7);
        assertThat(stock).isEqualTo(Map.of("a", 2, "b", 3)).hasToString("{a=2, b=3}");
        assertThat(stock.hashCode()).isEqualTo(Map.of("a", 2, "b", 3).hashCode());
        assertThat(stock.remove("a")).isEqualTo(2);
        assertThat(stock.remove("a")).isNull();
        assertThat(stock.keySet()).containsExactly("b");
        assertThat(stock.values()).containsExactly(3);
        stock.clear();
        assertThat(stock).isEmpty();
    }

    @Test
    void changesAtomically() {
        assertThat(stock.computeIfAbsent("a", k -> 1)).isEqualTo(1);
        assertThat(stock.computeIfAbsent("a", k -> 9)).isEqualTo(1);
        assertThat(stock.computeIfPresent("a", (k, v) -> v + 1)).isEqualTo(2);
        assertThat(stock.computeIfPresent("b", (k, v) -> v + 1)).isNull();
        assertThat(stock.compute("a", (k, v) -> v == null ? 0 : v * 10)).isEqualTo(20);
        assertThat(stock.merge("a", 1, Integer::sum)).isEqualTo(21);
        assertThat(stock.merge("a", 1, (x, y) -> null)).isNull();
        assertThat(stock.merge("a", 5, Integer::sum)).isEqualTo(5);
        assertThat(stock.replace("a", 6)).isEqualTo(5);
        assertThat(stock.replace("b", 6)).isNull();
        assertThat(stock.replace("a", 5, 7)).isFalse();
        assertThat(stock.replace("a", 6, 7)).isTrue();
        assertThat(stock.remove("a", 6)).isFalse();
        assertThat(stock.remove("a", 7)).isTrue();
        stock.putAll(Map.of("x", 1, "y", 2));
        stock.replaceAll((k, v) -> v + 1);
        assertThat(stock).isEqualTo(Map.of("x", 2, "y", 3));
    }

    @Test
    void losesNoUpdateOfSeveralThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(daemon("counter", () -> {
                for (int i = 0; i < 25; i++) {
                    stock.merge("count", 1, Integer::sum);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }

        assertThat(stock.get("count")).isEqualTo(100);
    }

    @Test
    void iteratesAndRemovesOnTheWay() {
        stock.putAll(Map.of("a", 1, "b", 2, "c", 3));

        for (Iterator<Map.Entry<String, Integer>> each = stock.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Integer> entry = each.next();
            if (entry.getKey().equals("b")) {
                each.remove();
            } else {
                entry.setValue(entry.getValue() * 10);
            }
        }

        assertThat(stock).isEqualTo(Map.of("a", 10, "c", 30));
        assertThat(stock.keySet()).containsExactly("a", "c");
        assertThat(stock.keySet().remove("a")).isTrue();
        assertThat(stock.values().remove(30)).isTrue();
        assertThat(stock).isEmpty();
    }

    @Test
    void refusesNullsAndKeysThatAreTooLong() {
        assertThatThrownBy(() -> stock.put(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stock.put("a", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> stock.put("x".repeat(2049), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2048");
    }

    @Test
    void keepsItsEntriesAcrossARestartAndItsSerializersToo() {
        stock.put("a", 1);
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        reopen();

        assertThat(map(store)).isEqualTo(Map.of("a", 1));
        assertThatThrownBy(() -> store.map("stock", Serializers.bytes(), Serializers.utf8()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'utf8' and 'json'")
                .hasMessageContaining("'bytes' and 'utf8'");
    }

    @Test
    @Parity({"P23", "P34"})
    void isListedAndDropped() {
        stock.put("a", 1);
        assertThat(store.maps()).contains("stock");

        assertThat(store.dropMap("stock")).isEqualTo(1);

        assertThat(store.maps()).doesNotContain("stock");
        assertThat(store.dropMap("stock")).isZero();
        assertThat(map(store)).isEmpty();
    }

    @Test
    @Parity({"P23", "P19"})
    void changesWithWhatIsTakenAndPutOrNotAtAll() throws Exception {
        PersistentQueue<String> bills = queue("bills", QueueOptions.DEFAULT);
        put("a", "b");
        try (Transaction transaction = store.begin()) {
            String order = transaction.take(queue).item();
            assertThat(transaction.get(stock, order)).isNull();
            transaction.put(stock, order, 1);
            assertThat(transaction.get(stock, order)).isEqualTo(1);
            assertThat(stock.get(order)).isNull();
            transaction.put(bills, "bill");
            transaction.commit();
        }
        try (Transaction transaction = store.begin()) {
            transaction.remove(stock, "a");
            transaction.take(queue);
        }

        assertThat(stock).isEqualTo(Map.of("a", 1));
        assertThat(drain(bills)).containsExactly("bill");
        assertThat(drain()).containsExactly("b");
    }

    @Test
    @Parity({"P23", "P19"})
    void doesNotCommitOverWhatOthersHaveChanged() throws Exception {
        put("order");
        stock.put("a", 1);
        Transaction transaction = store.begin();
        transaction.take(queue);
        int seen = transaction.get(stock, "a");
        transaction.put(stock, "a", seen + 1);

        stock.put("a", 100);

        assertThatThrownBy(transaction::commit)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CONFLICT));
        assertThat(stock.get("a")).isEqualTo(100);
        assertThat(drain()).containsExactly("order");
    }
}
