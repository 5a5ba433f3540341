package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An SQLite store in temporary directories. A crash is a copy of the database and its write-ahead log as they are while the
 * engine has them open: what the system holds when a process is killed.
 */
public final class SqliteFixture implements EngineFixture {
    private final String options;
    private final List<Path> directories = new ArrayList<>();
    private final List<StorageEngine> engines = new ArrayList<>();
    private InstantSource clock = new ManualClock();

    /** A store with options as in a URL, without the question mark. */
    public SqliteFixture(String options) {
        this.options = options;
    }

    @Override
    public StorageEngine open(InstantSource newClock) {
        clock = newClock;
        return open(newDirectory());
    }

    private Path directory() {
        return directories.get(directories.size() - 1);
    }

    @Override
    public StorageEngine reopen(StorageEngine engine) {
        engine.close();
        return open(directory());
    }

    @Override
    public StorageEngine crash(StorageEngine engine) {
        Path crashed = directory();
        Path copy = newDirectory();
        try {
            for (String name : List.of("store.db", "store.db-wal")) {
                if (Files.exists(crashed.resolve(name))) {
                    Files.copy(crashed.resolve(name), copy.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine.close();
        endLeases(copy.resolve("store.db"));
        return open(copy);
    }

    private static void endLeases(Path database) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE persistq_owner SET lease_until = 0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        engines.forEach(StorageEngine::close);
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private StorageEngine open(Path directory) {
        StoreUrl url = StoreUrl.parse("persistq:sqlite:" + directory.resolve("store.db") + "?" + options);
        StorageEngine engine = new SqliteEngineFactory().open(url, clock);
        engines.add(engine);
        return engine;
    }

    private Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("persistq-test");
            directories.add(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
