package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one process remembers of a queue is no longer so once another has changed it. */
@Timeout(120)
class QueueMemoryTest {
    private static final QueueName QUEUE = QueueName.queue("shared");
    private static final StoredMessage MESSAGE =
            new StoredMessage(Bytes.wrap(new byte[10]), Bytes.wrap(new byte[90]), 4, 0, 0, null);

    @TempDir
    Path directory;

    private final List<StorageEngine> engines = new ArrayList<>();
    private Connections connections;

    private enum Kind {
        SQLITE,
        MARIADB
    }

    private interface Connections {
        Connection connect() throws Exception;
    }

    private StorageEngine one;
    private StorageEngine other;

    private void open(Kind kind) throws Exception {
        StorageEngineFactory factory;
        String url;
        if (kind == Kind.SQLITE) {
            Path file = directory.resolve("store.db");
            factory = new SqliteEngineFactory();
            url = "persistq:sqlite:" + file + "?shared=true";
            connections = () -> DriverManager.getConnection("jdbc:sqlite:" + file);
        } else {
            Database database = DatabaseServers.emptied(DatabaseKind.MARIADB, "memory");
            factory = new MysqlEngineFactory();
            url = database.storeUrl("");
            connections = database::connect;
        }
        one = factory.open(StoreUrl.parse(url), InstantSource.system());
        engines.add(one);
        other = factory.open(StoreUrl.parse(url), InstantSource.system());
        engines.add(other);
        one.write(List.of(new Change.OpenQueue(QUEUE, QueueSpec.DEFAULT)), Durability.WRITTEN);
    }

    @AfterEach
    void close() {
        engines.forEach(StorageEngine::close);
    }

    private static long append(StorageEngine engine) {
        return engine.write(List.of(new Change.Append(MESSAGE, QUEUE)), Durability.WRITTEN)[0];
    }

    private static List<Long> claim(StorageEngine engine, int limit) {
        try (Claimer claimer = engine.claimer(QUEUE, Filter.ALL)) {
            return claimer.claim(limit).stream().map(Delivery::sequence).toList();
        }
    }

    private static void ack(StorageEngine engine, long sequence) {
        engine.write(List.of(new Change.Ack(QUEUE, sequence)), Durability.WRITTEN);
    }

    /** Has an engine find the queue as it left it. */
    private static void warm(StorageEngine engine) {
        for (int i = 0; i < 3; i++) {
            append(engine);
            ack(engine, claim(engine, 1).get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void figuresAndPlacesAreThoseOfAll(Kind kind) throws Exception {
        open(kind);
        warm(one);
        long first = append(one);
        long second = append(other);
        long third = append(one);
        long fourth = append(one);
        assertThat(claim(other, 2)).containsExactly(first, second);
        assertThat(claim(one, 5)).containsExactly(third, fourth);
        ack(other, second);
        ack(one, fourth);
        assertThat(one.stats(QUEUE)).isEqualTo(new QueueStats(0, 0, 2, 0, 0, 200));
        assertThat(other.stats(QUEUE)).isEqualTo(one.stats(QUEUE));
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherDroppedTakesNothing(Kind kind) throws Exception {
        open(kind);
        warm(one);
        other.write(List.of(new Change.DropQueue(QUEUE)), Durability.WRITTEN);
        assertThatThrownBy(() -> append(one))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE));
        for (String table : List.of("persistq_entry", "persistq_content", "persistq_body")) {
            assertThat(rows(table)).as(table).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherOpenedAnewIsFound(Kind kind) throws Exception {
        open(kind);
        warm(one);
        other.write(
                List.of(new Change.DropQueue(QUEUE), new Change.OpenQueue(QUEUE, QueueSpec.DEFAULT)),
                Durability.WRITTEN);
        long sent = append(other);
        assertThat(claim(one, 5)).containsExactly(sent);
    }

    @ParameterizedTest
    @EnumSource
    void roomThatAnotherMadeIsSeen(Kind kind) throws Exception {
        open(kind);
        one.write(List.of(new Change.OpenQueue(QUEUE, QueueSpec.DEFAULT.withLimits(2, 0))), Durability.WRITTEN);
        warm(one);
        append(one);
        append(one);
        claim(other, 2).forEach(sequence -> ack(other, sequence));
        append(one);
        append(one);
        assertThatThrownBy(() -> append(one)).hasMessageContaining("is full");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatAnotherReplacedIsThatOne(Kind kind) throws Exception {
        open(kind);
        warm(one);
        long sent = append(one);
        assertThat(claim(one, 1)).containsExactly(sent);
        Bytes body = Bytes.wrap(new byte[1000]);
        other.write(List.of(new Change.Replace(QUEUE, sent, MESSAGE.head(), body)), Durability.WRITTEN);
        ack(one, sent);
        assertThat(one.stats(QUEUE)).isEqualTo(QueueStats.EMPTY);
        assertThat(rows("persistq_body")).isZero();
    }

    /** Both send, claim, settle and give back at once, from several threads. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrTakenTwice(Kind kind) throws Exception {
        open(kind);
        long seed = System.nanoTime();
        int perThread = 60;
        Set<Long> done = ConcurrentHashMap.newKeySet();
        AtomicInteger sent = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            StorageEngine engine = t % 3 == 0 ? other : one;
            Random random = new Random(seed + t);
            running.add(threads.submit(() -> {
                for (int i = 0; i < perThread; i++) {
                    append(engine);
                    sent.incrementAndGet();
                    for (long sequence : claim(engine, 1 + random.nextInt(2))) {
                        if (random.nextInt(4) == 0) {
                            engine.write(List.of(new Change.Nack(QUEUE, sequence, 0, false)), Durability.WRITTEN);
                        } else {
                            ack(engine, sequence);
                            assertThat(done.add(sequence))
                                    .as("seed %dL: %d", seed, sequence)
                                    .isTrue();
                        }
                    }
                }
                return true;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        QueueStats left = one.stats(QUEUE);
        assertThat(left.ready() + done.size()).as("seed %dL", seed).isEqualTo(sent.get());
        assertThat(left.inFlight()).isZero();
        Set<Long> rest = new HashSet<>(claim(other, sent.get()));
        assertThat(rest).as("seed %dL", seed).hasSize((int) left.ready()).doesNotContainAnyElementsOf(done);
    }

    private long rows(String table) throws Exception {
        try (Connection connection = connections.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            found.next();
            return found.getLong(1);
        }
    }
}
