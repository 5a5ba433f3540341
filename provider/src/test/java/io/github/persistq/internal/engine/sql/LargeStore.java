package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A store that is filled past its engine, a row at a time being too slow, and the engine on it, whose statements are recorded.
 *
 * <p>Threading: one thread at a time.
 */
final class LargeStore implements AutoCloseable {
    /** What is put in from outside has numbers from here on; the engine's own are lower. */
    static final long FIRST = 1_000_000;

    private static final int PORTION = 500;

    final ManualClock clock = new ManualClock();
    final RecordingDialect dialect;
    final StorageEngine engine;
    final Connection plain;
    private long next = FIRST;

    private LargeStore(Dialect real, SqlOptions options, StatementBatch batch, Connection plain) throws SQLException {
        this.plain = plain;
        this.dialect = new RecordingDialect(real, batch);
        Statements statements = new Statements(dialect.connect(), batch);
        dialect.prepareSchema(statements);
        this.engine = new SqlEngine(dialect, options, statements, clock, () -> {});
    }

    /** A store that processes share, in a file. */
    static LargeStore sqlite(Path file) throws SQLException {
        SqlOptions options = SqlOptions.ofSqlite(StoreUrl.parse("persistq:sqlite:" + file + "?shared=true"));
        SqliteDialect real = new SqliteDialect(file, options);
        // The file must be there, with its tables, before others look into it.
        try (Connection first = real.connect()) {
            real.prepareSchema(new Statements(first, StatementBatch.ONE_BY_ONE));
        }
        return new LargeStore(
                real, options, StatementBatch.ONE_BY_ONE, DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    /** A store in a new database of a server. */
    static LargeStore mysql(DatabaseKind kind, StatementBatch batch) throws IOException, SQLException {
        Database database = DatabaseServers.shared(kind).newDatabase();
        StoreUrl url = StoreUrl.parse(database.storeUrl(""));
        SqlOptions options = SqlOptions.ofMysql(url);
        MysqlDialect real = new MysqlDialect("test", MysqlConnections.of(url, SqlOptions.ofMysql(url)), options);
        return new LargeStore(real, options, batch, database.connect());
    }

    /** The number by which the engine owns what it has in flight. */
    long owner() throws SQLException {
        return number("SELECT max(id) FROM persistq_owner WHERE state = 1");
    }

    void openQueue(QueueName queue, QueueSpec spec) {
        engine.write(List.of(new Change.OpenQueue(queue, spec)), Durability.WRITTEN);
    }

    /** A state for each message that is put in, and whatever else plans may depend on. */
    interface Kind {
        int state(int index);
    }

    /** Puts messages into a queue; every seventh has a time to expire, every third a unique key. */
    void fill(QueueName queue, int messages, long owner, Kind kind) throws SQLException {
        long queueId = number("SELECT id FROM persistq_queue WHERE name = '" + queue.name() + "'");
        boolean auto = plain.getAutoCommit();
        plain.setAutoCommit(false);
        for (int done = 0; done < messages; done += PORTION) {
            int size = Math.min(PORTION, messages - done);
            List<Object> entries = new ArrayList<>();
            List<Object> contents = new ArrayList<>();
            List<Object> bodies = new ArrayList<>();
            for (int i = done; i < done + size; i++) {
                long number = next++;
                int state = kind.state(i);
                long stamp = state == State.IN_FLIGHT
                        ? owner
                        : state == State.DELAYED ? clock.millis() + 1_000 + i : state == State.ACKED ? i + 1 : 1;
                long expires = i % 7 == 0 ? clock.millis() + 100_000 + i : 0;
                entries.addAll(List.of(queueId, number, -(long) (i % 10), number, state, stamp, expires));
                entries.add(i % 3 == 0 ? "key" + i : null);
                entries.addAll(List.of(number, state == State.IN_FLIGHT ? owner : 0));
                contents.addAll(List.of(number, new byte[] {(byte) i}));
                bodies.addAll(List.of(number, new byte[20]));
            }
            insert(
                    "persistq_entry (queue_id, sequence, neg_priority, place, state, held, deliveries, stamp, deliver_at,"
                            + " expires_at, unique_key, size, content_id, shared, owner) VALUES ",
                    "(?, ?, ?, ?, ?, 0, 0, ?, 0, ?, ?, 21, ?, 0, ?)",
                    size,
                    entries);
            insert("persistq_content (id, refs, head) VALUES ", "(?, 1, ?)", size, contents);
            insert("persistq_body (id, body) VALUES ", "(?, ?)", size, bodies);
        }
        execute(figures(queueId));
        plain.commit();
        plain.setAutoCommit(auto);
    }

    private String figures(long queueId) {
        String count = "(SELECT count(*) FROM persistq_entry WHERE queue_id = " + queueId + " AND state = ";
        return "UPDATE persistq_queue SET ready = " + count + "0), postponed = " + count + "1), in_flight = " + count
                + "2), acked = " + count + "3), acks = 1000000, tail = " + next + ", version = 1 WHERE id = " + queueId;
    }

    private void insert(String into, String tuple, int times, List<Object> values) throws SQLException {
        String sql = "INSERT INTO " + into + tuple + ("," + tuple).repeat(times - 1);
        try (PreparedStatement insert = plain.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                insert.setObject(i + 1, values.get(i));
            }
            insert.executeUpdate();
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = plain.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        engine.close();
        plain.close();
    }
}
