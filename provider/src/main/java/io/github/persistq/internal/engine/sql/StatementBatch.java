package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How changes are sent together.
 *
 * <p>Threading: immutable.
 */
interface StatementBatch {
    /** Sends the changes of each text, then the last statement if there is one. */
    void send(Statements statements, Map<String, List<@Nullable Object[]>> changes, @Nullable String last)
            throws SQLException;

    /** Whether a commit goes with changes; otherwise a failure of them is known before. */
    boolean takesCommit();

    /** How many bytes of values go together; a single change may have more. */
    long maxBytes();

    /** Whether a statement that changed no row may have been killed without an error, so that it is to be run once more. */
    default boolean mayMiss(String sql) {
        return false;
    }

    /** What values add to a packet, about. */
    static long bytes(@Nullable Object... values) {
        long bytes = 0;
        for (Object value : values) {
            bytes += 8;
            if (value instanceof Bytes run) {
                bytes += run.length();
            } else if (value instanceof String text) {
                bytes += text.length();
            }
        }
        return bytes;
    }

    /** Adds a statement so many times to a text of several; insertions become one. */
    static void append(StringBuilder text, String sql, int times) {
        int values = sql.startsWith("INSERT") ? sql.indexOf("VALUES ") : -1;
        int tuple = values < 0 ? 0 : values + "VALUES ".length();
        text.append(sql);
        for (int i = 1; i < times; i++) {
            text.append(tuple > 0 ? "," : ";").append(sql, tuple, sql.length());
        }
        text.append(';');
    }

    /** Binds the values of all changes, in the order of {@link #append}. */
    static void bindAll(PreparedStatement joined, Map<String, List<@Nullable Object[]>> changes) throws SQLException {
        int bound = 0;
        for (List<@Nullable Object[]> all : changes.values()) {
            for (@Nullable Object[] values : all) {
                bound = Statements.bind(joined, bound, values);
            }
        }
    }

    /** For a database in the process: each change is one call, and there is nothing to gain by joining them. */
    StatementBatch ONE_BY_ONE = new StatementBatch() {
        @Override
        public void send(Statements statements, Map<String, List<@Nullable Object[]>> changes, @Nullable String last)
                throws SQLException {
            for (Map.Entry<String, List<@Nullable Object[]>> each : changes.entrySet()) {
                for (@Nullable Object[] values : each.getValue()) {
                    statements.bound(each.getKey(), values).executeUpdate();
                }
            }
            if (last != null) {
                statements.bound(last).executeUpdate();
            }
        }

        @Override
        public boolean takesCommit() {
            return false;
        }

        @Override
        public long maxBytes() {
            return 64 << 20;
        }
    };

    /** For a server: all go in one packet, as one text, so that they take one round trip. Insertions of one table become one. */
    StatementBatch JOINED = new StatementBatch() {
        @Override
        public void send(Statements statements, Map<String, List<@Nullable Object[]>> changes, @Nullable String last)
                throws SQLException {
            StringBuilder text = new StringBuilder();
            changes.forEach((sql, all) -> append(text, sql, all.size()));
            if (last != null) {
                text.append(last);
            }
            try (PreparedStatement joined = statements.connection().prepareStatement(text.toString())) {
                bindAll(joined, changes);
                joined.execute();
            }
        }

        @Override
        public boolean takesCommit() {
            return true;
        }

        @Override
        public long maxBytes() {
            return 512 << 10;
        }
    };
}
