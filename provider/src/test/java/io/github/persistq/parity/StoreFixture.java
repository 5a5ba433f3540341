package io.github.persistq.parity;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A store of each engine with a queue of text. */
@ParameterizedClass(name = "{0}")
@MethodSource("engines")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class StoreFixture {
    /** Long enough for an item that must come, even on a busy machine. */
    static final Duration SOON = Duration.ofSeconds(20);

    @Parameter
    String engine;

    @TempDir
    Path directory;

    QueueStore store;
    PersistentQueue<String> queue;
    private TestStore place;

    static List<String> engines() {
        return TestStore.engines();
    }

    String url(String options) {
        if (place == null) {
            place = new TestStore(engine, directory);
        }
        return place.url(options);
    }

    @BeforeEach
    void open() {
        store = QueueStore.open(url(""));
        queue = store.queue("orders", Serializers.utf8());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Ends the test where the engine does not keep maps yet, and forgets nothing that is kept. */
    void assumeMaps() {
        try {
            store.map("probe", Serializers.utf8(), Serializers.utf8());
            store.dropMap("probe");
        } catch (StorageException e) {
            assumeFalse(e.getMessage().contains("keeps no maps yet"), e.getMessage());
            throw e;
        }
    }

    boolean isDurable() {
        return !engine.equals("memory");
    }

    /** Closes the store and opens it again, with a queue of these options. */
    void reopen(QueueOptions options) {
        store.close();
        store = QueueStore.open(url(""));
        queue = store.queue("orders", Serializers.utf8(), options);
    }

    void reopen() {
        reopen(QueueOptions.DEFAULT);
    }

    PersistentQueue<String> queue(String name, QueueOptions options) {
        return store.queue(name, Serializers.utf8(), options);
    }

    void put(String... items) {
        for (String item : items) {
            queue.put(item);
        }
    }

    /** Takes and acknowledges all that is ready. */
    List<String> drain() {
        return drain(queue);
    }

    static List<String> drain(PersistentQueue<String> from) {
        List<String> items = new ArrayList<>();
        for (Optional<Delivery<String>> next = from.poll(); next.isPresent(); next = from.poll()) {
            items.add(next.get().item());
            next.get().ack();
        }
        return items;
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    static Thread daemon(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What a thread does. */
    interface Work {
        void run() throws Exception;
    }
}
