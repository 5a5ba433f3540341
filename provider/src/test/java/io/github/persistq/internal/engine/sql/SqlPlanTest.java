package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.server.DatabaseKind;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the databases find rows in a large store: each statement that the engine executes, while it does all that an engine does,
 * is explained with its last values.
 */
@Timeout(600)
class SqlPlanTest {
    private static final int SMALL_QUEUES = 200;
    private static final int ROWS = 66_000;
    private static final QueueName ORDERS = QueueName.queue("orders");
    private static final QueueName KEPT = QueueName.queue("kept");
    private static final QueueName OTHER = QueueName.queue("other");
    private static final QueueName DOOMED = QueueName.queue("doomed");
    private static final BranchId BRANCH = new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[] {2}));
    private static final long DEAD_OWNER = 999_999;
    /** A row per process. */
    private static final String SMALL_TABLES = ".*\\bpersistq_(owner|store)\\b.*";

    private static final Pattern BARE_SQLITE_SEARCH =
            Pattern.compile("SEARCH \\S+ USING (PRIMARY KEY|INDEX persistq_(expiring|key)) \\(queue_id=\\?\\)");

    @TempDir
    Path directory;

    @Test
    void sqliteFindsAllRowsByIndexes() throws Exception {
        try (LargeStore store = LargeStore.sqlite(directory.resolve("store.db"))) {
            fill(store);
            work(store);
            List<String> bad = new ArrayList<>();
            explainSqlite(store, bad);
            assertThat(bad).isEmpty();
        }
    }

    @Test
    void mariaDbFindsAllRowsByIndexes() throws Exception {
        check(DatabaseKind.MARIADB);
    }

    @Test
    void mySqlFindsAllRowsByIndexes() throws Exception {
        check(DatabaseKind.MYSQL);
    }

    private static void check(DatabaseKind kind) throws Exception {
        try (LargeStore store = LargeStore.mysql(kind, StatementBatch.ONE_BY_ONE)) {
            fill(store);
            work(store);
            List<String> bad = new ArrayList<>();
            explainMysql(store, bad);
            store.execute("ANALYZE TABLE persistq_entry, persistq_content, persistq_body, persistq_queue,"
                    + " persistq_hold, persistq_held, persistq_owner, persistq_branch");
            explainMysql(store, bad);
            countReads(store, bad);
            assertThat(bad).isEmpty();
        }
    }

    // ---- the store, and what is done in it

    private static void fill(LargeStore store) throws SQLException {
        for (int i = 0; i < SMALL_QUEUES; i++) {
            store.openQueue(QueueName.queue("small" + i), QueueSpec.DEFAULT);
        }
        store.openQueue(ORDERS, QueueSpec.DEFAULT);
        store.openQueue(
                KEPT, QueueSpec.DEFAULT.withUnique(QueueSpec.Unique.KEPT).withKeepAcked(20_000));
        store.openQueue(OTHER, QueueSpec.DEFAULT.withUnique(QueueSpec.Unique.WAITING));
        store.openQueue(DOOMED, QueueSpec.DEFAULT);
        long owner = store.owner();
        store.fill(ORDERS, ROWS, owner, i -> i % 5);
        store.fill(KEPT, ROWS, owner, i -> i % 4 == 1 ? State.ACKED : i % 4);
        store.fill(OTHER, ROWS, owner, i -> i % 2 == 0 ? State.READY : State.DELAYED);
        store.fill(DOOMED, 2_000, DEAD_OWNER, i -> i % 100 == 0 ? State.IN_FLIGHT : State.READY);
        // The process died just now, so that this one does not bury it before it is asked to.
        store.execute("INSERT INTO persistq_owner (id, name, state, last_commit, lease_until) VALUES (" + DEAD_OWNER
                + ", 'dead', 1, 0, 0)");
        store.execute("INSERT INTO persistq_hold (name, owner, exclusive) VALUES ('name', " + DEAD_OWNER + ", 1)");
        for (int i = 0; i < SMALL_QUEUES; i++) {
            store.engine.hold("hold" + i, false);
        }
    }

    private static StoredMessage message(int head, long deliverAt, long expiresAt, String key) {
        return new StoredMessage(
                Bytes.wrap(new byte[] {(byte) head}), Bytes.wrap(new byte[30]), 4, deliverAt, expiresAt, key);
    }

    private static void write(LargeStore store, Change... changes) {
        store.engine.write(List.of(changes), Durability.FORCED);
    }

    private static void work(LargeStore store) {
        long now = store.clock.millis();
        for (QueueName queue : List.of(ORDERS, KEPT, OTHER)) {
            write(store, new Change.Append(message(1, 0, 0, null), queue));
            write(store, new Change.Append(message(2, now + 50, 0, "fresh"), List.of(queue, DOOMED)));
            write(store, new Change.Append(message(3, 0, now + 10, "key9"), queue));
            settle(store, queue);
        }
        store.clock.advance(5_000);
        for (QueueName queue : List.of(ORDERS, KEPT, OTHER)) {
            select(store, queue);
            store.engine
                    .claimExpired(queue, 5)
                    .forEach(each -> write(store, new Change.Expire(queue, each.sequence())));
            store.engine.stats(queue);
            browse(store, queue);
        }
        branch(store);
        share(store);
        write(store, new Change.DropQueue(DOOMED));
        write(store, new Change.DropQueue(QueueName.queue("small7")));
        store.engine.queues();
        store.engine.prepared();
    }

    private static void settle(LargeStore store, QueueName queue) {
        try (Claimer claimer = store.engine.claimer(queue, Filter.ALL)) {
            List<Delivery> claimed = claimer.claim(10);
            assertThat(claimed).hasSize(10);
            long[] at = claimed.stream().mapToLong(Delivery::sequence).toArray();
            Bytes bytes = Bytes.wrap(new byte[5]);
            write(store, new Change.Ack(queue, at[0]));
            write(
                    store,
                    new Change.Ack(queue, at[1]),
                    new Change.Ack(queue, at[2]),
                    new Change.AckFailed(queue, at[3]));
            write(store, new Change.Nack(queue, at[4], 0, false));
            write(store, new Change.Nack(queue, at[5], store.clock.millis() + 100, true));
            write(store, new Change.Release(queue, at[6]));
            write(store, new Change.Replace(queue, at[6], bytes, bytes));
            claimer.claimExactly(at[4]);
            claimer.claimAfter(at[7]);
            claimer.nextDueMillis();
        }
    }

    private static void select(LargeStore store, QueueName queue) {
        try (Claimer claimer = store.engine.claimer(queue, head -> head.toArray()[0] == 99)) {
            claimer.claim(1);
            write(store, new Change.Append(message(99, 0, 0, null), queue));
            assertThat(claimer.claim(1)).hasSize(1);
            store.clock.advance(10);
            claimer.claim(1);
            claimer.claimAfter(LargeStore.FIRST + 7);
        }
    }

    private static void browse(LargeStore store, QueueName queue) {
        for (MessageState state : EnumSet.allOf(MessageState.class)) {
            Iterator<QueuedMessage> messages = store.engine.browse(queue, EnumSet.of(state));
            for (int i = 0; i < 200 && messages.hasNext(); i++) {
                messages.next();
            }
        }
    }

    private static void branch(LargeStore store) {
        for (boolean commit : new boolean[] {true, false}) {
            try (Claimer claimer = store.engine.claimer(ORDERS, Filter.ALL)) {
                long sequence = claimer.claim(1).get(0).sequence();
                Change append = new Change.Append(message(1, 0, 0, null), KEPT);
                write(store, new Change.Prepare(BRANCH, List.of(new Change.Ack(ORDERS, sequence), append)));
                write(store, commit ? new Change.CommitBranch(BRANCH) : new Change.RollbackBranch(BRANCH));
            }
        }
    }

    private static void share(LargeStore store) {
        assertThat(store.engine.hold("name", true)).isTrue();
        store.engine.isHeldElsewhere("name");
        store.engine.letGo("name");
        store.engine.queuesVersion();
        QueueName temporary = QueueName.queue("temporary");
        store.openQueue(temporary, QueueSpec.DEFAULT.withTemporary(true));
        write(store, new Change.DropQueue(temporary));
    }

    // ---- what the databases say

    /** Whole tables are walked by those only that say so. */
    private static boolean isOfInterest(String sql) {
        boolean finds = sql.startsWith("SELECT") || sql.startsWith("UPDATE") || sql.startsWith("DELETE");
        return finds && sql.contains("WHERE") && !sql.matches("(?s)" + SMALL_TABLES);
    }

    private static PreparedStatement bound(LargeStore store, String sql, Map<Integer, Object> values)
            throws SQLException {
        PreparedStatement statement = store.plain.prepareStatement(sql);
        for (Map.Entry<Integer, Object> value : values.entrySet()) {
            statement.setObject(value.getKey(), value.getValue());
        }
        return statement;
    }

    private static void explainSqlite(LargeStore store, List<String> bad) throws SQLException {
        int explained = 0;
        for (Map.Entry<String, Map<Integer, Object>> each : store.dialect.seen().entrySet()) {
            if (!isOfInterest(each.getKey())) {
                continue;
            }
            explained++;
            try (PreparedStatement explain = bound(store, "EXPLAIN QUERY PLAN " + each.getKey(), each.getValue());
                    ResultSet plan = explain.executeQuery()) {
                while (plan.next()) {
                    String step = plan.getString("detail");
                    boolean all = each.getKey().contains("WHERE queue_id = ? ORDER BY sequence");
                    if (step.startsWith("SCAN") && !step.equals("SCAN CONSTANT ROW")
                            || step.contains("TEMP B-TREE")
                            || !all && BARE_SQLITE_SEARCH.matcher(step).find()) {
                        bad.add(step + "\n    " + each.getKey());
                    }
                }
            }
        }
        assertThat(explained).isGreaterThan(40);
    }

    private static void explainMysql(LargeStore store, List<String> bad) throws SQLException {
        int explained = 0;
        for (Map.Entry<String, Map<Integer, Object>> each : store.dialect.seen().entrySet()) {
            if (!isOfInterest(each.getKey())) {
                continue;
            }
            explained++;
            try (PreparedStatement explain = bound(store, "EXPLAIN " + each.getKey(), each.getValue());
                    ResultSet plan = explain.executeQuery()) {
                while (plan.next()) {
                    String type = String.valueOf(plan.getString("type"));
                    String extra = String.valueOf(plan.getString("Extra"));
                    if (type.equalsIgnoreCase("ALL")
                            || type.equalsIgnoreCase("index")
                            || extra.contains("filesort")
                            || each.getKey().startsWith("SELECT") && extra.contains("Using temporary")) {
                        bad.add(type + " key " + plan.getString("key") + " rows " + plan.getString("rows") + " " + extra
                                + "\n    " + each.getKey() + " " + each.getValue());
                    }
                }
            }
        }
        assertThat(explained).isGreaterThan(40);
    }

    /** Executes each once more, undone at once: an index may be the wrong one. */
    private static void countReads(LargeStore store, List<String> bad) throws SQLException {
        store.plain.setAutoCommit(false);
        long first = reads(store);
        long own = reads(store) - first;
        for (Map.Entry<String, Map<Integer, Object>> each : store.dialect.seen().entrySet()) {
            if (!isOfInterest(each.getKey())) {
                continue;
            }
            long before = reads(store);
            int rows = 0;
            try (PreparedStatement statement = bound(store, each.getKey(), each.getValue())) {
                rows = execute(statement);
            } catch (SQLIntegrityConstraintViolationException e) {
                // The queue has changed since, which this statement is there to find.
                assertThat((Throwable) e).hasMessageContaining("'changes' cannot be null");
            }
            long reads = reads(store) - before - own;
            store.plain.rollback();
            if (reads > 4L * rows + 70) {
                bad.add(reads + " rows read for " + rows + "\n    " + each.getKey() + " " + each.getValue());
            }
        }
        store.plain.setAutoCommit(true);
    }

    private static int execute(PreparedStatement statement) throws SQLException {
        if (!statement.execute()) {
            return statement.getUpdateCount();
        }
        int rows = 0;
        try (ResultSet found = statement.getResultSet()) {
            while (found.next()) {
                rows++;
            }
        }
        return rows;
    }

    private static long reads(LargeStore store) throws SQLException {
        long reads = 0;
        try (PreparedStatement status = store.plain.prepareStatement("SHOW SESSION STATUS LIKE 'Handler_read%'");
                ResultSet found = status.executeQuery()) {
            while (found.next()) {
                reads +=
                        found.getString(1).contains("tmp") || found.getString(1).endsWith("deleted")
                                ? 0
                                : found.getLong(2);
            }
        }
        return reads;
    }
}
