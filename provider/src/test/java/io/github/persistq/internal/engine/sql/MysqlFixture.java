package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A store in a database of a real server, one per kind for all tests of a JVM, emptied for each. A crash is a second process that
 * comes when the lease of the first has ended.
 */
public final class MysqlFixture implements EngineFixture {
    private final DatabaseKind kind;
    private final String options;
    private final List<StorageEngine> engines = new ArrayList<>();
    private InstantSource clock = new ManualClock();
    private Database database;

    /** A store on a server of this kind, with options as in a URL, without the question mark. */
    public MysqlFixture(DatabaseKind kind, String options) {
        this.options = options;
        this.kind = kind;
    }

    @Override
    public StorageEngine open(InstantSource newClock) {
        clock = newClock;
        try {
            database = DatabaseServers.emptied(kind, "engine");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        return open();
    }

    private StorageEngine open() {
        StorageEngine engine = new MysqlEngineFactory().open(StoreUrl.parse(database.storeUrl(options)), clock);
        engines.add(engine);
        return engine;
    }

    @Override
    public StorageEngine reopen(StorageEngine engine) {
        engine.close();
        return open();
    }

    @Override
    public StorageEngine crash(StorageEngine engine) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE persistq_owner SET lease_until = 0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return open();
    }

    @Override
    public void close() {
        engines.forEach(StorageEngine::close);
    }
}
