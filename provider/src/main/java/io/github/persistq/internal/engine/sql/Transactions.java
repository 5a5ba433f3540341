package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.Dialect.Cause;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
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

    /** So many attempts at least, and as long as locks are waited for, before work that is undone again and again fails. */
    private static final int LEAST_ATTEMPTS = 20;

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
    /** The version of all queues that the transaction builds on; -1 if it has read what it needs. */
    private long versionOfAll = -1;

    private Set<QueueName> recalled = Set.of();

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

    /** The transaction fails if a queue was opened, changed or dropped since that version of all, of which these were recalled. */
    void buildOn(long version, Set<QueueName> queues) {
        versionOfAll = version;
        recalled = queues;
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
     * Runs work that needs room: in a store that is almost full it gets none of what is kept.
     *
     * @throws StorageException and nothing is changed, except kinds POISONED and UNKNOWN
     */
    <T> T filling(boolean forced, Supplier<T> work) {
        checkHealthy();
        dialect.requireRoom(statements);
        return run(forced, work);
    }

    /**
     * Runs work in a transaction; again from the start if that may help.
     *
     * @throws StorageException and nothing is changed, except kinds POISONED and UNKNOWN
     * @throws LeaseLostException if this process was declared dead; nothing is changed
     */
    <T> T run(boolean forced, Supplier<T> work) {
        checkHealthy();
        long first = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            long begun = System.nanoTime();
            try {
                connect();
                T result = attempt(forced, work);
                commit();
                return result;
            } catch (SqlFailure e) {
                recover(e, attempt, first, begun);
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
            buildOn(-1, Set.of());
            dialect.begin(statements, forced);
            T result = work.get();
            sign();
            statements.complete();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    private void sign() {
        if (signature == 0 || !statements.isChanging()) {
            return;
        }
        if (versionOfAll == -1) {
            tables.owners.sign(signature, commits + 1, leaseMillis);
        } else {
            tables.owners.sign(signature, commits + 1, leaseMillis, versionOfAll);
        }
    }

    /** Returns if the work is to be done again. */
    private void recover(SqlFailure failure, int attempt, long first, long begun) {
        SQLException e = failure.error();
        switch (dialect.classify(e)) {
            case LOST -> {
                connected = false;
                if (attempt > 1) {
                    throw SqlErrors.of(dialect, "a transaction", e);
                }
            }
            case COLLISION -> {
                if (attempt >= LEAST_ATTEMPTS && System.nanoTime() - first > patienceNanos) {
                    throw SqlErrors.of(dialect, "a transaction, tried " + attempt + " times,", e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            }
            case BUSY -> throw SqlErrors.busy(dialect, named(failure), System.nanoTime() - begun);
            case NULL -> throw new LeaseLostException(signature, e);
            default -> throw SqlErrors.of(dialect, "a transaction", e);
        }
    }

    /** With the queues whose rows are locked only now, if what was wanted is not known. */
    private SqlFailure named(SqlFailure failure) {
        if (failure.wanted() != null || recalled.isEmpty()) {
            return failure;
        }
        return new SqlFailure(
                failure.error(),
                recalled.stream().map(name -> "queue '" + name.name() + "'").collect(Collectors.joining(" or ")));
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
            if (isBeforeCommit(cause)) {
                throw e;
            }
            // A statement that was killed may be a commit that was done all the same.
            if (lookUp(e)) {
                return;
            }
            throw e;
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

    /** Whether only a change that goes with a commit fails so, and ends the packet before the commit. */
    private static boolean isBeforeCommit(Cause cause) {
        return cause == Cause.BUSY || cause == Cause.NULL;
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
