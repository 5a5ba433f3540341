package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * SQLite through {@code org.xerial:sqlite-jdbc}, in its write-ahead mode.
 *
 * <p>A forced transaction is one with {@code synchronous=FULL}: its commit forces the write-ahead log, and with it all
 * transactions before. With NORMAL the commit ends in the operating system, and only checkpoints force.
 */
final class SqliteDialect implements Dialect {
    /** "PqSQ": tells a store from another program's database. */
    static final int APPLICATION_ID = 0x50715351;

    private static final String DRIVER = "org.sqlite.JDBC";
    private static final String PAGES = "PRAGMA page_count";
    private static final int NOT_NULL = 1299;
    private static final long RESERVE_PAGES = 256;
    /** So many free pages stay in the file for what comes next. */
    private static final long FREE_PAGES = 256;

    private final Path file;
    private final SqlOptions options;
    private final DeviceRoom room;
    private long maxPages;
    private boolean forcing;

    SqliteDialect(Path file, SqlOptions options) {
        this.file = file;
        this.options = options;
        this.room = new DeviceRoom(file);
    }

    @Override
    public String store() {
        return "The SQLite store " + file;
    }

    @Override
    public Connection connect() throws SQLException {
        Driver driver;
        try {
            driver = Class.forName(DRIVER, true, SqliteDialect.class.getClassLoader())
                    .asSubclass(Driver.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new StorageException(
                    Kind.IO,
                    "The scheme sqlite needs the driver " + DRIVER
                            + ", which is not in the class path: add the artifact org.xerial:sqlite-jdbc",
                    e);
        }
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", Long.toString(options.lockTimeoutMillis()));
        Connection connection = driver.connect("jdbc:sqlite:" + file, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the path " + file);
        }
        return connection;
    }

    @Override
    public StatementBatch batch() {
        return StatementBatch.ONE_BY_ONE;
    }

    /** One transaction at a time writes, so that all it reads is its own. */
    @Override
    public String locking() {
        return "";
    }

    @Override
    public String clock() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public long session(Statements statements) {
        return 0;
    }

    @Override
    public boolean endSession(Statements statements, long session) {
        return true;
    }

    @Override
    public void prepareSchema(Statements statements) {
        SqliteSchema.checkVersion(store(), statements);
        SqliteSchema.checkOwner(store(), statements);
        // The order matters: what says how pages are kept works only before the first is written.
        statements.run("PRAGMA auto_vacuum = INCREMENTAL");
        statements.run("PRAGMA journal_mode = WAL");
        statements.run("PRAGMA synchronous = NORMAL");
        statements.run("PRAGMA fullfsync = 1");
        statements.run("PRAGMA checkpoint_fullfsync = 1");
        statements.run("PRAGMA journal_size_limit = 67108864");
        SqliteSchema.migrate(statements);
        if (options.maxStoreBytes() > 0) {
            maxPages = Math.max(1, options.maxStoreBytes() / statements.number("PRAGMA page_size"));
            closeReserve(statements);
        }
    }

    @Override
    public void requireRoom(Statements statements) {
        room.require(statements);
    }

    @Override
    public void begin(Statements statements, boolean forced) {
        room.makeRoom(statements);
        if (forced != forcing) {
            statements.run(forced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            forcing = forced;
        }
        // Not deferred: a reader that becomes a writer later may fail where waiting does not help.
        statements.control("BEGIN IMMEDIATE");
    }

    @Override
    public void tidy(Statements statements) {
        long spare = statements.number("PRAGMA freelist_count") - FREE_PAGES;
        if (spare > 0) {
            statements.run("PRAGMA incremental_vacuum(" + Math.min(spare, 1024) + ")");
        }
    }

    /** Frees the free pages, and cuts the write-ahead log off once it is in the file, unless somebody else reads on in it. */
    @Override
    public long compact(Statements statements) {
        long before = bytesOnDisk();
        statements.run("PRAGMA incremental_vacuum");
        statements.number("PRAGMA wal_checkpoint(TRUNCATE)");
        return Math.max(0, before - bytesOnDisk());
    }

    private long bytesOnDisk() {
        return size(file) + size(file.resolveSibling(file.getFileName() + "-wal"));
    }

    private long size(Path path) {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "%s: the size of %s can't be read".formatted(store(), path), e);
        }
    }

    @Override
    public boolean openReserve(Statements statements) {
        if (maxPages == 0) {
            return false;
        }
        setMaxPages(statements, Math.max(maxPages, statements.number(PAGES)) + RESERVE_PAGES);
        return true;
    }

    @Override
    public void closeReserve(Statements statements) {
        setMaxPages(statements, maxPages);
    }

    private static void setMaxPages(Statements statements, long pages) {
        // A pragma takes no bound value; this one is a number.
        statements.number("PRAGMA max_page_count = " + pages);
    }

    /** By SQLite's result codes. */
    @Override
    public Cause classify(SQLException error) {
        if (error.getErrorCode() == NOT_NULL
                || String.valueOf(error.getMessage()).contains("NOT NULL constraint")) {
            return Cause.NULL;
        }
        return switch (error.getErrorCode() & 0xff) {
            case 5, 6 -> Cause.BUSY;
            case 11 -> Cause.DAMAGED;
            case 13 -> Cause.FULL;
            case 18 -> Cause.TOO_LARGE;
            case 26 -> Cause.FOREIGN;
            default -> Cause.OTHER;
        };
    }
}
