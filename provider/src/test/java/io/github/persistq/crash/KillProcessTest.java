package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that sends, moves and receives is killed again and again, and nothing that it was told may turn out untrue. */
class KillProcessTest {
    private static final int SEGMENT = 256 << 10;
    private static final List<String> CHILD_OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

    @TempDir
    Path directory;

    private final Oracle oracle = new Oracle();

    @ParameterizedTest
    @CsvSource({"force, 13", "os, 12"})
    @Timeout(300)
    void keepsItsWordWhenTheProcessIsKilled(String durability, int kills) throws Exception {
        run(durability, kills, System.nanoTime());
    }

    @ParameterizedTest
    @CsvSource({"force, 300", "os, 150"})
    @Tag("torture")
    @Timeout(3600)
    void keepsItsWordThroughHundredsOfKills(String durability, int kills) throws Exception {
        run(durability, kills, System.nanoTime());
    }

    private void run(String durability, int kills, long seed) throws Exception {
        System.out.printf("Killing %d processes, durability=%s, seed %dL%n", kills, durability, seed);
        Random random = new Random(seed);
        Path store = directory.resolve("store");
        String url = "persistq:file:" + store + "?segmentBytes=256k&maxDeliveries=1000000&durability=" + durability;
        long largest = 0;
        for (int kill = 0; kill < kills; kill++) {
            runAndKill(url, kill, random);
            assertThat(oracle.violations()).as("seed %dL", seed).isEmpty();
            largest = Math.max(largest, size(store));
            if ((kill + 1) % 25 == 0 || kill + 1 == kills) {
                System.out.printf("%s; largest store %,d bytes%n", oracle.summary(), largest);
            }
        }
        drain(url);
        assertThat(oracle.finish()).as("seed %dL", seed).isEmpty();
        // Three segments, their reserve, and a checkpoint of nothing.
        assertThat(size(store)).as("bytes of the empty store").isLessThan(4L * SEGMENT);
    }

    /** Most processes are killed at work, some while they open the store. */
    private void runAndKill(String url, int kill, Random random) throws Exception {
        String[] arguments = {
            url, Integer.toString(kill), Long.toString(random.nextLong()), Integer.toString(oracle.backlog())
        };
        boolean early = random.nextInt(4) == 0;
        int delay = early ? random.nextInt(150) : 100 + random.nextInt(500);
        Path errors = directory.resolve("errors");
        try (ChildJvm child =
                ChildJvm.start(ChildJvm.ownHome(), errors.toFile(), CHILD_OPTIONS, Victim.class, arguments)) {
            child.awaitLine(early ? Victim.OPENING : Victim.RUNNING);
            boolean alive = child.runsFor(delay);
            child.kill().forEach(oracle::apply);
            oracle.killed();
            assertThat(alive)
                    .as("The process ended by itself: %s%n%s", oracle.violations(), child.errors())
                    .isTrue();
        }
    }

    private void drain(String url) throws JMSException {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                JMSContext context = factory.createContext()) {
            for (String queue : Queues.ALL) {
                drain(context, queue);
                drain(context, "DLQ." + queue);
            }
        }
    }

    private void drain(JMSContext context, String queue) throws JMSException {
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                oracle.apply("R drain " + Sighting.of(m, queue).text());
            }
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(KillProcessTest::fileSize).sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long fileSize(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
