package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.testing.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs in two processes that use one queue. */
@Parity("P31")
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedTest {
    private static final Duration SOON = StoreFixture.SOON;

    @Parameter
    String engine;

    @TempDir
    Path directory;

    private QueueStore here;
    private QueueStore there;
    private PersistentQueue<String> queueHere;
    private PersistentQueue<String> queueThere;

    /** Every engine that processes can share. */
    static List<String> engines() {
        return TestStore.sharedEngines();
    }

    @BeforeEach
    void open() {
        TestStore place = new TestStore(engine, directory);
        here = QueueStore.open(place.urlOfProcess("here", ""));
        there = QueueStore.open(place.urlOfProcess("there", ""));
        queueHere = here.queue("orders", Serializers.utf8());
        queueThere = there.queue("orders", Serializers.utf8());
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void giveEachItemToOneTaker() throws Exception {
        int items = 100;
        Set<String> taken = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (PersistentQueue<String> queue : List.of(queueHere, queueThere)) {
            for (int t = 0; t < 2; t++) {
                threads.add(StoreFixture.daemon("taker", () -> {
                    for (Optional<Delivery<String>> next = queue.poll(Duration.ofSeconds(1));
                            next.isPresent();
                            next = queue.poll(Duration.ofSeconds(1))) {
                        assertThat(taken.add(next.get().item())).isTrue();
                        next.get().ack();
                    }
                }));
            }
        }
        for (int i = 0; i < items; i++) {
            queueHere.put("item " + i);
        }

        for (Thread thread : threads) {
            thread.join(SOON.toMillis());
        }

        assertThat(taken).hasSize(items);
        assertThat(queueThere.stats()).isEqualTo(queueHere.stats());
        assertThat(queueHere.awaitDrained(SOON)).isTrue();
    }

    @Test
    void wakeEachOther() throws Exception {
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        Thread taker =
                StoreFixture.daemon("taker", () -> taken.add(queueThere.take().item()));
        StoreFixture.eventually(
                () -> taker.getState() == Thread.State.WAITING || taker.getState() == Thread.State.TIMED_WAITING);

        queueHere.put("a");

        assertThat(taken.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("a");
        CompletableFuture<Delivery<String>> future = queueThere.takeAsync();
        queueHere.put("b");
        assertThat(future.get(SOON.toMillis(), TimeUnit.MILLISECONDS).item()).isEqualTo("b");
    }

    @Test
    void leaveAloneWhatTheOtherHasInFlight() {
        queueHere.put("a");
        Delivery<String> taken = queueHere.poll().orElseThrow();

        assertThat(queueThere.poll()).isEmpty();
        if (!engine.equals("memory")) { // the memory that these processes share does not tell them apart
            assertThatThrownBy(() -> queueThere.ack(taken.id())).isInstanceOf(IllegalStateException.class);
        }

        taken.ack();
        assertThat(queueThere.stats().unsettled()).isZero();
    }

    @Test
    void holdToTheSameLimitAndFormat() {
        PersistentQueue<String> small = here.queue(
                "small", Serializers.utf8(), QueueOptions.DEFAULT.maxMessages(1).failWhenFull());
        PersistentQueue<String> same = there.queue(
                "small", Serializers.utf8(), QueueOptions.DEFAULT.maxMessages(1).failWhenFull());
        small.put("a");

        assertThat(same.offer("b", Duration.ZERO)).isEmpty();
        assertThatThrownBy(() -> there.queue("small", Serializers.bytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'utf8'");
    }
}
