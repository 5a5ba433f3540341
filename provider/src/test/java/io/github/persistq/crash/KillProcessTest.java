package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.parity.Parity;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that sends, moves and receives is killed again and again, and nothing that it was told may turn out untrue. */
@Parity("P30")
class KillProcessTest {

    @TempDir
    Path directory;

    private final Oracle oracle = new Oracle();

    @ParameterizedTest
    @CsvSource({"FILE, force, 13", "FILE, os, 12", "SQLITE, force, 12", "SQLITE, os, 10"})
    @Timeout(300)
    void keepsItsWordWhenTheProcessIsKilled(StoreKind store, String durability, int kills) throws Exception {
        run(store, durability, kills, System.nanoTime());
    }

    @ParameterizedTest
    @CsvSource({"FILE, force, 300", "FILE, os, 150", "SQLITE, force, 300", "SQLITE, os, 150"})
    @Tag("torture")
    @Timeout(3600)
    void keepsItsWordThroughHundredsOfKills(StoreKind store, String durability, int kills) throws Exception {
        run(store, durability, kills, System.nanoTime());
    }

    private void run(StoreKind store, String durability, int kills, long seed) throws Exception {
        System.out.printf("Killing %d processes, %s store, durability=%s, seed %dL%n", kills, store, durability, seed);
        Random random = new Random(seed);
        String url = store.url(directory, durability);
        long largest = 0;
        for (int kill = 0; kill < kills; kill++) {
            runAndKill(url, kill, random);
            assertThat(oracle.violations()).as("seed %dL", seed).isEmpty();
            largest = Math.max(largest, store.bytes(directory));
            if ((kill + 1) % 25 == 0 || kill + 1 == kills) {
                System.out.printf("%s; largest store %,d bytes%n", oracle.summary(), largest);
            }
        }
        drain(url);
        assertThat(oracle.finish()).as("seed %dL", seed).isEmpty();
        assertThat(largest).as("bytes of the largest store").isLessThan(store.mostBytes());
        assertThat(store.bytes(directory)).as("bytes of the empty store").isLessThan(store.mostBytesWhenEmpty());
    }

    /** Most processes are killed at work, some while they open the store. */
    private void runAndKill(String url, int kill, Random random) throws Exception {
        String[] arguments = {
            url, Integer.toString(kill), Long.toString(random.nextLong()), Integer.toString(oracle.backlog())
        };
        boolean early = random.nextInt(4) == 0;
        int delay = early ? random.nextInt(150) : 100 + random.nextInt(500);
        Path errors = directory.resolve("errors");
        try (ChildJvm child = ChildJvm.start(errors.toFile(), line -> {}, Victim.class, arguments)) {
            child.awaitLine(early ? Victim.OPENING : Victim.RUNNING);
            boolean alive = child.runsFor(delay);
            List<String> events = child.kill();
            events.forEach(oracle::apply);
            oracle.killed();
            if (!oracle.violations().isEmpty()) {
                System.out.println("The last process said:\n" + String.join("\n", events));
            }
            assertThat(alive)
                    .as("The process ended by itself: %s%n%s", oracle.violations(), child.errors())
                    .isTrue();
        }
    }

    private void drain(String url) throws JMSException {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                JMSContext context = factory.createContext()) {
            context.setClientID(Queues.CLIENT_ID);
            for (String queue : Queues.ALL) {
                drain(context.createConsumer(context.createQueue(queue)), queue);
                drain(context.createConsumer(context.createQueue("DLQ." + queue)), "DLQ." + queue);
            }
            drain(context.createDurableConsumer(context.createTopic(Queues.NEWS), Queues.SUBSCRIPTION), Queues.NEWS);
            drain(context.createConsumer(context.createQueue("DLQ." + Queues.NEWS)), "DLQ." + Queues.NEWS);
        }
    }

    private void drain(JMSConsumer consumer, String from) throws JMSException {
        try (consumer) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                oracle.apply("R drain " + Sighting.of(m, from).text());
            }
        }
    }
}
