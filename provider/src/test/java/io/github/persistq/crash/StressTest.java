package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.persistq.jms.PersistqConnectionFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions, consumers and connections are closed while others use them: nothing hangs, is lost, doubled or left behind. */
class StressTest {
    private static final String OPTIONS = "?maxDeliveries=0";

    /** Small, so that segments come and go and checkpoints are written. */
    private static final String SEGMENTS = "&segmentBytes=64k";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "file that is closed and opened again"})
    @Timeout(180)
    void survivesRandomClosing(String store) throws Exception {
        run(store, System.nanoTime(), 3_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file", "file that is closed and opened again"})
    @Tag("torture")
    @Timeout(1800)
    void survivesMinutesOfRandomClosing(String store) throws Exception {
        for (int round = 0; round < 20; round++) {
            run(store, System.nanoTime(), 5_000);
        }
    }

    private void run(String store, long seed, long millis) throws Exception {
        String url = store.equals("memory")
                ? "persistq:memory:" + UUID.randomUUID() + OPTIONS
                : "persistq:file:" + directory.resolve("store") + OPTIONS + SEGMENTS;
        Set<Thread> before = ownThreads();
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url)) {
            if (!store.endsWith("again")) {
                factory.createConnection();
            }
            StressRun run = new StressRun(factory, seed, millis);
            int messages = run.run();
            assertThat(run.ledger().violations())
                    .as("%s, seed %dL", store, seed)
                    .isEmpty();
            System.out.printf("Stress on %s, seed %dL: %d messages%n", store, seed, messages);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Set<Thread> left = new HashSet<>(ownThreads());
            left.removeAll(before);
            assertThat(left).as("threads left behind, seed %dL", seed).isEmpty();
        });
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
