package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two processes want one durable subscription, and a third one publishes. */
class SharedTopicTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(SharedStore.class)
    @Timeout(240)
    void givesADurableSubscriptionToOneProcessAfterTheOther(SharedStore store) throws Exception {
        String url = store.url(directory);
        try (ChildJvm first = start(url);
                ChildJvm second = start(url);
                PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                JMSContext publisher = factory.createContext()) {
            first.awaitLine(SharedSubscriber.RUNNING);
            second.awaitLine(SharedSubscriber.RUNNING);
            first.say("try");
            first.awaitLine(SharedSubscriber.SUBSCRIBED);
            second.say("try");
            String refused = second.awaitLine(SharedSubscriber.ANSWER, 1);
            System.out.println(store + ": " + refused);
            assertThat(refused).isNotEqualTo(SharedSubscriber.SUBSCRIBED);
            publish(publisher, 1, 200);
            first.awaitLine("done", 50);

            List<String> ofFirst = first.kill();
            long begin = System.nanoTime();
            publish(publisher, 201, 300);
            int tries = awaitSubscription(second);

            System.out.printf(
                    "%s: the subscription of a killed process is free after %d ms and %d tries%n",
                    store, (System.nanoTime() - begin) / 1_000_000, tries);
            publish(publisher, 301, 400);
            second.awaitLine("done n400");
            check(ofFirst, second.kill());
        }
    }

    /** Has a process that was refused once try again and again, and says how often. */
    private static int awaitSubscription(ChildJvm child) {
        AtomicInteger answers = new AtomicInteger(1);
        Awaitility.await()
                .atMost(Duration.ofMillis(10L * SharedStore.LEASE_MILLIS))
                .until(() -> {
                    child.say("try");
                    return child.awaitLine(SharedSubscriber.ANSWER, answers.incrementAndGet())
                            .equals(SharedSubscriber.SUBSCRIBED);
                });
        return answers.get() - 1;
    }

    private static void publish(JMSContext context, int from, int to) {
        JMSProducer producer = context.createProducer();
        for (int i = from; i <= to; i++) {
            producer.send(context.createTopic(SharedSubscriber.TOPIC), "n" + i);
        }
    }

    /** Each message came in order to the one, then to the other; one that the first did not acknowledge came to both. */
    private static void check(List<String> ofFirst, List<String> ofSecond) {
        List<String> got = words(ofFirst, "got ");
        List<String> done = words(ofFirst, "done ");
        List<String> rest = words(ofSecond, "got ");
        int next = Integer.parseInt(rest.get(0).substring(1));
        assertThat(got).isEqualTo(numbers(1, got.size()));
        assertThat(rest).isEqualTo(numbers(next, 400));
        // The last acknowledgement may have been written and not told of.
        assertThat(next).isBetween(done.size() + 1, got.size() + 1);
        assertThat(got.size() - done.size()).isBetween(0, 1);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "n" + i).toList();
    }

    private static List<String> words(List<String> lines, String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .toList();
    }

    private ChildJvm start(String url) throws Exception {
        return ChildJvm.start(directory.resolve("errors").toFile(), line -> {}, SharedSubscriber.class, url);
    }
}
