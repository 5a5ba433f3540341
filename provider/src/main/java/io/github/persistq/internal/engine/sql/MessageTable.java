package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.StoredMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the messages: an entry for each queue that one is in; its head, and apart from it its body, once.
 *
 * <p>A head is shared by the queues that the message was appended to, and counts them, until one of them replaces it. An
 * entry's stamp is, by its state: of a ready one the queue's version when it became ready, of a delayed one the time when it
 * is due, of one in flight who claimed it, of an acknowledged one the number of its acknowledgement.
 *
 * <p>Threading: one thread at a time, in a transaction that has locked the queue.
 */
final class MessageTable {
    private static final String ENTRY =
            "SELECT neg_priority, place, sequence, state, held, deliveries, deliver_at, size, content_id, shared, owner FROM persistq_entry ";
    private static final String INSERT = """
            INSERT INTO persistq_entry (queue_id, sequence, neg_priority, place, state, held, deliveries, stamp, deliver_at,
            expires_at, unique_key, size, content_id, shared, owner) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, 0)""";
    private static final int PORTION = 256;
    private static final int[] LIST_SIZES = {1, 4, 16, 64};

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
                row.flag(10),
                row.number(11));
    }

    static Place readPlace(Row row) throws SQLException {
        return new Place(row.number(1), row.number(2), row.number(3));
    }

    @Nullable
    EntryRow find(long queueId, long sequence) {
        return statements.first(
                MessageTable::readEntry, ENTRY + "WHERE queue_id = ? AND sequence = ?", queueId, sequence);
    }

    /** Those of the messages that are there, in no order. */
    List<EntryRow> find(long queueId, List<Long> sequences) {
        List<EntryRow> found = new ArrayList<>(sequences.size());
        int at = 0;
        while (at < sequences.size()) {
            List<Long> part = sequences.subList(at, Math.min(sequences.size(), at + LIST_SIZES[LIST_SIZES.length - 1]));
            at += part.size();
            // Few lengths, so that few texts are prepared; the last value fills up.
            int size = listSize(part.size());
            Object[] values = new Object[size + 1];
            values[0] = queueId;
            for (int i = 0; i < size; i++) {
                values[i + 1] = part.get(Math.min(i, part.size() - 1));
            }
            found.addAll(statements.list(
                    MessageTable::readEntry,
                    ENTRY + "WHERE queue_id = ? AND sequence IN (?" + ", ?".repeat(size - 1) + ")",
                    values));
        }
        return found;
    }

    private static int listSize(int needed) {
        for (int size : LIST_SIZES) {
            if (size >= needed) {
                return size;
            }
        }
        throw new IllegalArgumentException("a list of " + needed);
    }

    /** Stores a message's head and body for so many queues. */
    void insertContent(long id, Bytes head, Bytes body, int queues) {
        statements.later(
                "INSERT INTO persistq_content (id, refs, head, crc) VALUES (?, ?, ?, ?)",
                id,
                queues,
                head,
                Checksum.of(id, head, body));
        statements.later("INSERT INTO persistq_body (id, body) VALUES (?, ?)", id, body);
    }

    void insert(long queueId, EntryRow entry, StoredMessage message, long stamp) {
        statements.later(
                INSERT,
                queueId,
                entry.sequence(),
                entry.place().rank(),
                entry.place().position(),
                entry.state(),
                stamp,
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

    /** Makes a message wait, at its place. */
    void setWaiting(long queueId, EntryRow entry, long stamp) {
        statements.later(
                "UPDATE persistq_entry SET state = ?, stamp = ?, deliveries = ?, place = ?, held = 0, owner = 0 WHERE queue_id = ? AND sequence = ?",
                entry.state(),
                stamp,
                entry.deliveries(),
                entry.place().position(),
                queueId,
                entry.sequence());
    }

    /** Has claimers that went past a ready message look at it again. */
    void setStamp(long queueId, long sequence, long stamp) {
        statements.later(
                "UPDATE persistq_entry SET stamp = ? WHERE queue_id = ? AND sequence = ?", stamp, queueId, sequence);
    }

    void setAcked(long queueId, long sequence, long ackNumber) {
        statements.later(
                "UPDATE persistq_entry SET state = 3, stamp = ?, held = 0, owner = 0 WHERE queue_id = ? AND sequence = ?",
                ackNumber,
                queueId,
                sequence);
    }

    /** Has a branch hold a message in flight; from now on it is no process's own. */
    void setHeld(long queueId, long sequence) {
        statements.later(
                "UPDATE persistq_entry SET held = 1, owner = 0 WHERE queue_id = ? AND sequence = ?", queueId, sequence);
    }

    void setInFlight(long queueId, long sequence, long owner) {
        statements.later(
                "UPDATE persistq_entry SET state = 2, stamp = ?, deliveries = deliveries + 1, owner = ? WHERE queue_id = ? AND sequence = ?",
                owner,
                owner,
                queueId,
                sequence);
    }

    /** The acknowledged messages that a queue keeps beyond so many, oldest first. */
    List<EntryRow> oldestAcked(long queueId, long excess) {
        return statements.list(
                MessageTable::readEntry,
                ENTRY + "WHERE queue_id = ? AND state = 3 ORDER BY stamp LIMIT ?",
                queueId,
                excess);
    }

    void delete(long queueId, EntryRow entry) {
        statements.later("DELETE FROM persistq_entry WHERE queue_id = ? AND sequence = ?", queueId, entry.sequence());
        letGoOfContent(entry);
    }

    private void letGoOfContent(EntryRow entry) {
        long id = entry.contentId();
        boolean others = entry.shared()
                && statements.update("UPDATE persistq_content SET refs = refs - 1 WHERE id = ? AND refs > 1", id) > 0;
        if (!others) {
            statements.later("DELETE FROM persistq_content WHERE id = ?", id);
            statements.later("DELETE FROM persistq_body WHERE id = ?", id);
        }
    }

    /** Gives a message content of its own under a new number. */
    void replaceContent(long queueId, EntryRow entry, long contentId, Bytes head, Bytes body) {
        insertContent(contentId, head, body, 1);
        statements.later(
                "UPDATE persistq_entry SET content_id = ?, shared = 0, size = ? WHERE queue_id = ? AND sequence = ?",
                contentId,
                (long) head.length() + body.length(),
                queueId,
                entry.sequence());
        letGoOfContent(entry);
    }

    /** Removes all messages of a queue, a portion at a time: no database finds the content of many entries well in one statement. */
    void deleteAll(long queueId) {
        List<EntryRow> entries;
        do {
            entries = statements.list(
                    MessageTable::readEntry, ENTRY + "WHERE queue_id = ? ORDER BY sequence LIMIT " + PORTION, queueId);
            entries.forEach(entry -> delete(queueId, entry));
        } while (entries.size() == PORTION);
    }

    /** When the first delayed message becomes ready; {@code Long.MAX_VALUE} if there is none. */
    long nextDue(long queueId) {
        Long due = statements.first(
                row -> row.number(1),
                "SELECT stamp FROM persistq_entry WHERE queue_id = ? AND state = 1 ORDER BY stamp LIMIT 1",
                queueId);
        return due == null ? Long.MAX_VALUE : due;
    }

    /** Makes the delayed messages ready that are due; returns how many there were. */
    int makeDueReady(long queueId, long now, long stamp) {
        return statements.update(
                "UPDATE persistq_entry SET state = 0, stamp = ? WHERE queue_id = ? AND state = 1 AND stamp <= ?",
                stamp,
                queueId,
                now);
    }

    /** Gives back what a process had in flight and no branch holds; returns how many there were. */
    int giveBackInFlight(long queueId, long owner, long stamp) {
        return statements.update(
                "UPDATE persistq_entry SET state = 0, stamp = ?, owner = 0 WHERE queue_id = ? AND state = 2 AND stamp = ? AND held = 0 AND owner = ?",
                stamp,
                queueId,
                owner,
                owner);
    }

    /** Gives back what anybody had in flight and no branch holds; returns how many there were. */
    int giveBackInFlight(long queueId, long stamp) {
        return statements.update(
                "UPDATE persistq_entry SET state = 0, stamp = ?, owner = 0 WHERE queue_id = ? AND state = 2 AND held = 0",
                stamp,
                queueId);
    }

    /** Makes a process the owner of what anybody had in flight and no branch holds. */
    void adoptInFlight(long queueId, long owner) {
        statements.update(
                "UPDATE persistq_entry SET owner = ?, stamp = ? WHERE queue_id = ? AND state = 2 AND held = 0",
                owner,
                owner,
                queueId);
    }
}
