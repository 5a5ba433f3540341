package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store in SQLite answers when something is wrong with its file. */
@Timeout(60)
class SqliteErrorTest {
    private static final QueueName ORDERS = QueueName.queue("orders");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("store.db");
    }

    private StorageEngine open(String options) {
        return new SqliteEngineFactory()
                .open(StoreUrl.parse("persistq:sqlite:" + file + "?" + options), new ManualClock());
    }

    private static StorageException failure(ThrowingCallable call) {
        StorageException e = catchThrowableOfType(StorageException.class, call);
        assertThat(e).isNotNull();
        return e;
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private static void send(StorageEngine engine, int bytes) {
        StoredMessage message =
                new StoredMessage(Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[bytes]), 4, 0, 0, null);
        engine.write(
                List.of(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT), new Change.Append(message, ORDERS)),
                Durability.FORCED);
    }

    @Test
    void refusesADirectoryInThePlaceOfTheFile() throws IOException {
        Files.createDirectory(file);

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.IO);
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("is a directory");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.writeString(file, "This is a letter to a friend. ".repeat(200));

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("not a database");
        assertThat(file).content().startsWith("This is a letter");
    }

    @Test
    void refusesAndKeepsTheDatabaseOfAnotherProgram() throws SQLException {
        execute("CREATE TABLE songs (title TEXT)");

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.IO);
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("another program");
        execute("INSERT INTO songs VALUES ('still here')");
    }

    @Test
    void refusesANewerSchema() throws SQLException {
        open("").close();
        execute("PRAGMA user_version = 99");

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.NEWER_FORMAT);
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("99");
    }

    @Test
    void refusesAStoreThatLostATable() throws SQLException {
        open("").close();
        execute("DROP TABLE persistq_held");

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(e).hasMessageContaining("10 of the 11 tables");
    }

    @Test
    void refusesASecondOwnerAndNamesTheFirst() throws IOException {
        StorageEngine engine = open("");

        StorageException e = failure(() -> open(""));

        assertThat(e.kind()).isEqualTo(Kind.LOCKED);
        assertThat(e)
                .hasMessageContaining(file.toRealPath().toString())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        engine.close();
        open("").close();
    }

    @Test
    void failsWhileAnotherProgramHasTheDatabaseLockedAndGoesOnAfterwards() throws SQLException {
        try (StorageEngine engine = open("lockTimeout=50")) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.executeUpdate("BEGIN IMMEDIATE");
                StorageException e = failure(() -> send(engine, 10));
                assertThat(e.kind()).isEqualTo(Kind.IO);
                assertThat(e).hasMessageContaining("another program").hasMessageContaining("lockTimeout");
                statement.executeUpdate("ROLLBACK");
            }

            send(engine, 10);

            assertThat(engine.stats(ORDERS).ready()).isEqualTo(1);
        }
    }

    @Test
    void refusesToOpenWhatAnotherProgramHasLocked() throws SQLException {
        open("").close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");

            StorageException e = failure(() -> open("lockTimeout=50"));

            assertThat(e.kind()).isEqualTo(Kind.LOCKED);
            assertThat(e).hasMessageContaining(file.toString());
        }
    }

    @Test
    void drainsAFullStoreAndThenTakesMessagesAgain() {
        try (StorageEngine engine = open("maxStoreBytes=400k");
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            StorageException e = failure(() -> {
                for (int i = 0; i < 1000; i++) {
                    send(engine, 1000);
                }
            });
            assertThat(e.kind()).isEqualTo(Kind.STORE_FULL);
            assertThat(e).hasMessageContaining(file.toString());
            long stored = engine.stats(ORDERS).ready();
            assertThat(stored).isGreaterThan(10);

            for (List<Delivery> next = claimer.claim(1); !next.isEmpty(); next = claimer.claim(1)) {
                engine.write(List.of(new Change.Ack(ORDERS, next.get(0).sequence())), Durability.WRITTEN);
                stored--;
            }

            assertThat(stored).isZero();
            send(engine, 1000);
        }
    }

    @Test
    void namesTheFileOfADamagedStore() throws IOException {
        try (StorageEngine engine = open("")) {
            for (int i = 0; i < 100; i++) {
                send(engine, 1000);
            }
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 4096; at < bytes.length(); at += 4096) {
                bytes.seek(at);
                bytes.write(new byte[64]);
            }
        }

        StorageException e = failure(() -> {
            try (StorageEngine engine = open("")) {
                engine.claimer(ORDERS, Filter.ALL).claim(1);
            }
        });

        assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(e).hasMessageContaining(file.toString());
    }

    @Test
    void claimsAndAcknowledgesAgainOnceAnotherProgramHasUnlockedTheDatabase() throws SQLException {
        try (StorageEngine engine = open("lockTimeout=50");
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            send(engine, 10);
            send(engine, 10);
            long first = claimer.claim(1).get(0).sequence();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.executeUpdate("BEGIN IMMEDIATE");
                assertThat(failure(() -> claimer.claim(1))).hasMessageContaining("lockTimeout");
                assertThat(failure(() -> engine.write(List.of(new Change.Ack(ORDERS, first)), Durability.FORCED)))
                        .hasMessageContaining("another program");
                assertThat(engine.stats(ORDERS).inFlight()).isEqualTo(1);
                statement.executeUpdate("ROLLBACK");
            }

            engine.write(List.of(new Change.Ack(ORDERS, first)), Durability.FORCED);
            long second = claimer.claim(1).get(0).sequence();
            engine.write(List.of(new Change.Ack(ORDERS, second)), Durability.FORCED);

            assertThat(engine.stats(ORDERS).inFlight()).isZero();
            assertThat(claimer.claim(1)).isEmpty();
        }
    }

    @Test
    void putsAMessageWhoseBodyIsLostAsideAndGoesOnWithTheNext() throws SQLException {
        try (StorageEngine engine = open("");
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            for (int i = 0; i < 4; i++) {
                send(engine, 10 + i);
            }
            execute("DELETE FROM persistq_body WHERE id = (SELECT id FROM persistq_body ORDER BY id LIMIT 1 OFFSET 1)");

            assertThat(claimer.claim(4)).hasSize(1);
            StorageException e = failure(() -> claimer.claim(4));
            List<Delivery> rest = claimer.claim(4);

            assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
            assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("orders");
            assertThat(rest).hasSize(2);
            assertThat(engine.stats(ORDERS).inFlight()).isEqualTo(4);
        }
    }

    @Test
    void goesOnAfterItsWriteAheadLogIsCutOffOrDamaged() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("SqliteErrorTest seed " + seed + "L");
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            Path copy = Files.createDirectory(directory.resolve("round" + round));
            try (StorageEngine engine = open("")) {
                send(engine, 3000);
                for (String name : List.of("store.db", "store.db-wal")) {
                    Files.copy(directory.resolve(name), copy.resolve(name));
                }
            }
            try (RandomAccessFile log =
                    new RandomAccessFile(copy.resolve("store.db-wal").toFile(), "rw")) {
                log.seek(random.nextInt((int) log.length()));
                byte[] noise = new byte[100];
                random.nextBytes(noise);
                log.write(noise);
            }

            try (StorageEngine engine = new SqliteEngineFactory()
                    .open(StoreUrl.parse("persistq:sqlite:" + copy.resolve("store.db")), new ManualClock())) {
                // What the log had up to the damage is there, and all or nothing of each transaction.
                int before = (int) engine.stats(ORDERS).ready();
                assertThat(before).isBetween(0, round + 1);
                send(engine, 10);
                assertThat(engine.claimer(ORDERS, Filter.ALL).claim(100)).hasSize(before + 1);
            }
        }
    }

    @Test
    void givesRoomBackToTheSystem() throws IOException {
        try (StorageEngine engine = open("durability=os");
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            for (int i = 0; i < 300; i++) {
                send(engine, 20_000);
            }
            for (List<Delivery> next = claimer.claim(1); !next.isEmpty(); next = claimer.claim(1)) {
                engine.write(List.of(new Change.Ack(ORDERS, next.get(0).sequence())), Durability.WRITTEN);
            }
        }

        assertThat(Files.size(file)).isLessThan(4_000_000);
    }

    @Test
    void knowsLibrariesThatAreTooOld() {
        assertThat(List.of("3.51.2", "3.50.9", "2.99.99", "3.51")).allMatch(SqliteSchema::isOlder);
        assertThat(List.of("3.51.3", "3.52.0", "4.0.0", "3.51.3.1")).noneMatch(SqliteSchema::isOlder);
    }
}
