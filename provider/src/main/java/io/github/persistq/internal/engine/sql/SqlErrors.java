package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.SQLException;

/** Makes the engine's exceptions of what the database answered, so that each names the store and says what to do. */
final class SqlErrors {
    private SqlErrors() {}

    static StorageException of(Dialect dialect, String doing, SQLException e) {
        return switch (dialect.classify(e)) {
            case BUSY ->
                new StorageException(
                        Kind.IO,
                        "%s: %s failed, because another program has it locked: %s. End that program's transaction, or raise the option lockTimeout"
                                .formatted(dialect.store(), doing, e.getMessage()),
                        e);
            case FULL ->
                new StorageException(
                        Kind.STORE_FULL,
                        "%s: there is no room for %s (%s). Sends work again once there is room"
                                .formatted(dialect.store(), doing, e.getMessage()),
                        e);
            case DAMAGED ->
                new StorageException(
                        Kind.CORRUPT,
                        "%s is damaged; %s failed: %s. Restore it from a copy, or have the database's own tools recover what can be read"
                                .formatted(dialect.store(), doing, e.getMessage()),
                        e);
            case FOREIGN ->
                new StorageException(
                        Kind.CORRUPT,
                        "%s is not a database, or its first page is damaged (%s). Name another file, or restore it from a copy"
                                .formatted(dialect.store(), e.getMessage()),
                        e);
            case OTHER ->
                new StorageException(Kind.IO, "%s: %s failed: %s".formatted(dialect.store(), doing, e.getMessage()), e);
        };
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

    static StorageException closed(Dialect dialect) {
        return new StorageException(Kind.CLOSED, "The store " + dialect.store() + " is closed");
    }
}
