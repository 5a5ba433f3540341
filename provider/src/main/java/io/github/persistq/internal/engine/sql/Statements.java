package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection, each prepared when it is first needed. Values are bound, never pasted.
 *
 * <p>Changes whose outcome nobody looks at are put off and sent together, before the next query at the latest: those of one
 * text in their order, texts in the order of their first use. So what is put off together must not touch one row with two
 * texts.
 *
 * <p>Threading: one thread at a time.
 */
final class Statements implements AutoCloseable {
    private final StatementBatch batch;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<String, List<@Nullable Object[]>> ahead = new LinkedHashMap<>();
    private final Map<String, List<@Nullable Object[]>> later = new LinkedHashMap<>();
    private Runnable beforeChanges = () -> {};
    private boolean changing;
    private final Set<QueueName> concerned = new LinkedHashSet<>();
    private Connection connection;
    private long laterBytes;

    /** Takes the connection over; a batch says how changes are sent together. */
    Statements(Connection connection, StatementBatch batch) {
        this.connection = connection;
        this.batch = batch;
    }

    /** Goes on with another connection; what was put off is forgotten. */
    void replace(Connection fresh) {
        try {
            close();
        } catch (SQLException e) {
            // It is being replaced because it is broken.
            prepared.clear();
        }
        forget();
        ended();
        connection = fresh;
    }

    /** Runs a statement as it stands, for what can't be prepared. */
    void run(String sql) {
        flush();
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Has something done in this transaction before its first change is sent, unless that goes with the commit. */
    void beforeChanges(Runnable action) {
        beforeChanges = action;
    }

    /** Whether anything was changed since the last commit or rollback. */
    boolean isChanging() {
        return changing || !ahead.isEmpty() || !later.isEmpty();
    }

    /** Begins or ends a transaction. */
    void control(String sql) {
        try {
            bound(sql).executeUpdate();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** Changes rows at once and says how many. */
    int update(String sql, @Nullable Object... values) {
        beforeChanges.run();
        changing = true;
        flush();
        try {
            int rows = bound(sql, values).executeUpdate();
            return rows == 0 && batch.mayMiss(sql) ? bound(sql, values).executeUpdate() : rows;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** Changes rows before the next query or {@link #commit}. */
    void later(String sql, @Nullable Object... values) {
        long bytes = StatementBatch.bytes(values);
        if (laterBytes + bytes > batch.maxBytes()) {
            flush();
        }
        later.computeIfAbsent(sql, text -> new ArrayList<>()).add(values);
        laterBytes += bytes;
    }

    /** As {@link #later}, but before all that was put off so. */
    void ahead(String sql, @Nullable Object... values) {
        ahead.computeIfAbsent(sql, text -> new ArrayList<>()).add(values);
    }

    /** Sends what was put off. */
    private void flush() {
        if (!later.isEmpty()) {
            beforeChanges.run();
            changing = true;
        }
        if (!later.isEmpty() || !ahead.isEmpty()) {
            send(null);
        }
    }

    private void send(@Nullable String last) {
        later.forEach((sql, all) ->
                ahead.computeIfAbsent(sql, text -> new ArrayList<>()).addAll(all));
        try {
            batch.send(this, ahead, last);
        } catch (SQLException e) {
            ahead.keySet().forEach(sql -> discard(sql, e));
            if (last != null) {
                discard(last, e);
            }
            throw new SqlFailure(e, concerned());
        } finally {
            forget();
        }
    }

    /** Notes that what is put off changes a queue, for the error of one that is locked. */
    void concerns(QueueName queue) {
        concerned.add(queue);
    }

    /** The queues that a packet changes, as people name them; null if there is none. */
    private @Nullable String concerned() {
        StringBuilder names = new StringBuilder();
        for (QueueName each : concerned) {
            names.append(names.length() == 0 ? "queue '" : ", or queue '")
                    .append(each.name())
                    .append('\'');
        }
        return names.length() == 0
                ? null
                : names.append(", or a row that changes with it,").toString();
    }

    /** Called before {@link #commit}: sends what was put off, unless it is to go with the commit. */
    void complete() {
        if (!batch.takesCommit() && isChanging()) {
            changing = true;
            send(null);
        }
    }

    /** Sends what was put off and commits. */
    void commit() {
        send("COMMIT");
        ended();
    }

    /** Forgets what was put off, and rolls back. */
    void rollBack() {
        forget();
        ended();
        control("ROLLBACK");
    }

    private void ended() {
        concerned.clear();
        changing = false;
        beforeChanges = () -> {};
    }

    private void forget() {
        ahead.clear();
        later.clear();
        laterBytes = 0;
    }

    /** All rows of a query. */
    <T> List<T> list(Row.Reader<T> reader, String sql, @Nullable Object... values) {
        flush();
        List<T> found = new ArrayList<>();
        try (ResultSet result = bound(sql, values).executeQuery()) {
            Row row = new Row(result);
            while (result.next()) {
                found.add(reader.read(row));
            }
            return found;
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** The first row of a query, or null. */
    <T> @Nullable T first(Row.Reader<T> reader, String sql, @Nullable Object... values) {
        List<T> found = list(reader, sql, values);
        return found.isEmpty() ? null : found.get(0);
    }

    /** The number in the first row and column of a query; 0 if there is none. */
    long number(String sql, @Nullable Object... values) {
        Long found = first(row -> row.number(1), sql, values);
        return found == null ? 0 : found;
    }

    Connection connection() {
        return connection;
    }

    private SqlFailure failure(String sql, SQLException e) {
        discard(sql, e);
        return new SqlFailure(e);
    }

    /** Forgets a statement that failed: the driver may have closed it. */
    private void discard(String sql, SQLException e) {
        PreparedStatement failed = prepared.remove(sql);
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
    }

    /** The prepared statement of a text, with its values. */
    PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        bind(statement, 0, values);
        return statement;
    }

    /** Binds values to the parameters after so many others; returns how many parameters have values then. */
    static int bind(PreparedStatement statement, int before, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            bindOne(statement, before + i + 1, values[i]);
        }
        return before + values.length;
    }

    private static void bindOne(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Bytes bytes) {
            statement.setBytes(index, bytes.toArray());
        } else if (value instanceof Boolean flag) {
            statement.setInt(index, flag ? 1 : 0);
        } else if (value instanceof Number number) {
            statement.setLong(index, number.longValue());
        } else {
            statement.setString(index, (String) value);
        }
    }

    /** Closes the connection and all that was prepared on it. */
    @Override
    public void close() throws SQLException {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
        } finally {
            prepared.clear();
            connection.close();
        }
    }
}
