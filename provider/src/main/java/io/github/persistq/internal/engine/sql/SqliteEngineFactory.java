package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.engine.lock.StoreLock;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Opens {@code persistq:sqlite:FILE}; file and directories are created if they are not there. */
public final class SqliteEngineFactory implements StorageEngineFactory {
    private static final long JOIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Override
    public String scheme() {
        return "sqlite";
    }

    @Override
    public List<Option<?>> options() {
        return SqlOptions.ALL;
    }

    @Override
    public String identity(StoreUrl url) {
        return file(url).toString();
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        Path file = file(url);
        SqlOptions options = SqlOptions.from(url);
        SqliteDialect dialect = new SqliteDialect(file, options);
        try {
            // Beside the file and not in it: SQLite's own locks are let go of between transactions.
            StoreLock ownership = options.shared() ? acquireSoon(file, options) : acquire(file);
            boolean opened = false;
            try {
                StorageEngine engine = open(dialect, options, clock, options.shared() ? () -> {} : ownership);
                opened = true;
                return engine;
            } finally {
                // Those who share a store have it locked while they join only, so that none of them finds it another's
                // own.
                if (!opened || options.shared()) {
                    ownership.close();
                }
            }
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "%s: opening failed: %s".formatted(dialect.store(), e.getMessage()), e);
        }
    }

    private static StoreLock acquire(Path file) throws IOException {
        return StoreLock.acquire(file, file.resolveSibling(file.getFileName() + ".lock"));
    }

    /** Another that shares the store may be joining just now. */
    private static StoreLock acquireSoon(Path file, SqlOptions options) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.lockTimeoutMillis());
        while (true) {
            try {
                return acquire(file);
            } catch (StorageException e) {
                if (e.kind() != Kind.LOCKED || deadline - System.nanoTime() <= 0) {
                    throw e;
                }
                LockSupport.parkNanos(JOIN_PAUSE_NANOS);
            }
        }
    }

    private static StorageEngine open(
            SqliteDialect dialect, SqlOptions options, InstantSource clock, Closeable ownership) {
        try {
            Statements statements = new Statements(dialect.connect(), dialect.batch());
            boolean opened = false;
            try {
                dialect.prepareSchema(statements);
                StorageEngine engine = new SqlEngine(dialect, options, statements, clock, ownership);
                opened = true;
                return engine;
            } finally {
                if (!opened) {
                    statements.close();
                }
            }
        } catch (SqlFailure e) {
            throw failedOpen(dialect, e.error());
        } catch (SQLException e) {
            throw failedOpen(dialect, e);
        }
    }

    private static StorageException failedOpen(SqliteDialect dialect, SQLException e) {
        return dialect.classify(e) == Dialect.Cause.BUSY
                ? SqlErrors.locked(dialect, e)
                : SqlErrors.of(dialect, "opening", e);
    }

    private static Path file(StoreUrl url) {
        Path path = Path.of(url.location()).toAbsolutePath();
        if (url.location().indexOf('?') >= 0) {
            throw new StorageException(
                    Kind.IO, "The SQLite store %s has a ? in its path, which the driver does not take".formatted(path));
        }
        Path name = path.getFileName();
        Path parent = path.getParent();
        if (name == null || parent == null || Files.isDirectory(path)) {
            throw new StorageException(
                    Kind.IO, "The store %s is a directory; an SQLite store is a file. Name a file".formatted(path));
        }
        try {
            Files.createDirectories(parent);
            Path file =
                    Files.exists(path) ? path.toRealPath() : parent.toRealPath().resolve(name);
            boolean writable = Files.exists(file) ? Files.isWritable(file) : true;
            if (!writable || !Files.isWritable(file.resolveSibling("."))) {
                throw new StorageException(
                        Kind.IO,
                        "The SQLite store %s, or its directory, can't be written by this process".formatted(file));
            }
            return file;
        } catch (IOException e) {
            throw new StorageException(
                    Kind.IO, "The directory of the SQLite store %s can't be created: %s".formatted(path, e), e);
        }
    }
}
