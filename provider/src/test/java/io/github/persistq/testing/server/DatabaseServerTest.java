package io.github.persistq.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class DatabaseServerTest {

    @ParameterizedTest
    @EnumSource
    void keepsACommittedRowWhenItIsKilled(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind)) {
            assumeTrue(server.canBeKilled(), "a server that somebody else runs is not killed");
            long firstStart = server.startMillis();
            Database database = server.newDatabase();
            String url = server.url();
            execute(database, "CREATE TABLE numbers (number INT PRIMARY KEY) ENGINE=InnoDB");
            Connection connection = database.connect();
            connection.setAutoCommit(false);
            insert(connection, 1);
            connection.commit();
            insert(connection, 2);

            server.killHard();
            connection.abort(Runnable::run);
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            server.restart();

            assertThat(server.url()).isEqualTo(url);
            assertThat(count(database, "numbers")).isEqualTo(1);
            System.out.printf(
                    "%s %s: started in %d ms, after SIGKILL in %d ms%n",
                    kind, server.version(), firstStart, server.startMillis());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsARowWhenItIsStopped(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind)) {
            assumeTrue(server.canBeKilled(), "a server that somebody else runs is not stopped");
            Database database = server.newDatabase();
            execute(database, "CREATE TABLE numbers (number INT PRIMARY KEY) ENGINE=InnoDB");
            execute(database, "INSERT INTO numbers VALUES (1)");

            server.stop();
            server.restart();

            assertThat(count(database, "numbers")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesEachTestADatabaseOfItsOwn(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        Database one = server.newDatabase();
        Database other = server.newDatabase();

        execute(one, "CREATE TABLE numbers (number INT PRIMARY KEY)");
        execute(other, "CREATE TABLE numbers (number INT PRIMARY KEY)");
        execute(one, "INSERT INTO numbers VALUES (1)");

        assertThat(count(one, "numbers")).isEqualTo(1);
        assertThat(count(other, "numbers")).isZero();
        assertThat(DatabaseServers.shared(kind)).isSameAs(server);
        server.drop(one);
        server.drop(other);
        assertThatThrownBy(() -> count(one, "numbers")).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void forcesEachCommitAndNeedsNoBinaryLog(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        assumeTrue(kind != DatabaseKind.EXTERNAL, "its settings are not ours");

        try (Connection connection = server.connect()) {
            assertThat(text(connection, "SELECT @@innodb_flush_log_at_trx_commit"))
                    .isEqualTo("1");
            assertThat(text(connection, "SELECT @@log_bin")).isEqualTo("0");
            assertThat(text(connection, "SELECT @@performance_schema")).isEqualTo("0");
            assertThat(text(connection, "SELECT @@bind_address")).isEqualTo("127.0.0.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSharedServerRefusesToBeKilled(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);

        assertThatThrownBy(server::killHard).isInstanceOf(IllegalStateException.class);
        server.close();

        assertThat(server.version()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void aServerThatDoesNotStartSaysWhatItsLogSays(DatabaseKind kind) throws Exception {
        DatabaseServers.shared(kind);

        assertThatThrownBy(() -> DatabaseServer.start(kind, "--no-such-option=1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-option");
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void takesOptionsOfItsOwn(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind, "--max-allowed-packet=8M");
                Connection connection = server.connect()) {
            assertThat(text(connection, "SELECT @@max_allowed_packet")).isEqualTo("8388608");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void doesNotOutliveAKilledJvm(DatabaseKind kind) throws Exception {
        DatabaseServers.shared(kind);
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAServer.class.getName(),
                        kind.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle server = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();

        jvm.destroyForcibly().waitFor();

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !server.isAlive());
    }

    /** Starts a server, says its process number, and stays. */
    static final class StartsAServer {
        public static void main(String[] args) throws IOException {
            try (DatabaseServer server = DatabaseServer.start(DatabaseKind.valueOf(args[0]))) {
                System.out.println(server.pid());
                while (System.in.read() >= 0) {
                    // Waits for the end.
                }
            }
        }
    }

    @Test
    void readsWhereAnExternalServerIs() {
        Database read = ExternalServer.parse("db.example:3307?user=ada&password=a%26b");

        assertThat(read).isEqualTo(new Database("db.example", 3307, "", "ada", "a&b"));
        assertThatThrownBy(() -> ExternalServer.parse("db.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port?user=NAME&password=WORD");
    }

    private static void insert(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO numbers VALUES (" + number + ")");
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Database database, String table) throws SQLException {
        try (Connection connection = database.connect()) {
            return Integer.parseInt(text(connection, "SELECT COUNT(*) FROM " + table));
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
