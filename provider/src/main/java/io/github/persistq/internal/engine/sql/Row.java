package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row that a query is at; columns are numbered from 1.
 *
 * <p>Threading: one thread at a time.
 */
final class Row {
    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    long number(int column) throws SQLException {
        return result.getLong(column);
    }

    int smallNumber(int column) throws SQLException {
        return result.getInt(column);
    }

    boolean flag(int column) throws SQLException {
        return result.getInt(column) != 0;
    }

    String text(int column) throws SQLException {
        return String.valueOf(result.getString(column));
    }

    @Nullable
    String textOrNull(int column) throws SQLException {
        return result.getString(column);
    }

    /** Bytes; empty ones may come back as null from a driver. */
    Bytes bytes(int column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        return bytes == null ? Bytes.EMPTY : Bytes.wrap(bytes);
    }
}
