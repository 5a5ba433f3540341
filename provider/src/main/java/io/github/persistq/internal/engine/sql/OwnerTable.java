package io.github.persistq.internal.engine.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes that share the store, their leases on the database's clock, and their holds on names.
 *
 * <p>Threading: one thread at a time.
 */
final class OwnerTable {
    /** It renews its lease, and owns what it has in flight. */
    static final int LIVE = 1;
    /** Its lease ended; what it had in flight is being given back. */
    static final int DEAD = 0;
    /** Nothing of it is left; the row still tells it which of its commits was the last. */
    static final int BURIED = 2;

    /** How long a process may sleep and still learn, when it wakes up, that it was declared dead. */
    private static final long BURIED_MILLIS = 30 * 86_400_000L;

    private final Statements statements;
    private final String locking;
    private final String clock;

    OwnerTable(Statements statements, Dialect dialect) {
        this.statements = statements;
        this.locking = dialect.locking();
        this.clock = dialect.clock();
    }

    /**
     * A process with a lease.
     *
     * @param id its number
     * @param name what people know it by
     * @param leftMillis how long its lease lasts from now; negative if it ended
     */
    record Owner(long id, String name, long leftMillis) {}

    /** Has the rest of the transaction alone change owners and holds. */
    void lockAll() {
        statements.number("SELECT id FROM persistq_store WHERE id = 1" + locking);
    }

    void register(long id, String name, long leaseMillis) {
        statements.update(
                "DELETE FROM persistq_owner WHERE state = 2 AND lease_until < " + clock + " - " + BURIED_MILLIS);
        statements.update(
                "INSERT INTO persistq_owner (id, name, state, last_commit, lease_until) VALUES (?, ?, 1, 0, " + clock
                        + " + ?)",
                id,
                name,
                leaseMillis);
    }

    /** Marks the transaction as this process's, by a number, and lengthens its lease; the transaction fails if it was declared dead. */
    void sign(long id, long commit, long leaseMillis) {
        statements.later(
                "UPDATE persistq_owner SET last_commit = ?, lease_until = " + clock
                        + " + ?, state = CASE WHEN state = 1 THEN 1 END WHERE id = ?",
                commit,
                leaseMillis,
                id);
    }

    /** As {@link #sign}; the transaction fails as well if a queue was opened, changed or dropped since that version of all. */
    void sign(long id, long commit, long leaseMillis, long versionOfAll) {
        statements.later(
                "UPDATE persistq_owner SET last_commit = ?, lease_until = " + clock
                        + " + ?, state = CASE WHEN state = 1 AND (SELECT queues_version FROM persistq_store WHERE persistq_store.id = 1) = ? THEN 1 END WHERE id = ?",
                commit,
                leaseMillis,
                versionOfAll,
                id);
    }

    /** The number of the process's last transaction that was committed, whether the process lives or not. */
    long lastCommit(long id) {
        return statements.number("SELECT last_commit FROM persistq_owner WHERE id = ?" + locking, id);
    }

    /** The other processes that are registered and live, as far as anybody knows. */
    List<Owner> others(long id) {
        return statements.list(
                row -> new Owner(row.number(1), row.text(2), row.number(3)),
                "SELECT id, name, lease_until - " + clock
                        + " FROM persistq_owner WHERE id <> ? AND state = 1 ORDER BY id",
                id);
    }

    /** Those whose lease ended, and which are not buried. */
    List<Owner> dead(long id) {
        return statements.list(
                row -> new Owner(row.number(1), row.text(2), row.number(3)),
                "SELECT id, name, lease_until - " + clock
                        + " FROM persistq_owner WHERE id <> ? AND state < 2 AND (state = 0 OR lease_until < " + clock
                        + ") ORDER BY id",
                id);
    }

    /** Declares a process dead whose lease is over, and ends its holds; false if it has renewed its lease. */
    boolean declareDead(long id) {
        boolean dead = statements.update(
                        "UPDATE persistq_owner SET state = 0 WHERE id = ? AND (state = 0 OR state = 1 AND lease_until < "
                                + clock + ")",
                        id)
                > 0;
        if (dead || statements.number("SELECT COUNT(*) FROM persistq_owner WHERE id = ? AND state = 0", id) > 0) {
            statements.update("DELETE FROM persistq_hold WHERE owner = ?", id);
            return true;
        }
        return false;
    }

    void bury(long id) {
        statements.update("UPDATE persistq_owner SET state = 2, lease_until = " + clock + " WHERE id = ?", id);
    }

    /** A process leaves: nothing is left in flight. */
    void remove(long id) {
        statements.update("DELETE FROM persistq_hold WHERE owner = ?", id);
        statements.update("DELETE FROM persistq_owner WHERE id = ?", id);
    }

    /** Nothing of any process is left. One that only slept must still find its row, or its transactions would go on. */
    void buryAll() {
        statements.update("DELETE FROM persistq_hold");
        statements.update("UPDATE persistq_owner SET state = 2, lease_until = " + clock + " WHERE state < 2");
    }

    // ---- holds

    /** Takes a hold, or changes it; null if that is done, else the name of a process whose hold does not go with it. */
    @Nullable
    String hold(String name, long owner, boolean exclusive) {
        String other = statements.first(
                row -> row.text(1),
                "SELECT o.name FROM persistq_hold h JOIN persistq_owner o ON o.id = h.owner WHERE h.name = ? AND h.owner <> ? AND (h.exclusive = 1 OR ? = 1) LIMIT 1",
                name,
                owner,
                exclusive);
        if (other == null) {
            letGo(name, owner);
            statements.update(
                    "INSERT INTO persistq_hold (name, owner, exclusive) VALUES (?, ?, ?)", name, owner, exclusive);
        }
        return other;
    }

    void letGo(String name, long owner) {
        statements.update("DELETE FROM persistq_hold WHERE name = ? AND owner = ?", name, owner);
    }

    void letAllGo(String name) {
        statements.update("DELETE FROM persistq_hold WHERE name = ?", name);
    }

    boolean isHeldByOthers(String name, long owner) {
        return statements.number("SELECT COUNT(*) FROM persistq_hold WHERE name = ? AND owner <> ?", name, owner) > 0;
    }
}
