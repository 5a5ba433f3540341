package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StoredMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries for claiming and browsing: which messages come next, their heads, and whole messages.
 *
 * <p>States are written out in each query, because SQLite finds a partial index by a literal. What comes after a place is asked
 * for in two queries, one for its rank and one for those behind: neither database makes one range of an index of both.
 *
 * <p>Threading: one thread at a time.
 */
final class MessageReader {
    private static final String PLACES = "SELECT e.neg_priority, e.place, e.sequence FROM persistq_entry e ";
    private static final String ACKED = "SELECT 0, e.stamp, e.sequence FROM persistq_entry e ";
    private static final String CANDIDATES = """
            SELECT e.neg_priority, e.place, e.sequence, e.expires_at, c.head FROM persistq_entry e
            JOIN persistq_content c ON c.id = e.content_id\s""";
    private static final String MESSAGES = """
            SELECT e.neg_priority, e.place, e.sequence, e.state, e.deliveries, e.deliver_at, e.expires_at, e.unique_key,
            c.head, b.body, CASE WHEN c.id IS NULL OR b.id IS NULL THEN 1 ELSE 0 END, e.size, e.content_id, e.shared,
            COALESCE(c.crc, -1) FROM persistq_entry e
            LEFT JOIN persistq_content c ON c.id = e.content_id LEFT JOIN persistq_body b ON b.id = e.content_id\s""";
    private static final String IN_ORDER = "ORDER BY e.neg_priority, e.place LIMIT ?";

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

    /**
     * A whole message.
     *
     * @param place where it stands
     * @param state one of {@link State}
     * @param deliveries attempts so far
     * @param size bytes of head and body
     * @param contentId where head and body are
     * @param shared whether other queues may have the same content
     * @param message null if its content is lost or damaged
     */
    record Whole(
            Place place,
            int state,
            int deliveries,
            long size,
            long contentId,
            boolean shared,
            @Nullable StoredMessage message) {

        /** What it is once a process has claimed it. */
        EntryRow claimed(long deliverAtMillis, long owner) {
            return new EntryRow(
                    place, State.IN_FLIGHT, false, deliveries + 1, deliverAtMillis, size, contentId, shared, owner);
        }
    }

    private static Candidate readCandidate(Row row) throws SQLException {
        return new Candidate(MessageTable.readPlace(row), row.number(4), row.bytes(5));
    }

    /** Whether head and body are those that were stored; older versions stored no checksum. */
    private static boolean isIntact(Row row, Bytes head, Bytes body) throws SQLException {
        long crc = row.number(15);
        return crc == -1 || crc == Checksum.of(row.number(13), head, body);
    }

    private static Whole readWhole(Row row) throws SQLException {
        Place place = MessageTable.readPlace(row);
        Bytes head = row.bytes(9);
        Bytes body = row.bytes(10);
        StoredMessage message = row.flag(11) || !isIntact(row, head, body)
                ? null
                : new StoredMessage(head, body, (int) -place.rank(), row.number(6), row.number(7), row.textOrNull(8));
        return new Whole(
                place, row.smallNumber(4), row.smallNumber(5), row.number(12), row.number(13), row.flag(14), message);
    }

    /** The first ready messages. */
    List<Whole> firstReady(long queueId, int limit) {
        return after(MessageReader::readWhole, MESSAGES, State.READY, queueId, null, limit);
    }

    /** The messages at these places that wait, in delivery order. */
    List<Whole> waiting(long queueId, List<Place> places) {
        List<Whole> found = new ArrayList<>(places.size());
        for (Place place : places) {
            found.addAll(statements.list(
                    MessageReader::readWhole,
                    MESSAGES + "WHERE e.queue_id = ? AND e.sequence = ? AND e.state < 2",
                    queueId,
                    place.sequence()));
        }
        return found;
    }

    /** The first of the ready messages, or null. */
    @Nullable
    Place firstReadyPlace(long queueId) {
        List<Place> found = after(MessageTable::readPlace, PLACES, State.READY, queueId, null, 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Ready messages after a place, or from the start. */
    List<Candidate> candidatesAfter(long queueId, @Nullable Place after, int limit) {
        return after(MessageReader::readCandidate, CANDIDATES, State.READY, queueId, after, limit);
    }

    private <T> List<T> after(
            Row.Reader<T> reader, String columns, int state, long queueId, @Nullable Place after, int limit) {
        String where = columns + "WHERE e.queue_id = ? AND e.state = " + state + " ";
        if (after == null) {
            return statements.list(reader, where + IN_ORDER, queueId, limit);
        }
        List<T> found = statements.list(
                reader,
                where + "AND e.neg_priority = ? AND e.place > ? " + IN_ORDER,
                queueId,
                after.rank(),
                after.position(),
                limit);
        if (found.size() < limit) {
            found.addAll(statements.list(
                    reader, where + "AND e.neg_priority > ? " + IN_ORDER, queueId, after.rank(), limit - found.size()));
        }
        return found;
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

    /** Messages up to a place that became ready in a version after this one. */
    List<Place> readySince(long queueId, long version, Place upTo) {
        // The plus signs keep the search to the index of stamps: few are new, and many may be before the place.
        return statements.list(
                MessageTable::readPlace,
                PLACES
                        + "WHERE e.queue_id = ? AND e.state = 0 AND e.stamp > ? AND (+e.neg_priority < ? OR +e.neg_priority = ? AND +e.place <= ?)",
                queueId,
                version,
                upTo.rank(),
                upTo.rank(),
                upTo.position());
    }

    /** Ready messages that expired after one time and up to another. */
    List<Place> readyExpired(long queueId, long after, long upTo) {
        return statements.list(
                MessageTable::readPlace,
                PLACES
                        + "WHERE e.queue_id = ? AND e.expires_at <> 0 AND e.expires_at > ? AND e.expires_at <= ? AND e.state = 0",
                queueId,
                after,
                upTo);
    }

    /** Ready and delayed messages whose time is over, the first to expire first. */
    List<Place> waitingExpired(long queueId, long now, int limit) {
        return statements.list(
                MessageTable::readPlace,
                PLACES
                        + "WHERE e.queue_id = ? AND e.expires_at <> 0 AND e.expires_at > 0 AND e.expires_at <= ? AND e.state < 2 ORDER BY e.expires_at, e.sequence LIMIT ?",
                queueId,
                now,
                limit);
    }

    /** The next messages of a state after a place, or from the start; acknowledged ones in the order of that. */
    List<Place> walk(long queueId, int state, @Nullable Place after, int limit) {
        if (state != State.ACKED) {
            return after(MessageTable::readPlace, PLACES, state, queueId, after, limit);
        }
        return statements.list(
                MessageTable::readPlace,
                ACKED + "WHERE e.queue_id = ? AND e.state = 3 AND e.stamp > ? ORDER BY e.stamp LIMIT ?",
                queueId,
                after == null ? 0 : after.position(),
                limit);
    }

    /** A whole message, or null if it is gone or in another state. */
    @Nullable
    QueuedMessage message(long queueId, long sequence, MessageState state) {
        Whole whole = statements.first(
                MessageReader::readWhole,
                MESSAGES + "WHERE e.queue_id = ? AND e.sequence = ? AND e.state = ?",
                queueId,
                sequence,
                State.of(state));
        return whole == null || whole.message() == null
                ? null
                : new QueuedMessage(sequence, state, whole.deliveries(), whole.message());
    }
}
