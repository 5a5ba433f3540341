package io.github.persistq.internal.engine.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For MariaDB, which may answer that a statement went well and changed no row when in truth it was killed ({@code KILL QUERY},
 * {@code max_statement_time}), and then goes on with the rest of the packet, the commit included. So each statement counts the
 * rows that it finds, and the packet fails before its commit if these are not as many as there are statements.
 *
 * <p>A change may rightly find no row, as when content is lost that is to be deleted. So after two such failures in a row the same
 * changes are sent unguarded.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class GuardedBatch implements StatementBatch {
    /** A query within a value returned two rows: only the guard does that. */
    static final int MISCOUNTED = 1242;

    private static final int MOST_MISCOUNTS = 2;
    private static final String OWNER = "UPDATE persistq_owner ";
    private static final String COUNT = " AND (@persistq_rows := @persistq_rows + 1) > 0";

    private int miscounts;

    @Override
    public void send(Statements statements, Map<String, List<@Nullable Object[]>> changes, @Nullable String last)
            throws SQLException {
        if (miscounts >= MOST_MISCOUNTS || changes.isEmpty()) {
            JOINED.send(statements, changes, last);
            miscounts = 0;
            return;
        }
        try (PreparedStatement joined = statements.connection().prepareStatement(guarded(changes, last))) {
            StatementBatch.bindAll(joined, changes);
            joined.execute();
            miscounts = 0;
        } catch (SQLException e) {
            miscounts = e.getErrorCode() == MISCOUNTED ? miscounts + 1 : miscounts;
            throw e;
        }
    }

    private static String guarded(Map<String, List<@Nullable Object[]>> changes, @Nullable String last) {
        StringBuilder text = new StringBuilder("SET @persistq_rows = 0;");
        int rows = 0;
        for (Map.Entry<String, List<@Nullable Object[]>> each : changes.entrySet()) {
            boolean counted = isCounted(each.getKey());
            int times = each.getValue().size();
            StatementBatch.append(text, counted ? each.getKey() + COUNT : each.getKey(), times);
            rows += counted ? times : 0;
        }
        text.append("SET @persistq_rows = IF(@persistq_rows = ")
                .append(rows)
                .append(", 0, (SELECT 1 UNION ALL SELECT 2));");
        return last == null ? text.toString() : text.append(last).toString();
    }

    /** An insertion that is killed says so. A process that leaves signs although its row is gone, and nothing hangs on it. */
    private static boolean isCounted(String sql) {
        return !sql.startsWith("INSERT") && !sql.startsWith(OWNER);
    }

    @Override
    public boolean mayMiss(String sql) {
        return sql.startsWith("UPDATE") || sql.startsWith("DELETE");
    }

    @Override
    public boolean takesCommit() {
        return true;
    }

    @Override
    public long maxBytes() {
        return JOINED.maxBytes();
    }
}
