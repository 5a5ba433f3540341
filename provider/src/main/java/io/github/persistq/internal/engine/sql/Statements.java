package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection, each prepared when it is first needed. Values are bound, never pasted.
 *
 * <p>Threading: one thread at a time.
 */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement as it stands, for what can't be prepared. */
    void run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Changes rows and says how many. */
    int update(String sql, @Nullable Object... values) {
        try {
            return bound(sql, values).executeUpdate();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /** All rows of a query. */
    <T> List<T> list(Row.Reader<T> reader, String sql, @Nullable Object... values) {
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

    /** Forgets a statement that failed: the driver may have closed it. */
    private SqlFailure failure(String sql, SQLException e) {
        PreparedStatement failed = prepared.remove(sql);
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
        return new SqlFailure(e);
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
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
        try (connection) {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
        }
    }
}
