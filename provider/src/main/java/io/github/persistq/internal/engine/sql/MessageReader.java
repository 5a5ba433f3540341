package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StoredMessage;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries for claiming and browsing: which messages come next, their heads, and whole messages.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MessageReader {
    private static final String PLACES = "SELECT neg_priority, place, sequence FROM persistq_entry ";
    private static final String CANDIDATES = """
            SELECT e.neg_priority, e.place, e.sequence, e.expires_at, c.head FROM persistq_entry e
            JOIN persistq_content c ON c.id = e.content_id\s""";
    private static final String AFTER = "AND (e.neg_priority > ? OR e.neg_priority = ? AND e.place > ?) ";
    private static final String MESSAGE = """
            SELECT e.deliveries, e.neg_priority, e.deliver_at, e.expires_at, e.unique_key, c.head, b.body
            FROM persistq_entry e JOIN persistq_content c ON c.id = e.content_id JOIN persistq_body b ON b.id = e.content_id
            WHERE e.queue_id = ? AND e.sequence = ? AND e.state = ?""";

    private final Statements statements;

    MessageReader(Statements statements) {
        this.statements = statements;
    }

    /**
     * A ready message that a filter has yet to judge.
     *
     * @param place the message
     * @param expiresAtMillis as appended
     * @param head what a filter reads
     */
    record Candidate(Place place, long expiresAtMillis, Bytes head) {
        boolean isExpired(long now) {
            return expiresAtMillis != 0 && now >= expiresAtMillis;
        }
    }

    private static Candidate readCandidate(Row row) throws SQLException {
        return new Candidate(MessageTable.readPlace(row), row.number(4), row.bytes(5));
    }

    /** The first ready messages. */
    List<Place> firstReady(long queueId, long limit) {
        return statements.list(
                MessageTable::readPlace,
                PLACES + "WHERE queue_id = ? AND state = 0 ORDER BY neg_priority, place LIMIT ?",
                queueId,
                limit);
    }

    /** Ready messages after a place, or from the start. */
    List<Candidate> candidatesAfter(long queueId, @Nullable Place after, int limit) {
        return after == null
                ? statements.list(
                        MessageReader::readCandidate,
                        CANDIDATES + "WHERE e.queue_id = ? AND e.state = 0 ORDER BY e.neg_priority, e.place LIMIT ?",
                        queueId,
                        limit)
                : statements.list(
                        MessageReader::readCandidate,
                        CANDIDATES + "WHERE e.queue_id = ? AND e.state = 0 " + AFTER
                                + "ORDER BY e.neg_priority, e.place LIMIT ?",
                        queueId,
                        after.rank(),
                        after.rank(),
                        after.position(),
                        limit);
    }

    /** The message at this place if it is ready and stands there still. */
    @Nullable
    Candidate candidate(long queueId, Place place) {
        return statements.first(
                MessageReader::readCandidate,
                CANDIDATES + "WHERE e.queue_id = ? AND e.sequence = ? AND e.state = 0 AND e.place = ?",
                queueId,
                place.sequence(),
                place.position());
    }

    /** Ready messages that expired after one time and up to another. */
    List<Place> readyExpired(long queueId, long after, long upTo) {
        return statements.list(
                MessageTable::readPlace,
                PLACES + "WHERE queue_id = ? AND expires_at <> 0 AND expires_at > ? AND expires_at <= ? AND state = 0",
                queueId,
                after,
                upTo);
    }

    /** Ready and delayed messages whose time is over, the first to expire first. */
    List<Place> waitingExpired(long queueId, long now, int limit) {
        return statements.list(
                MessageTable::readPlace,
                PLACES
                        + "WHERE queue_id = ? AND expires_at <> 0 AND expires_at <= ? AND state < 2 ORDER BY expires_at, sequence LIMIT ?",
                queueId,
                now,
                limit);
    }

    /** The next messages of a state after a place, or from the start; acknowledged ones in the order of that. */
    List<Place> walk(long queueId, int state, @Nullable Place after, int limit) {
        // The state is pasted because partial indexes are found by a literal; it is a number of this package.
        String ordered = state == State.ACKED ? "ack_number" : "neg_priority, place";
        String columns = state == State.ACKED
                ? "SELECT 0, ack_number, sequence FROM persistq_entry e "
                : "SELECT neg_priority, place, sequence FROM persistq_entry e ";
        String where = "WHERE e.queue_id = ? AND e.state = " + state + " ";
        if (after == null) {
            return statements.list(
                    MessageTable::readPlace, columns + where + "ORDER BY " + ordered + " LIMIT ?", queueId, limit);
        }
        if (state == State.ACKED) {
            return statements.list(
                    MessageTable::readPlace,
                    columns + where + "AND e.ack_number > ? ORDER BY " + ordered + " LIMIT ?",
                    queueId,
                    after.position(),
                    limit);
        }
        return statements.list(
                MessageTable::readPlace,
                columns + where + AFTER + "ORDER BY " + ordered + " LIMIT ?",
                queueId,
                after.rank(),
                after.rank(),
                after.position(),
                limit);
    }

    /** A whole message, or null if it is gone or in another state. */
    @Nullable
    QueuedMessage message(long queueId, long sequence, MessageState state) {
        return statements.first(
                row -> new QueuedMessage(
                        sequence,
                        state,
                        row.smallNumber(1),
                        new StoredMessage(
                                row.bytes(6),
                                row.bytes(7),
                                (int) -row.number(2),
                                row.number(3),
                                row.number(4),
                                row.textOrNull(5))),
                MESSAGE,
                queueId,
                sequence,
                State.of(state));
    }
}
