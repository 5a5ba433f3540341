package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StorageEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One process asks, another one replies into a temporary queue of the first, and either of them may die. */
class SharedRequestReplyTest {
    private static final int REQUESTS = 300;
    private static final int FEWER = 150;
    private static final QueueName QUEUE = QueueName.queue(SharedResponder.REQUESTS);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(SharedStore.class)
    @Timeout(240)
    void repliesToEachRequestOnce(SharedStore store) throws Exception {
        String url = store.url(directory);
        try (ChildJvm responder = start(SharedResponder.class, url);
                ChildJvm requestor = start(SharedRequestor.class, url, Integer.toString(REQUESTS))) {
            String micros = requestor.awaitLine(SharedRequestor.MICROS, 1);
            print(store + ", undisturbed", micros);
            requestor.ended();
            assertThat(requestor.exitCode()).as(requestor.errors()).isZero();
            assertThat(responder.kill())
                    .filteredOn(line -> line.startsWith("served "))
                    .hasSize(REQUESTS);
        }

        try (StorageEngine engine = SharedStore.engine(url)) {
            assertThat(temporaryQueues(engine)).isZero();
            assertThat(engine.stats(QUEUE)).isEqualTo(QueueStats.EMPTY);
        }
    }

    @ParameterizedTest
    @EnumSource(SharedStore.class)
    @Timeout(240)
    void repliesToEachRequestOnceWhenTheResponderIsKilled(SharedStore store) throws Exception {
        String url = store.url(directory);
        try (ChildJvm first = start(SharedResponder.class, url);
                ChildJvm requestor = start(SharedRequestor.class, url, Integer.toString(FEWER))) {
            requestor.awaitLine("answered", FEWER / 3);
            first.kill();
            try (ChildJvm second = start(SharedResponder.class, url)) {
                requestor.awaitLine("answered", 2 * FEWER / 3);
                second.kill();
                try (ChildJvm third = start(SharedResponder.class, url)) {
                    String micros = requestor.awaitLine(SharedRequestor.MICROS, 1);
                    print(store + ", responder killed twice", micros);
                    assertThat(third.kill()).noneMatch(line -> line.startsWith("gone "));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SharedStore.class)
    @Timeout(240)
    void dropsTheTemporaryQueueOfAKilledRequestor(SharedStore store) throws Exception {
        String url = store.url(directory);
        try (ChildJvm responder = start(SharedResponder.class, url);
                ChildJvm killed = start(SharedRequestor.class, url, Integer.toString(10 * REQUESTS));
                StorageEngine engine = SharedStore.engine(url)) {
            killed.awaitLine("answered", 100);
            assertThat(temporaryQueues(engine)).isOne();

            long begin = System.nanoTime();
            killed.kill();

            Awaitility.await()
                    .atMost(Duration.ofMillis(10L * SharedStore.LEASE_MILLIS))
                    .until(() -> temporaryQueues(engine) == 0);
            System.out.printf(
                    "%s: the temporary queue of a killed process is gone after %d ms%n",
                    store, (System.nanoTime() - begin) / 1_000_000);
            try (ChildJvm next = start(SharedRequestor.class, url, "50")) {
                next.awaitLine(SharedRequestor.MICROS, 1);
            }
            assertThat(responder.kill()).noneMatch(line -> line.startsWith("E "));
        }
    }

    private ChildJvm start(Class<?> program, String... arguments) throws Exception {
        return ChildJvm.start(directory.resolve("errors").toFile(), line -> {}, program, arguments);
    }

    private static long temporaryQueues(StorageEngine engine) {
        return engine.queues().values().stream().filter(QueueSpec::temporary).count();
    }

    private static void print(String what, String line) {
        long[] micros = Arrays.stream(line.split(" "))
                .skip(1)
                .mapToLong(Long::parseLong)
                .sorted()
                .toArray();
        System.out.printf(
                "%s: %d round trips, 50%% %d, 90%% %d, 99%% %d, longest %d us%n",
                what,
                micros.length,
                micros[micros.length / 2],
                micros[micros.length * 9 / 10],
                micros[micros.length * 99 / 100],
                micros[micros.length - 1]);
    }
}
