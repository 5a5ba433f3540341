package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions of the one connection, and says what a failure left.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Transactions {
    /** After so many transactions the dialect may give room back. */
    private static final int TIDY_EVERY = 256;

    private final Dialect dialect;
    private final Statements statements;
    private @Nullable StorageException poison;
    private int sinceTidied;

    Transactions(Dialect dialect, Statements statements) {
        this.dialect = dialect;
        this.statements = statements;
    }

    /** Fails if an earlier commit failed. */
    void checkHealthy() {
        if (poison != null) {
            throw new StorageException(Kind.POISONED, String.valueOf(poison.getMessage()), poison);
        }
    }

    /**
     * Runs work that frees room, or hardly needs any: in a full store it gets the room that is kept for it.
     *
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    <T> T sparing(boolean forced, Supplier<T> work) {
        try {
            return run(forced, work);
        } catch (StorageException e) {
            if (e.kind() != Kind.STORE_FULL || !dialect.openReserve(statements)) {
                throw e;
            }
        }
        try {
            return run(forced, work);
        } finally {
            dialect.closeReserve(statements);
        }
    }

    /**
     * Runs work in a transaction.
     *
     * @throws StorageException and nothing is changed, except kind POISONED
     */
    <T> T run(boolean forced, Supplier<T> work) {
        checkHealthy();
        T result;
        boolean done = false;
        try {
            dialect.begin(statements, forced);
            result = work.get();
            done = true;
        } catch (SqlFailure e) {
            throw SqlErrors.of(dialect, "a transaction", e.error());
        } finally {
            if (!done) {
                rollBack();
            }
        }
        commit();
        return result;
    }

    private void commit() {
        try {
            statements.update("COMMIT");
        } catch (SqlFailure e) {
            throw failedCommit(e.error());
        }
        if (++sinceTidied >= TIDY_EVERY) {
            sinceTidied = 0;
            tidy();
        }
    }

    private StorageException failedCommit(SQLException e) {
        rollBack();
        Dialect.Cause cause = dialect.classify(e);
        if (cause == Dialect.Cause.FULL || cause == Dialect.Cause.BUSY) {
            return SqlErrors.of(dialect, "a commit", e);
        }
        poison = SqlErrors.poisoned(dialect, e);
        return poison;
    }

    /** Undoes what is open; some errors have undone it already. */
    private void rollBack() {
        try {
            statements.update("ROLLBACK");
        } catch (SqlFailure e) {
            // Then there is no transaction, which is what is wanted; a connection that is lost fails at the next begin.
            return;
        }
    }

    private void tidy() {
        try {
            dialect.tidy(statements);
        } catch (SqlFailure e) {
            // The commit holds. What is wrong with the database, the next transaction will meet.
            return;
        }
    }
}
