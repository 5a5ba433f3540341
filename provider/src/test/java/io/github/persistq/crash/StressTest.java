package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.testing.TestStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, consumers and connections are closed while others use them: nothing hangs, is lost, doubled or left behind. */
class StressTest {
    private static final String OPTIONS = "maxDeliveries=0";

    /** Small, so that segments come and go and checkpoints are written. */
    private static final String SEGMENTS = "&segmentBytes=64k";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "file that is closed and opened again", "mariadb"})
    @Timeout(180)
    void survivesRandomClosing(String store) throws Exception {
        run(store, seed(), 3_000);
    }

    /** Five minutes for each store, unless -Dstress.rounds=N says otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "file that is closed and opened again", "mariadb"})
    @Tag("torture")
    @Timeout(3600)
    void survivesMinutesOfRandomClosing(String store) throws Exception {
        for (int round = Integer.getInteger("stress.rounds", 60); round > 0; round--) {
            run(store, seed(), 5_000);
        }
    }

    /** That of -Dstress.seed, or a new one: the threads decide the same again, if not at the same moments. */
    private static long seed() {
        return Long.getLong("stress.seed", System.nanoTime());
    }

    private void run(String store, long seed, long millis) throws Exception {
        String engine = store.startsWith("file") ? "file" : store;
        String url = new TestStore(engine, directory).url(OPTIONS + (engine.equals("file") ? SEGMENTS : ""));
        Set<Thread> before = ownThreads();
        try (PersistqConnectionFactory holding = new PersistqConnectionFactory(url);
                StressRun run = new StressRun(url, seed, millis)) {
            if (!store.endsWith("again")) {
                holding.createConnection();
            }
            String figures = run.run();
            assertThat(run.ledger().violations())
                    .as("%s, seed %dL", store, seed)
                    .isEmpty();
            System.out.printf("Stress on %s, seed %dL: %s%n", store, seed, figures);
            checkLeftovers(url, seed);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Set<Thread> left = new HashSet<>(ownThreads());
            left.removeAll(before);
            assertThat(left).as("threads left behind, seed %dL", seed).isEmpty();
        });
    }

    /** All was received, and only the queues that last are there: none is temporary, none of a subscription that ended. */
    private static void checkLeftovers(String url, long seed) {
        try (StoreRegistry.Reference reference =
                StoreRegistry.shared().acquire(StoreUrl.parse(url), InstantSource.system())) {
            MessageStore store = reference.store();
            assertThat(store.queues().stream().map(QueueName::toString))
                    .as("queues left behind, seed %dL", seed)
                    .containsExactlyInAnyOrder(
                            "left",
                            "right",
                            "requests",
                            "subscription desk/desk",
                            "subscription /shared",
                            "subscription /half");
            for (QueueName queue : store.queues()) {
                QueueStats stats = store.stats(queue);
                assertThat(stats.ready() + stats.delayed() + stats.inFlight())
                        .as("messages left behind in %s, seed %dL", queue, seed)
                        .isZero();
            }
            assertThat(store.branches().prepared())
                    .as("branches left behind, seed %dL", seed)
                    .isEmpty();
        }
    }

    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("persistq"))
                .collect(Collectors.toSet());
    }

    /** An error with its stack. */
    static String text(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
