package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection for looking, so that looks do not wait for a group that is being forced. It sees what is committed. It is made
 * when it is first needed, and again when it was lost.
 *
 * <p>Threading: thread-safe; one thread at a time looks.
 */
final class Reading implements AutoCloseable {
    private final Dialect dialect;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private @Nullable Statements statements;
    private @Nullable Tables tables;
    private boolean closed;

    Reading(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Looks at the tables.
     *
     * @throws StorageException of kind CLOSED, or of what the database answered
     */
    <T extends @Nullable Object> T look(Function<Tables, T> action) {
        lock.lock();
        try {
            if (closed) {
                throw SqlErrors.closed(dialect);
            }
            boolean fresh = tables == null;
            try {
                return action.apply(connected());
            } catch (SqlFailure e) {
                Dialect.Cause cause = dialect.classify(e.error());
                if (cause == Dialect.Cause.LOST) {
                    disconnect();
                }
                if (cause != Dialect.Cause.COLLISION && (cause != Dialect.Cause.LOST || fresh)) {
                    throw e;
                }
            }
            return action.apply(connected());
        } catch (SqlFailure e) {
            throw SqlErrors.of(dialect, "reading", e.error());
        } finally {
            lock.unlock();
        }
    }

    private Tables connected() {
        Tables present = tables;
        if (present == null) {
            try {
                Statements fresh = new Statements(dialect.connect(), StatementBatch.ONE_BY_ONE);
                fresh.connection().setAutoCommit(true);
                statements = fresh;
                present = new Tables(fresh, dialect);
                tables = present;
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        }
        return present;
    }

    private void disconnect() {
        Statements former = statements;
        statements = null;
        tables = null;
        try {
            if (former != null) {
                former.close();
            }
        } catch (SQLException e) {
            // It is given up because it is broken.
            return;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            disconnect();
        } finally {
            lock.unlock();
        }
    }
}
