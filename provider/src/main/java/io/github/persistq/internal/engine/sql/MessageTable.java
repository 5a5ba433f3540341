package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.StoredMessage;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages: an entry for each queue that one is in; its head, and apart from it its body, once.
 *
 * <p>A head is shared by the queues that the message was appended to, and counts them, until one of them replaces it.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MessageTable {
    private static final String ENTRY =
            "SELECT neg_priority, place, sequence, state, held, deliveries, deliver_at, size, content_id, shared FROM persistq_entry ";
    private static final String INSERT = """
            INSERT INTO persistq_entry (queue_id, sequence, neg_priority, place, state, held, deliveries, due, deliver_at,
            expires_at, ack_number, unique_key, size, content_id, shared) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 0, ?, ?, ?, ?)""";

    private final Statements statements;

    MessageTable(Statements statements) {
        this.statements = statements;
    }

    static EntryRow readEntry(Row row) throws SQLException {
        return new EntryRow(
                new Place(row.number(1), row.number(2), row.number(3)),
                row.smallNumber(4),
                row.flag(5),
                row.smallNumber(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.flag(10));
    }

    static Place readPlace(Row row) throws SQLException {
        return new Place(row.number(1), row.number(2), row.number(3));
    }

    @Nullable
    EntryRow find(long queueId, long sequence) {
        return statements.first(
                MessageTable::readEntry, ENTRY + "WHERE queue_id = ? AND sequence = ?", queueId, sequence);
    }

    /** Stores a message's head and body for so many queues. */
    void insertContent(long id, Bytes head, Bytes body, int queues) {
        statements.update("INSERT INTO persistq_content (id, refs, head) VALUES (?, ?, ?)", id, queues, head);
        statements.update("INSERT INTO persistq_body (id, body) VALUES (?, ?)", id, body);
    }

    void insert(long queueId, EntryRow entry, StoredMessage message) {
        statements.update(
                INSERT,
                queueId,
                entry.sequence(),
                entry.place().rank(),
                entry.place().position(),
                entry.state(),
                entry.deliverAtMillis(),
                entry.deliverAtMillis(),
                message.expiresAtMillis(),
                message.uniqueKey(),
                entry.size(),
                entry.contentId(),
                entry.shared());
    }

    /** Whether a message with this key keeps others out, of those whose state is at most the given one or held. */
    boolean hasKey(long queueId, String key, int lastState) {
        return statements.number(
                        "SELECT EXISTS (SELECT 1 FROM persistq_entry WHERE queue_id = ? AND unique_key = ? AND (state <= ? OR state = 4))",
                        queueId,
                        key,
                        lastState)
                != 0;
    }

    /** Makes a message wait, at a place and for a time. */
    void setWaiting(long queueId, EntryRow entry, int state, long due, int deliveries) {
        statements.update(
                "UPDATE persistq_entry SET state = ?, due = ?, deliveries = ?, place = ?, held = 0 WHERE queue_id = ? AND sequence = ?",
                state,
                due,
                deliveries,
                entry.place().position(),
                queueId,
                entry.sequence());
    }

    void setAcked(long queueId, long sequence, long ackNumber) {
        statements.update(
                "UPDATE persistq_entry SET state = 3, ack_number = ? WHERE queue_id = ? AND sequence = ?",
                ackNumber,
                queueId,
                sequence);
    }

    void setHeld(long queueId, long sequence, boolean held) {
        statements.update(
                "UPDATE persistq_entry SET held = ? WHERE queue_id = ? AND sequence = ?", held, queueId, sequence);
    }

    void claim(long queueId, long sequence) {
        statements.update(
                "UPDATE persistq_entry SET state = 2, due = 0, deliveries = deliveries + 1 WHERE queue_id = ? AND sequence = ?",
                queueId,
                sequence);
    }

    /** The acknowledged messages that a queue keeps beyond so many, oldest first. */
    List<EntryRow> oldestAcked(long queueId, long excess) {
        return statements.list(
                MessageTable::readEntry,
                ENTRY + "WHERE queue_id = ? AND state = 3 ORDER BY ack_number LIMIT ?",
                queueId,
                excess);
    }

    void delete(long queueId, EntryRow entry) {
        statements.update("DELETE FROM persistq_entry WHERE queue_id = ? AND sequence = ?", queueId, entry.sequence());
        letGoOfContent(entry);
    }

    private void letGoOfContent(EntryRow entry) {
        long id = entry.contentId();
        boolean others = entry.shared()
                && statements.update("UPDATE persistq_content SET refs = refs - 1 WHERE id = ? AND refs > 1", id) > 0;
        if (!others) {
            statements.update("DELETE FROM persistq_content WHERE id = ?", id);
            statements.update("DELETE FROM persistq_body WHERE id = ?", id);
        }
    }

    /** Gives a message content of its own under a new number. */
    void replaceContent(long queueId, EntryRow entry, long contentId, Bytes head, Bytes body) {
        insertContent(contentId, head, body, 1);
        statements.update(
                "UPDATE persistq_entry SET content_id = ?, shared = 0, size = ? WHERE queue_id = ? AND sequence = ?",
                contentId,
                (long) head.length() + body.length(),
                queueId,
                entry.sequence());
        letGoOfContent(entry);
    }

    /** Removes all messages of a queue. */
    void deleteAll(long queueId) {
        statements.update(
                "UPDATE persistq_content SET refs = refs - 1 WHERE id IN (SELECT content_id FROM persistq_entry WHERE queue_id = ?)",
                queueId);
        statements.update("""
                DELETE FROM persistq_body WHERE id IN (SELECT c.id FROM persistq_entry e JOIN persistq_content c
                ON c.id = e.content_id WHERE e.queue_id = ? AND c.refs <= 0)""", queueId);
        statements.update(
                "DELETE FROM persistq_content WHERE refs <= 0 AND id IN (SELECT content_id FROM persistq_entry WHERE queue_id = ?)",
                queueId);
        statements.update("DELETE FROM persistq_entry WHERE queue_id = ?", queueId);
    }

    /** When the first delayed message becomes ready; {@code Long.MAX_VALUE} if there is none. */
    long nextDue(long queueId) {
        Long due = statements.first(
                row -> row.number(1),
                "SELECT due FROM persistq_entry WHERE queue_id = ? AND state = 1 ORDER BY due LIMIT 1",
                queueId);
        return due == null ? Long.MAX_VALUE : due;
    }

    /** Makes the delayed messages ready that are due, and says which they were. */
    List<Place> makeDueReady(long queueId, long now) {
        List<Place> due = statements.list(
                MessageTable::readPlace,
                "SELECT neg_priority, place, sequence FROM persistq_entry WHERE queue_id = ? AND state = 1 AND due <= ?",
                queueId,
                now);
        if (!due.isEmpty()) {
            statements.update(
                    "UPDATE persistq_entry SET state = 0 WHERE queue_id = ? AND state = 1 AND due <= ?", queueId, now);
        }
        return due;
    }

    /** Gives back what was in flight, unless a branch holds it; returns how many there were. */
    int giveBackInFlight(long queueId) {
        return statements.update(
                "UPDATE persistq_entry SET state = 0, due = 0 WHERE queue_id = ? AND state = 2 AND held = 0", queueId);
    }
}
