package io.github.persistq.internal.engine.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;

/**
 * MySQL 8.0 and MariaDB 10.6 or later, through {@code com.mysql:mysql-connector-j}.
 *
 * <p>A transaction locks the rows of the queues that it changes, and with them all their messages: so claims never collide and
 * no other row needs a lock that lasts. What a commit means for power cuts is the server's setting
 * ({@code innodb_flush_log_at_trx_commit}), whether a write asks for it or not.
 */
final class MysqlDialect implements Dialect {
    /** A server ends a session that has been still for so long; what a process that hangs has locked is free then. */
    private static final long STILL_SECONDS = 60;

    static final String CLOCK = "CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(3)) * 1000 AS SIGNED)";

    private static final String BYTES =
            "SELECT COALESCE(SUM(data_length + index_length + data_free), 0) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'persistq\\_%'";
    private static final List<String> GROWING =
            List.of("persistq_entry", "persistq_content", "persistq_body", "persistq_map_entry");

    private final String store;
    private final MysqlConnections connections;
    private final SqlOptions options;
    private StatementBatch batch = StatementBatch.ONE_BY_ONE;

    MysqlDialect(String store, MysqlConnections connections, SqlOptions options) {
        this.store = store;
        this.connections = connections;
        this.options = options;
    }

    @Override
    public String store() {
        return store;
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = connections.connect();
        boolean ready = false;
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                long lockSeconds = Math.max(1, options.lockTimeoutMillis() / 1000);
                long stillSeconds = Math.max(STILL_SECONDS, 2 * options.leaseMillis() / 1000);
                // A SET takes no bound values; these are numbers.
                statement.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES', SESSION innodb_lock_wait_timeout = "
                        + lockSeconds + ", SESSION wait_timeout = " + stillSeconds);
            }
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    @Override
    public StatementBatch batch() {
        return batch;
    }

    /** Finds out whether several statements go in one packet: a data source of somebody else's may not allow it. */
    void probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1; SELECT 1");
            String version = connection.getMetaData().getDatabaseProductVersion();
            batch = version.contains("MariaDB") ? new GuardedBatch() : StatementBatch.JOINED;
        } catch (SQLException e) {
            if (classify(e) == Cause.LOST) {
                throw e;
            }
        }
    }

    @Override
    public void prepareSchema(Statements statements) {
        MysqlSchema.prepare(store, statements);
    }

    @Override
    public String locking() {
        return " FOR UPDATE";
    }

    @Override
    public String clock() {
        return CLOCK;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public long session(Statements statements) {
        return statements.number("SELECT CONNECTION_ID()");
    }

    @Override
    public boolean endSession(Statements statements, long session) {
        if (statements.number("SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?", session) == 0) {
            return true;
        }
        try {
            // KILL takes no bound value; this is a number.
            statements.run("KILL " + session);
        } catch (SqlFailure e) {
            // It may have ended just now, which the next look tells.
            return false;
        }
        return false;
    }

    @Override
    public void requireRoom(Statements statements) {}

    /** Nothing to do: a transaction begins with its first statement. */
    @Override
    public void begin(Statements statements, boolean forced) {}

    @Override
    public void tidy(Statements statements) {}

    /**
     * Has the server rebuild the tables that grow, which needs room for the largest of them a second time; others may go on
     * meanwhile. The figures are the server's estimates.
     */
    @Override
    public long compact(Statements statements) {
        countAnew(statements);
        // What others do in a table is waited for as long as for a lock of its rows.
        statements.run("SET SESSION lock_wait_timeout = " + Math.max(1, options.lockTimeoutMillis() / 1000));
        long before = statements.number(BYTES);
        for (String table : GROWING) {
            statements.list(row -> row.text(4), "OPTIMIZE TABLE " + table);
        }
        return Math.max(0, before - statements.number(BYTES));
    }

    /** Has MySQL look at the tables, where it would give figures of yesterday; MariaDB always looks, and knows no such setting. */
    private static void countAnew(Statements statements) {
        String version = statements.first(row -> row.text(1), "SELECT VERSION()");
        if (version == null || !version.contains("MariaDB")) {
            statements.run("SET SESSION information_schema_stats_expiry = 0");
        }
    }

    @Override
    public boolean openReserve(Statements statements) {
        return false;
    }

    @Override
    public void closeReserve(Statements statements) {}

    /** By the error codes that both servers have, and the driver's classes for what the connection did. */
    @Override
    public Cause classify(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return switch (error.getErrorCode()) {
            case 1213, 1062, 1020, 1317, GuardedBatch.MISCOUNTED -> Cause.COLLISION;
            case 1205 -> Cause.BUSY;
            case 1048 -> Cause.NULL;
            case 1021, 1114 -> Cause.FULL;
            case 1034, 1194, 1195, 1712 -> Cause.DAMAGED;
            case 1153 -> Cause.TOO_LARGE;
            case 1053, 1077, 1079, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013, 4031 -> Cause.LOST;
            default -> byClass(error, state);
        };
    }

    private static Cause byClass(SQLException error, String state) {
        if (error.getClass().getSimpleName().equals("PacketTooBigException")) {
            return Cause.TOO_LARGE;
        }
        boolean lost = state.startsWith("08")
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLTransientConnectionException
                || error instanceof SQLRecoverableException;
        return lost ? Cause.LOST : Cause.OTHER;
    }
}
