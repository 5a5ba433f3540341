package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.Dialect.Cause;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions of the one connection that writes, and says what a failure left. Work that a deadlock or the loss of
 * the connection has undone is done again; a commit of which no answer came is looked up.
 *
 * <p>Threading: guarded by the engine's lock, but for {@link #checkHealthy}.
 */
final class Transactions {
    /** After so many transactions the dialect may give room back. */
    private static final int TIDY_EVERY = 256;

    private static final int MOST_ATTEMPTS = 20;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RECONNECT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Dialect dialect;
    private final Tables tables;
    private final Statements statements;
    private final long patienceNanos;
    private final long leaseMillis;
    private volatile @Nullable StorageException poison;
    private int sinceTidied;
    private boolean connected = true;
    private long session;
    private long signature;
    private long commits;

    /**
     * Makes transactions on a connection.
     *
     * @param options how long the database is asked what became of a commit, and how long a lease lasts from a transaction on
     */
    Transactions(Dialect dialect, Tables tables, SqlOptions options) {
        this.dialect = dialect;
        this.tables = tables;
        this.statements = tables.statements;
        this.session = dialect.session(statements);
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(options.lockTimeoutMillis());
        this.leaseMillis = options.leaseMillis();
    }

    /** From now on each transaction is marked as that of a registered process, so that its outcome can be looked up. */
    void signAs(long owner) {
        signature = owner;
        commits = 0;
    }

    /** Fails if an earlier commit failed. */
    void checkHealthy() {
        StorageException cause = poison;
        if (cause != null) {
            throw new StorageException(Kind.POISONED, String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * Runs work that frees room, or hardly needs any: in a full store it gets the room that is kept for it.
     *
     * @throws StorageException and nothing is changed, except kinds POISONED and UNKNOWN
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
     * Runs work in a transaction; again from the start if that may help.
     *
     * @throws StorageException and nothing is changed, except kinds POISONED and UNKNOWN
     * @throws LeaseLostException if this process was declared dead; nothing is changed
     */
    <T> T run(boolean forced, Supplier<T> work) {
        checkHealthy();
        for (int attempt = 1; ; attempt++) {
            try {
                connect();
                T result = attempt(forced, work);
                commit();
                return result;
            } catch (SqlFailure e) {
                recover(e.error(), attempt);
            }
        }
    }

    /** Runs something outside of transactions, once. */
    long outside(ToLongFunction<Statements> action) {
        checkHealthy();
        try {
            connect();
            return action.applyAsLong(statements);
        } catch (SqlFailure e) {
            if (dialect.classify(e.error()) == Cause.LOST) {
                connected = false;
            }
            throw SqlErrors.of(dialect, "compacting", e.error());
        }
    }

    private <T> T attempt(boolean forced, Supplier<T> work) {
        boolean done = false;
        try {
            dialect.begin(statements, forced);
            T result = work.get();
            if (signature != 0) {
                tables.owners.sign(signature, commits + 1, leaseMillis);
            }
            statements.complete();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    /** Returns if the work is to be done again. */
    private void recover(SQLException e, int attempt) {
        switch (dialect.classify(e)) {
            case LOST -> {
                connected = false;
                if (attempt > 1) {
                    throw SqlErrors.of(dialect, "a transaction", e);
                }
            }
            case COLLISION -> {
                if (attempt >= MOST_ATTEMPTS) {
                    throw SqlErrors.of(dialect, "a transaction, tried " + attempt + " times,", e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            }
            case NULL -> throw new LeaseLostException(signature, e);
            default -> throw SqlErrors.of(dialect, "a transaction", e);
        }
    }

    /** Connects again if the connection is lost; one attempt. */
    private void connect() {
        if (connected) {
            return;
        }
        try {
            statements.replace(dialect.connect());
            session = dialect.session(statements);
            connected = true;
        } catch (SQLException e) {
            throw SqlErrors.of(dialect, "connecting", e);
        }
    }

    private void commit() {
        try {
            statements.commit();
        } catch (SqlFailure e) {
            failedCommit(e);
        }
        commits++;
        if (++sinceTidied >= TIDY_EVERY) {
            sinceTidied = 0;
            tidy();
        }
    }

    /** Returns if the commit was done all the same. */
    private void failedCommit(SqlFailure e) {
        Cause cause = dialect.classify(e.error());
        if (dialect.isRemote()) {
            if (cause == Cause.LOST) {
                connected = false;
            } else {
                rollBack();
            }
            // A statement that was killed may be a commit that was done all the same.
            if (lookUp(e)) {
                return;
            }
            throw new SqlFailure(e.error());
        }
        rollBack();
        switch (cause) {
            case FULL, BUSY, NULL -> throw e;
            default -> {
                StorageException poisoned = SqlErrors.poisoned(dialect, e.error());
                poison = poisoned;
                throw poisoned;
            }
        }
    }

    /** Asks the database whether the last transaction was committed, once the lost session cannot commit it any more. */
    private boolean lookUp(SqlFailure lost) {
        long deadline = System.nanoTime() + patienceNanos;
        long lostSession = session;
        while (true) {
            try {
                connect();
                if (session == lostSession || dialect.endSession(statements, lostSession)) {
                    long last = tables.owners.lastCommit(signature);
                    statements.rollBack();
                    return last == commits + 1;
                }
            } catch (SqlFailure | StorageException e) {
                connected = false;
            }
            if (deadline - System.nanoTime() <= 0) {
                commits++;
                throw SqlErrors.unknown(dialect, lost.error());
            }
            LockSupport.parkNanos(RECONNECT_PAUSE_NANOS);
        }
    }

    /** Undoes what is open; some errors have undone it already. */
    private void rollBack() {
        try {
            statements.rollBack();
        } catch (SqlFailure e) {
            // In the process there is no transaction then, which is what is wanted. A server may have kept it, as when
            // the
            // statement that rolls back is killed: it ends with the connection.
            connected = connected && !dialect.isRemote();
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
