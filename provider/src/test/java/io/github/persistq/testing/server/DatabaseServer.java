package io.github.persistq.testing.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A running server: databases for tests, and its life and death.
 *
 * <p>Threading: thread-safe; who kills or restarts it answers to the others that use it.
 */
public final class DatabaseServer implements AutoCloseable {
    /** Names a server that runs: {@code host:port?user=NAME&password=WORD}. */
    public static final String EXTERNAL_PROPERTY = "persistq.test.mysql";

    private static final AtomicLong DATABASES = new AtomicLong();

    private final DatabaseKind kind;
    private final Database administration;
    private final ServerInstance instance; // null if somebody else runs the server
    private final boolean shared;

    private DatabaseServer(DatabaseKind kind, Database administration, ServerInstance instance, boolean shared) {
        this.kind = kind;
        this.administration = administration;
        this.instance = instance;
        this.shared = shared;
    }

    /**
     * Starts a server with an empty set of databases, and options for it after those of the tests ({@code
     * --max-allowed-packet=256M}). Of the kind {@link DatabaseKind#EXTERNAL} none is started.
     *
     * @throws ServerUnavailableException if this machine cannot have one
     * @throws IOException if it does not start; the message has the end of its log
     */
    public static DatabaseServer start(DatabaseKind kind, String... options) throws IOException {
        return start(kind, false, options);
    }

    static DatabaseServer start(DatabaseKind kind, boolean shared, String... options) throws IOException {
        if (kind == DatabaseKind.EXTERNAL) {
            return new DatabaseServer(kind, ExternalServer.administration(), null, shared);
        }
        ServerInstance instance = ServerInstance.start(ServerHome.of(kind), List.of(options));
        return new DatabaseServer(kind, instance.administration(), instance, shared);
    }

    public DatabaseKind kind() {
        return kind;
    }

    /** The server's host and port, as {@code host:port}. */
    public String url() {
        return administration.host() + ":" + administration.port();
    }

    /** Whether this server can be killed and restarted. */
    public boolean canBeKilled() {
        return instance != null && !shared;
    }

    /** How long the last start took, from the process to the first answer; 0 for a server that somebody else runs. */
    public long startMillis() {
        return instance == null ? 0 : instance.startMillis();
    }

    /** The process number of a server that tests have started. */
    public long pid() {
        return own().pid();
    }

    /** Connects as the administrator, to no database. */
    public Connection connect() throws SQLException {
        return administration.connect();
    }

    /** What the server says it is, such as {@code 11.4.5-MariaDB}. */
    public String version() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT VERSION()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Creates a database with a name that no other has, and a user who may do all in it and nothing elsewhere. */
    public Database newDatabase() throws SQLException {
        String name = "persistq_" + Long.toString(ProcessHandle.current().pid(), 36) + "_"
                + Long.toString(System.currentTimeMillis(), 36) + "_" + DATABASES.incrementAndGet();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            if (kind == DatabaseKind.EXTERNAL) {
                return new Database(
                        administration.host(),
                        administration.port(),
                        name,
                        administration.user(),
                        administration.password());
            }
            String user = name.substring("persistq_".length());
            statement.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'secret of " + user + "'");
            statement.execute("GRANT ALL PRIVILEGES ON " + name + ".* TO '" + user + "'@'%'");
            return new Database(administration.host(), administration.port(), name, user, "secret of " + user);
        }
    }

    /** Drops a database of {@link #newDatabase()}; those of servers that tests have started go with the server. */
    public void drop(Database database) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database.database());
        }
    }

    /** Kills the server (SIGKILL) and waits until it is gone. */
    public void killHard() throws InterruptedException {
        own().killHard();
    }

    /** Starts the server again on its port and data, after {@link #killHard()} or {@link #stop()}, or stops it first. */
    public void restart() throws IOException, InterruptedException {
        own().restart();
    }

    /** Stops the server in an orderly way; its data stays for {@link #restart()}. */
    public void stop() throws InterruptedException {
        own().stop();
    }

    /** Ends the server at once and removes its data. A shared one stays. */
    @Override
    public void close() {
        if (!shared) {
            end();
        }
    }

    void end() {
        if (instance != null) {
            instance.end();
        }
    }

    private ServerInstance own() {
        if (instance == null) {
            throw new IllegalStateException(
                    "The server at " + url() + " is not run by the tests: ask canBeKilled() first");
        }
        if (shared) {
            throw new IllegalStateException(
                    "The " + kind + " server at " + url() + " serves other tests: start one with DatabaseServer.start");
        }
        return instance;
    }
}
