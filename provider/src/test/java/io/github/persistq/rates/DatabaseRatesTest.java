package io.github.persistq.rates;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how many persistent messages of 1 KB pass in a second beside a queue written by hand on the same server, in rounds that
 * alternate. Run with {@code -Dpersistq.rates=true}. Times decide nothing; what is asserted is that each message passes.
 */
@EnabledIfSystemProperty(named = "persistq.rates", matches = "true")
class DatabaseRatesTest {
    private static final int ROUNDS = Integer.getInteger("persistq.rates.rounds", 5);
    private static final int BYTES = 1024;
    private static final int FEW = 300;
    private static final int MANY = 1200;

    @TempDir
    Path directory;

    /** Counts the statements that a server was sent, or is 0. */
    private interface Questions {
        long number() throws SQLException;
    }

    @Test
    void sqlite() throws Exception {
        Path plain = directory.resolve("plain.db");
        try (Side hand = new HandWritten(() -> sqlite(plain), true, BYTES);
                Side ours = new JmsSide("persistq:sqlite:" + directory.resolve("store.db"), BYTES)) {
            compare("SQLite", hand, ours, () -> 0);
        }
    }

    private static Connection sqlite(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
        }
        return connection;
    }

    @Test
    void mariaDb() throws Exception {
        compare(DatabaseKind.MARIADB);
    }

    @Test
    void mySql() throws Exception {
        compare(DatabaseKind.MYSQL);
    }

    private static void compare(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.own(kind);
        try {
            Database plain = server.newDatabase();
            Database store = server.newDatabase();
            try (Side hand = new HandWritten(plain::connect, false, BYTES);
                    Side ours = new JmsSide(store.storeUrl(""), BYTES);
                    Connection watching = plain.connect()) {
                compare(kind.name(), hand, ours, () -> questions(watching));
            }
        } finally {
            server.close();
        }
    }

    private static long questions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Questions'")) {
            return found.next() ? found.getLong(2) : 0;
        }
    }

    private static void compare(String name, Side hand, Side ours, Questions questions) throws Exception {
        Map<String, List<double[]>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (int threads : new int[] {1, 8}) {
                int messages = threads == 1 ? FEW : MANY;
                for (boolean sending : new boolean[] {true, false}) {
                    double byHand = rate(hand, sending, threads, messages);
                    long before = questions.number();
                    double byUs = rate(ours, sending, threads, messages);
                    double asked = (questions.number() - before) / (double) messages;
                    if (round > 0) {
                        rates.computeIfAbsent((sending ? "send " : "receive ") + threads, any -> new ArrayList<>())
                                .add(new double[] {byHand, byUs, byUs / byHand, asked});
                    }
                }
            }
        }
        System.out.printf(
                "%-8s %-10s %8s %8s %6s %s%n", "engine", "threads", "by hand", "PersistQ", "ratio", "statements");
        rates.forEach((what, figures) -> System.out.printf(
                "%-8s %-10s %8.0f %8.0f %6.2f %.2f%n",
                name, what, median(figures, 0), median(figures, 1), median(figures, 2), median(figures, 3)));
        System.out.flush();
    }

    private static double median(List<double[]> figures, int column) {
        double[] sorted =
                figures.stream().mapToDouble(each -> each[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double rate(Side side, boolean sending, int threads, int messages) throws Exception {
        side.prepare(threads);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        AtomicInteger left = new AtomicInteger(messages);
        AtomicInteger passed = new AtomicInteger();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(workers.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    if (sending) {
                        side.send(thread);
                    } else {
                        side.receive(thread);
                    }
                    passed.incrementAndGet();
                }
                side.done(thread);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        workers.shutdown();
        assertThat(passed).hasValue(messages);
        return messages / seconds;
    }
}
