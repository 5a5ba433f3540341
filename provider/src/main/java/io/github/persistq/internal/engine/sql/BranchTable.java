package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.BranchId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The prepared branches, and what they hold.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class BranchTable {
    static final int APPEND = 0;
    static final int ACK = 1;
    static final int ACK_FAILED = 2;
    static final int EXPIRE = 3;

    private static final String BY_ID =
            "SELECT id FROM persistq_branch WHERE format_id = ? AND global_id = ? AND qualifier = ?";

    private final Statements statements;
    private final String lockById;

    /** Queries that lock rows end with the given words. */
    BranchTable(Statements statements, String locking) {
        this.statements = statements;
        this.lockById = BY_ID + locking;
    }

    /**
     * One message that a branch will append to a queue, or settle there.
     *
     * @param queueId the queue
     * @param sequence the message
     * @param kind one of this class's numbers
     */
    record Held(long queueId, long sequence, int kind) {}

    Set<BranchId> all() {
        return new HashSet<>(statements.list(
                row -> new BranchId(row.smallNumber(1), row.bytes(2), row.bytes(3)),
                "SELECT format_id, global_id, qualifier FROM persistq_branch"));
    }

    /** The number of a branch that this transaction is about to end or to make; null if there is none. */
    @Nullable
    Long lock(BranchId id) {
        return statements.first(row -> row.number(1), lockById, id.formatId(), id.globalId(), id.qualifier());
    }

    void insert(long number, BranchId id) {
        statements.update(
                "INSERT INTO persistq_branch (id, format_id, global_id, qualifier) VALUES (?, ?, ?, ?)",
                number,
                id.formatId(),
                id.globalId(),
                id.qualifier());
    }

    void hold(long branch, int position, Held held) {
        statements.later(
                "INSERT INTO persistq_held (branch_id, position, queue_id, sequence, kind) VALUES (?, ?, ?, ?, ?)",
                branch,
                position,
                held.queueId(),
                held.sequence(),
                held.kind());
    }

    /** What a branch holds, in the order of its changes. */
    List<Held> heldBy(long branch) {
        return statements.list(
                row -> new Held(row.number(1), row.number(2), row.smallNumber(3)),
                "SELECT queue_id, sequence, kind FROM persistq_held WHERE branch_id = ? ORDER BY position",
                branch);
    }

    void delete(long branch) {
        statements.update("DELETE FROM persistq_held WHERE branch_id = ?", branch);
        statements.update("DELETE FROM persistq_branch WHERE id = ?", branch);
    }

    boolean anyHolds(long queueId) {
        return statements.number("SELECT EXISTS (SELECT 1 FROM persistq_held WHERE queue_id = ?)", queueId) != 0;
    }

    /** Makes all branches forget what they hold for a queue. */
    void forget(long queueId) {
        statements.update("DELETE FROM persistq_held WHERE queue_id = ?", queueId);
    }
}
