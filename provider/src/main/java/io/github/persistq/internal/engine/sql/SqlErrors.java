package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Makes the engine's exceptions of what the database answered, so that each names the store and says what to do. */
final class SqlErrors {
    private SqlErrors() {}

    static StorageException of(Dialect dialect, String doing, SQLException e) {
        Dialect.Cause cause = dialect.classify(e);
        String text = text(cause).formatted(dialect.store(), doing, e.getMessage());
        return new StorageException(kind(cause), text, e);
    }

    private static Kind kind(Dialect.Cause cause) {
        return switch (cause) {
            case FULL -> Kind.STORE_FULL;
            case DAMAGED, FOREIGN -> Kind.CORRUPT;
            case TOO_LARGE -> Kind.TOO_LARGE;
            case BUSY, LOST, COLLISION, NULL, OTHER -> Kind.IO;
        };
    }

    /** Of the store, what it was doing, and what the database said. */
    private static String text(Dialect.Cause cause) {
        return switch (cause) {
            case BUSY ->
                "%s: %s failed, because another program has it locked: %s. End that program's transaction, or raise the option lockTimeout";
            case FULL -> "%s: there is no room for %s (%s). Sends work again once there is room";
            case DAMAGED ->
                "%s is damaged; %s failed: %s. Restore it from a copy, or have the database's own tools recover what can be read";
            case FOREIGN ->
                "%s is not a database, or its first page is damaged; %s failed: %s. Name another file, or restore it from a copy";
            case LOST ->
                "%s: %s failed, because there is no connection: %s. Nothing was changed; the store goes on when the database answers again";
            case TOO_LARGE ->
                "%s: %s failed, because the database does not take so much at once: %s. Raise that limit, or send smaller messages";
            case COLLISION, NULL, OTHER -> "%s: %s failed: %s";
        };
    }

    /** The error of a transaction that waited in vain for another program's. */
    static StorageException busy(Dialect dialect, SqlFailure failure, long waitedNanos) {
        String anything = dialect.isRemote() ? "rows of its tables" : "the database";
        String wanted = failure.wanted();
        return new StorageException(
                Kind.IO,
                "%s: nothing was changed, because another program has %s locked and did not let go within %d ms: %s. End that program's transaction, or raise the option lockTimeout"
                        .formatted(
                                dialect.store(),
                                wanted == null || !dialect.isRemote() ? anything : wanted,
                                TimeUnit.NANOSECONDS.toMillis(waitedNanos),
                                failure.error().getMessage()),
                failure.error());
    }

    /** The error of opening a store that another program has locked. */
    static StorageException locked(Dialect dialect, SQLException e) {
        return new StorageException(
                Kind.LOCKED,
                "%s is locked by another program (%s). End that program's transaction, or raise the option lockTimeout"
                        .formatted(dialect.store(), e.getMessage()),
                e);
    }

    static StorageException poisoned(Dialect dialect, SQLException e) {
        return new StorageException(
                Kind.POISONED,
                "%s: a commit failed (%s): whether the last units of work are stored is unknown. Close the store and open it again to recover"
                        .formatted(dialect.store(), e.getMessage()),
                e);
    }

    static StorageException unknown(Dialect dialect, SQLException e) {
        return new StorageException(
                Kind.UNKNOWN,
                "%s: the connection was lost during a commit (%s) and the database does not answer: whether the unit of work is stored is unknown. The store goes on when the database answers again"
                        .formatted(dialect.store(), e.getMessage()),
                e);
    }

    static StorageException closed(Dialect dialect) {
        return new StorageException(Kind.CLOSED, "The store " + dialect.store() + " is closed");
    }
}
