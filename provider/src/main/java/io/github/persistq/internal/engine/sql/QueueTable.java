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
            ready, delayed, in_flight, acked, failed, bytes, held_messages, held_bytes, acks""";
    private static final String BY_NAME = "SELECT " + COLUMNS + " FROM persistq_queue WHERE kind = ? AND name = ?";
    private static final String BY_ID = "SELECT " + COLUMNS + " FROM persistq_queue WHERE id = ?";
    private static final String ALL = "SELECT " + COLUMNS + " FROM persistq_queue";
    private static final String INSERT = """
            INSERT INTO persistq_queue (id, kind, name, lifo, unique_while, keep_acked, max_messages, max_bytes, temporary, labels,
            ready, delayed, in_flight, acked, failed, bytes, held_messages, held_bytes, acks)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)""";
    private static final String RESPEC = """
            UPDATE persistq_queue SET lifo = ?, unique_while = ?, keep_acked = ?, max_messages = ?, max_bytes = ?, temporary = ?,
            labels = ? WHERE id = ?""";
    private static final String COUNT = """
            UPDATE persistq_queue SET ready = ?, delayed = ?, in_flight = ?, acked = ?, failed = ?, bytes = ?,
            held_messages = ?, held_bytes = ?, acks = ? WHERE id = ?""";

    private final Statements statements;

    QueueTable(Statements statements) {
        this.statements = statements;
    }

    @Nullable
    QueueRow find(QueueName name) {
        return statements.first(QueueTable::read, BY_NAME, name.kind().ordinal(), name.name());
    }

    @Nullable
    QueueRow find(long id) {
        return statements.first(QueueTable::read, BY_ID, id);
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
    }

    void saveCounts(QueueRow queue) {
        statements.update(
                COUNT,
                queue.ready,
                queue.delayed,
                queue.inFlight,
                queue.acked,
                queue.failed,
                queue.bytes,
                queue.heldMessages,
                queue.heldBytes,
                queue.acks,
                queue.id);
    }

    void delete(QueueRow queue) {
        statements.update("DELETE FROM persistq_queue WHERE id = ?", queue.id);
    }
}
