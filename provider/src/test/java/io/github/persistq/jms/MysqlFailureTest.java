package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What applications see of a store in a database whose server, connections and statements are killed while they use it. */
@Timeout(300)
class MysqlFailureTest {
    private static final int CUTS = 300;
    private static final int STATEMENTS = 200;
    private static final int ROUNDS = 10;
    private static final int KILLS = 3;

    /** What is done to the database while the load runs. */
    @FunctionalInterface
    private interface Disturbance {
        void run(FailureLoad load, Random random) throws Exception;
    }

    private static void under(Database database, String options, Disturbance disturbance) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("MysqlFailureTest seed " + seed + "L");
        try (FailureLoad load = new FailureLoad(database.storeUrl(options), seed)) {
            load.start();
            load.ledger().awaitOperations(50);
            disturbance.run(load, new Random(seed));
            int heardBefore = load.heard();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> load.heard() > heardBefore + 5);
            try {
                load.drain(() -> rest(database).equals(List.of(0L, 0L, 0L)));
            } catch (ConditionTimeoutException e) {
                load.ledger().violation("not drained; messages, bodies, and what the figures say: " + rest(database));
            }
            System.out.println(load.ledger() + ", exception listener called " + load.told() + " times");
            assertThat(load.ledger().violations()).isEmpty();
        }
    }

    /** Messages, those in flight, and those that the queues' figures speak of. */
    private static List<Long> rest(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            return List.of(
                    number(connection, "SELECT COUNT(*) FROM persistq_entry"),
                    number(connection, "SELECT COUNT(*) FROM persistq_body"),
                    number(connection, "SELECT SUM(ready + postponed + in_flight) FROM persistq_queue"));
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void killSessions(Connection admin, Database database, String how, Random random)
            throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (Statement statement = admin.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '" + database.user() + "'")) {
                while (rows.next()) {
                    sessions.add(rows.getLong(1));
                }
            }
            if (!sessions.isEmpty()) {
                statement.execute("KILL " + how + " " + sessions.get(random.nextInt(sessions.size())));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != 1094) { // the session has ended meanwhile
                throw e;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void losesNothingWhileItsConnectionsAreCut(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        Database database = server.newDatabase();
        under(database, "lockTimeout=1000", (load, random) -> {
            try (Connection admin = server.connect()) {
                for (int i = 0; i < CUTS; i++) {
                    load.ledger().awaitOperations(random.nextInt(5));
                    killSessions(admin, database, "CONNECTION", random);
                }
            }
        });
        server.drop(database);
    }

    /**
     * MariaDB answered that a deletion went well which was killed, and committed the rest of its transaction: a message that was
     * acknowledged stayed, without its body. All of a transaction must be done or nothing.
     */
    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void losesNothingWhileItsStatementsAreKilled(DatabaseKind kind) throws Exception {
        killStatements(kind);
    }

    @Tag("torture")
    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void losesNothingWhileThousandsOfItsStatementsAreKilled(DatabaseKind kind) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            killStatements(kind);
        }
    }

    /** A server may end a packet between two statements without an answer: the socket's timeout is how long that takes then. */
    private static void killStatements(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        Database database = server.newDatabase();
        under(database, "lockTimeout=1000&mysql.socketTimeout=3000", (load, random) -> {
            try (Connection admin = server.connect()) {
                for (int i = 0; i < STATEMENTS; i++) {
                    load.ledger().awaitOperations(random.nextInt(3));
                    killSessions(admin, database, "QUERY", random);
                }
            }
        });
        server.drop(database);
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void goesOnWhenAServerThatWasKilledIsBack(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind)) {
            Database database = server.newDatabase();
            under(database, "lockTimeout=1000", (load, random) -> {
                for (int i = 0; i < KILLS; i++) {
                    load.ledger().awaitOperations(random.nextInt(200));
                    server.killHard();
                    load.ledger().awaitOperations(10);
                    server.restart();
                    load.ledger().awaitOperations(100);
                }
                assertThat(load.told())
                        .as("one report of each spell and thread that delivers")
                        .isLessThanOrEqualTo(2 * 2 * KILLS);
            });
        }
    }
}
