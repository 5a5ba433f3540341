package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that publishes to two durable subscriptions is killed again and again; both must hold the same messages. */
class KillPublisherTest {
    private static final int NUMBERS_OF_ONE_PROCESS = 1_000_000;
    private static final String RUNNING = "RUNNING";

    @TempDir
    Path directory;

    private final TreeSet<Integer> sent = new TreeSet<>();
    private final TreeSet<Integer> acknowledged = new TreeSet<>();

    /** Publishes numbers, every other one in a transaction, and consumes the numbers of one of the two subscriptions. */
    static final class Publisher {
        public static void main(String[] arguments) throws Exception {
            PersistqConnectionFactory factory = new PersistqConnectionFactory(arguments[0]);
            JMSContext context = factory.createContext();
            Topic topic = context.createTopic("numbers");
            context.createSharedDurableConsumer(topic, "untouched").close();
            context.createSharedDurableConsumer(topic, "consumed").close();
            say(RUNNING);
            Thread consumer = new Thread(() -> consume(factory, topic), "consumer");
            consumer.setDaemon(true);
            consumer.start();
            JMSContext transacted = context.createContext(JMSContext.SESSION_TRANSACTED);
            JMSProducer plain = context.createProducer();
            JMSProducer together = transacted.createProducer();
            for (int number = Integer.parseInt(arguments[1]); ; number++) {
                if (number % 2 == 0) {
                    plain.setProperty("number", number).send(topic, "n" + number);
                } else {
                    together.setProperty("number", number).send(topic, "n" + number);
                    together.setProperty("number", number).send(context.createQueue("copies"), "n" + number);
                    transacted.commit();
                }
                say("S " + number);
            }
        }

        private static void consume(PersistqConnectionFactory factory, Topic topic) {
            JMSContext client = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
            JMSConsumer consumer = client.createSharedDurableConsumer(topic, "consumed");
            try {
                while (true) {
                    int number = consumer.receive().getIntProperty("number");
                    client.acknowledge();
                    say("A " + number);
                }
            } catch (JMSException e) {
                say("E " + e);
            }
        }

        private static synchronized void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private void note(String line) {
        switch (line.charAt(0)) {
            case 'S' -> sent.add(Integer.parseInt(line.substring(2)));
            case 'A' -> acknowledged.add(Integer.parseInt(line.substring(2)));
            case 'E' -> throw new AssertionError(line);
            default -> assertThat(line).isEqualTo(RUNNING);
        }
    }

    private static List<Integer> drain(JMSConsumer consumer) throws JMSException {
        List<Integer> numbers = new ArrayList<>();
        for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
            assertThat(m.getBody(String.class)).isEqualTo("n" + m.getIntProperty("number"));
            numbers.add(m.getIntProperty("number"));
        }
        return numbers;
    }

    @ParameterizedTest
    @CsvSource({"FILE, force, 8", "SQLITE, force, 8", "SQLITE, os, 6"})
    @Timeout(240)
    void keepsBothSubscriptionsInStepWhenTheProcessIsKilled(StoreKind store, String durability, int kills)
            throws Exception {
        run(store.url(directory, durability), kills);
    }

    @ParameterizedTest
    @CsvSource({"FILE, force, 100", "SQLITE, force, 100", "SQLITE, os, 50"})
    @Tag("torture")
    @Timeout(3600)
    void keepsBothSubscriptionsInStepThroughManyKills(StoreKind store, String durability, int kills) throws Exception {
        run(store.url(directory, durability), kills);
    }

    private void run(String url, int kills) throws Exception {
        long seed = System.nanoTime();
        System.out.printf("Killing %d publishers of %s, seed %dL%n", kills, url, seed);
        Random random = new Random(seed);
        List<Integer> untouched = new ArrayList<>();
        List<Integer> consumed = new ArrayList<>();
        List<Integer> copies = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            runAndKill(url, kill * NUMBERS_OF_ONE_PROCESS, 30 + random.nextInt(300));
            // The process that was killed is not this one: every second time its successor finds the backlog.
            if (kill % 2 == 0) {
                continue;
            }
            try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                    JMSContext context = factory.createContext()) {
                Topic topic = context.createTopic("numbers");
                untouched.addAll(drain(context.createSharedDurableConsumer(topic, "untouched")));
                consumed.addAll(drain(context.createSharedDurableConsumer(topic, "consumed")));
                copies.addAll(drain(context.createConsumer(context.createQueue("copies"))));
            }
            assertThat(untouched).as("seed %dL", seed).containsAll(sent);
        }

        assertThat(untouched).as("seed %dL", seed).isSorted().doesNotHaveDuplicates();
        assertThat(consumed).doesNotContainAnyElementsOf(acknowledged).doesNotHaveDuplicates();
        TreeSet<Integer> arrived = new TreeSet<>(acknowledged);
        arrived.addAll(consumed);
        // A message whose acknowledgement was written and not told of is in neither: one for each kill at most.
        TreeSet<Integer> untold = new TreeSet<>(untouched);
        untold.removeAll(arrived);
        assertThat(untold).as("seed %dL", seed).hasSizeLessThanOrEqualTo(kills);
        assertThat(untouched).containsAll(arrived);
        assertThat(copies)
                .containsExactlyElementsOf(
                        untouched.stream().filter(number -> number % 2 != 0).toList());
        System.out.printf(
                "%d messages, %d of them told of as sent, %d acknowledged%n",
                untouched.size(), sent.size(), acknowledged.size());
    }

    private void runAndKill(String url, int first, int delayMillis) throws Exception {
        Path errors = directory.resolve("errors");
        try (ChildJvm child =
                ChildJvm.start(errors.toFile(), line -> {}, Publisher.class, url, Integer.toString(first))) {
            child.awaitLine(RUNNING);
            boolean alive = child.runsFor(delayMillis);
            child.kill().forEach(this::note);
            assertThat(alive)
                    .as("The process ended by itself: %s", child.errors())
                    .isTrue();
        }
    }
}
