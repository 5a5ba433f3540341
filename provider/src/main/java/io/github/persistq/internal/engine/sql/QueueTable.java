package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queues and their figures.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class QueueTable {
    private static final String COLUMNS = """
            id, kind, name, lifo, unique_while, keep_acked, max_messages, max_bytes, temporary, labels,
            ready, postponed, in_flight, acked, failed, bytes, held_messages, held_bytes, acks, tail, version, changes,
            (SELECT s.queues_version FROM persistq_store s WHERE s.id = 1)""";
    private static final String BY_NAME = "SELECT " + COLUMNS + " FROM persistq_queue WHERE kind = ? AND name = ?";
    private static final String ALL = "SELECT " + COLUMNS + " FROM persistq_queue";
    private static final String INSERT = """
            INSERT INTO persistq_queue (id, kind, name, lifo, unique_while, keep_acked, max_messages, max_bytes, temporary, labels,
            ready, postponed, in_flight, acked, failed, bytes, held_messages, held_bytes, acks, tail, version, changes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)""";
    private static final String RESPEC = """
            UPDATE persistq_queue SET lifo = ?, unique_while = ?, keep_acked = ?, max_messages = ?, max_bytes = ?, temporary = ?,
            labels = ? WHERE id = ?""";
    private static final String FIGURES = """
            UPDATE persistq_queue SET ready = ?, postponed = ?, in_flight = ?, acked = ?, failed = ?, bytes = ?,
            held_messages = ?, held_bytes = ?, acks = ?, tail = ?, version = ?,
            changes = CASE WHEN changes = ? THEN ? END WHERE id = ?""";
    private static final String TAKE =
            "UPDATE persistq_queue SET changes = CASE WHEN changes = ? THEN ? END WHERE id = ?";

    private final Statements statements;
    private final String lockByName;

    /** Queries that lock rows end with the given words. */
    QueueTable(Statements statements, String locking) {
        this.statements = statements;
        this.lockByName = BY_NAME + locking;
    }

    /** A queue as it is. */
    @Nullable
    QueueRow find(QueueName name) {
        return statements.first(QueueTable::read, BY_NAME, name.kind().ordinal(), name.name());
    }

    /** A queue that this transaction is about to change: from now on no other process changes it or its messages. */
    @Nullable
    QueueRow lock(QueueName name) {
        try {
            return statements.first(QueueTable::read, lockByName, name.kind().ordinal(), name.name());
        } catch (SqlFailure e) {
            throw new SqlFailure(e.error(), "queue '" + name.name() + "'");
        }
    }

    @Nullable
    QueueName name(long id) {
        return statements.first(QueueTable::readName, "SELECT kind, name FROM persistq_queue WHERE id = ?", id);
    }

    private static QueueName readName(Row row) throws SQLException {
        return new QueueName(QueueName.Kind.values()[row.smallNumber(1)], row.text(2));
    }

    List<QueueRow> all() {
        return statements.list(QueueTable::read, ALL);
    }

    private static QueueRow read(Row row) throws SQLException {
        QueueName name = new QueueName(QueueName.Kind.values()[row.smallNumber(2)], row.text(3));
        QueueSpec spec = new QueueSpec(
                row.flag(4) ? QueueSpec.Order.LIFO : QueueSpec.Order.FIFO,
                QueueSpec.Unique.values()[row.smallNumber(5)],
                row.smallNumber(6),
                row.number(7),
                row.number(8),
                row.flag(9),
                Labels.decode(row.text(10)));
        QueueRow queue = new QueueRow(row.number(1), name, spec);
        queue.ready = row.number(11);
        queue.delayed = row.number(12);
        queue.inFlight = row.number(13);
        queue.acked = row.number(14);
        queue.failed = row.number(15);
        queue.bytes = row.number(16);
        queue.heldMessages = row.number(17);
        queue.heldBytes = row.number(18);
        queue.acks = row.number(19);
        queue.tail = row.number(20);
        queue.version = row.number(21);
        queue.changes = row.number(22);
        queue.changesBefore = queue.changes;
        queue.versionOfAll = row.number(23);
        return queue;
    }

    void insert(QueueRow queue) {
        QueueSpec spec = queue.spec;
        statements.update(
                INSERT,
                queue.id,
                queue.name.kind().ordinal(),
                queue.name.name(),
                spec.order() == QueueSpec.Order.LIFO,
                spec.unique().ordinal(),
                spec.keepAcked(),
                spec.maxMessages(),
                spec.maxBytes(),
                spec.temporary(),
                Labels.encode(spec.labels()));
        changed();
    }

    void saveSpec(QueueRow queue) {
        QueueSpec spec = queue.spec;
        statements.update(
                RESPEC,
                spec.order() == QueueSpec.Order.LIFO,
                spec.unique().ordinal(),
                spec.keepAcked(),
                spec.maxMessages(),
                spec.maxBytes(),
                spec.temporary(),
                Labels.encode(spec.labels()),
                queue.id);
        changed();
    }

    /** Locks a queue before what is put off; the transaction fails if the queue has changed since the row was read. */
    void take(QueueRow queue) {
        statements.concerns(queue.name);
        statements.ahead(TAKE, queue.changes, queue.changes + 1, queue.id);
        queue.changes++;
    }

    /** Writes the figures, before what is put off; the transaction fails if the queue has changed since the row was read. */
    void saveFigures(QueueRow queue) {
        statements.concerns(queue.name);
        statements.ahead(
                FIGURES,
                queue.ready,
                queue.delayed,
                queue.inFlight,
                queue.acked,
                queue.failed,
                queue.bytes,
                queue.heldMessages,
                queue.heldBytes,
                queue.acks,
                queue.tail,
                queue.version,
                queue.changes,
                queue.changes + 1,
                queue.id);
        queue.changes++;
    }

    void delete(QueueRow queue) {
        statements.update("DELETE FROM persistq_queue WHERE id = ?", queue.id);
        changed();
    }

    /** Another number than before whenever a queue was opened, changed or dropped. */
    long versionOfAll() {
        return statements.number("SELECT queues_version FROM persistq_store WHERE id = 1");
    }

    private void changed() {
        statements.update("UPDATE persistq_store SET queues_version = queues_version + 1 WHERE id = 1");
    }
}
