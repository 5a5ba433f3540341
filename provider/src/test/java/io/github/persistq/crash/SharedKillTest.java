package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.parity.Parity;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StorageEngine;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several processes consume one queue and are killed again and again. No message is lost, and none is with two consumers at
 * once.
 */
@Parity("P31")
class SharedKillTest {
    private static final int SENDERS = 3;
    private static final long PATIENCE_MILLIS = 3L * SharedStore.LEASE_MILLIS;
    private static final long LONGEST_SECONDS = 120;

    @TempDir
    Path directory;

    private final SharedLedger ledger = new SharedLedger();
    private final List<Running> running = new ArrayList<>();
    private int started;

    /**
     * How a run is made.
     *
     * @param processes how many live at a time
     * @param threads how many each of them has
     * @param messages how many are consumed
     * @param kills how many processes are killed
     */
    private record Size(int processes, int threads, int messages, int kills) {}

    private record Running(String name, ChildJvm child) {}

    @ParameterizedTest
    @CsvSource({"SQLITE, 3, 2, 2000, 5", "MARIADB, 4, 4, 2000, 5", "MYSQL, 4, 4, 2000, 5"})
    @Timeout(300)
    void losesNothingAndGivesNothingToTwo(SharedStore store, int processes, int threads, int messages, int kills)
            throws Exception {
        run(store.url(directory), new Size(processes, threads, messages, kills));
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, 3, 4, 100000, 100", "MARIADB, 4, 4, 100000, 100", "MYSQL, 4, 4, 100000, 100"})
    @Tag("torture")
    @Timeout(3600)
    void losesNothingThroughManyKills(SharedStore store, int processes, int threads, int messages, int kills)
            throws Exception {
        run(store.url(directory), new Size(processes, threads, messages, kills));
    }

    /** What has one owner at a time is consumed by one process after the other. */
    @ParameterizedTest
    @CsvSource({"FILE, 1, 6, 3000, 5", "SQLITE, 1, 6, 3000, 5"})
    @Timeout(300)
    void losesNothingWhenOneProcessFollowsTheOther(StoreKind store, int processes, int threads, int messages, int kills)
            throws Exception {
        run(store.url(directory, "force"), new Size(processes, threads, messages, kills));
    }

    private void run(String url, Size size) throws Exception {
        long seed = System.nanoTime();
        System.out.printf("Killing %s on %s, seed %dL%n", size, StoreUrl.parse(url), seed);
        Random random = new Random(seed);
        fill(url, size.messages(), random);
        long start = System.nanoTime();
        try {
            for (int i = 0; i < size.processes(); i++) {
                running.add(start(url, size.threads(), random));
            }
            kill(url, size, random);
            for (Running each : running) {
                each.child().ended();
                assertThat(each.child().exitCode()).as(each.child().errors()).isZero();
            }
        } finally {
            running.forEach(each -> each.child().close());
        }
        Map<String, Integer> copies = drain(url);
        List<String> violations = ledger.finish(copies);
        System.out.println(ledger.summary(start));
        assertThat(violations).as("seed %dL", seed).isEmpty();
        checkStats(url);
    }

    /** Several threads send in transactions of all sizes, and roll some back. */
    private void fill(String url, int messages, Random random) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(SENDERS);
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url)) {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                String name = "s" + i;
                Random own = new Random(random.nextLong());
                int count = messages / SENDERS + (i < messages % SENDERS ? 1 : 0);
                sending.add(executor.submit(() -> {
                    send(factory, name, count, own);
                    return true;
                }));
            }
            for (Future<?> each : sending) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void send(PersistqConnectionFactory factory, String name, int messages, Random random) throws Exception {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            int number = 0;
            while (number < messages) {
                int size = Math.min(1 + random.nextInt(random.nextBoolean() ? 5 : 100), messages - number);
                boolean doomed = random.nextInt(10) == 0;
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    String id = name + "." + (number + i) + (doomed ? "x" : "");
                    context.createProducer().send(context.createQueue(SharedConsumers.IN), id);
                    ids.add(id);
                }
                if (doomed) {
                    context.rollback();
                } else {
                    context.commit();
                    ids.forEach(ledger::sent);
                    number += size;
                }
            }
        }
    }

    private Running start(String url, int threads, Random random) throws Exception {
        int number = started++;
        String name = "p" + number;
        ChildJvm child = ChildJvm.start(
                directory.resolve("errors").toFile(),
                line -> ledger.apply(name, line, System.nanoTime()),
                SharedConsumers.class,
                url,
                Integer.toString(number),
                Integer.toString(threads),
                Long.toString(random.nextLong()),
                Long.toString(PATIENCE_MILLIS));
        return new Running(name, child);
    }

    /** Kills at even intervals of what is done: mostly those that work, some that have only just begun. */
    private void kill(String url, Size size, Random random) throws Exception {
        for (int kill = 1; kill <= size.kills(); kill++) {
            int enough = (int) ((long) size.messages() * kill / (size.kills() + 1));
            assertThat(ledger.awaitDone(enough, LONGEST_SECONDS))
                    .as("%d messages are done in time; seen: %s", enough, ledger.violations())
                    .isTrue();
            assertThat(ledger.violations()).isEmpty();
            int slot = random.nextInt(running.size());
            Running victim = running.get(slot);
            long before = System.nanoTime();
            victim.child().kill();
            victim.child().close();
            ledger.killed(victim.name(), before);
            running.set(slot, start(url, size.threads(), random));
        }
    }

    private static Map<String, Integer> drain(String url) throws JMSException {
        Map<String, Integer> copies = new HashMap<>();
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(SharedConsumers.OUT));
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                copies.merge(m.getBody(String.class), 1, Integer::sum);
            }
            context.commit();
        }
        return copies;
    }

    /** The figures of the queues say what is there: nothing. */
    private static void checkStats(String url) {
        try (StorageEngine engine = SharedStore.engine(url)) {
            for (String queue : List.of(SharedConsumers.IN, SharedConsumers.OUT, "DLQ." + SharedConsumers.IN)) {
                assertThat(engine.stats(QueueName.queue(queue))).as(queue).isEqualTo(QueueStats.EMPTY);
                assertThat(engine.browse(QueueName.queue(queue), Set.of(MessageState.values())))
                        .as(queue)
                        .isExhausted();
            }
        }
    }
}
