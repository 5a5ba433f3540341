package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A store in a database of a real server, one per kind for all tests of a JVM, emptied for each. A crash is a second process that
 * comes when the lease of the first has ended.
 */
public final class MysqlFixture implements EngineFixture {
    private static final Map<DatabaseKind, Database> DATABASES = new EnumMap<>(DatabaseKind.class);
    private static final List<String> TABLES = List.of(
            "persistq_entry",
            "persistq_content",
            "persistq_body",
            "persistq_held",
            "persistq_branch",
            "persistq_queue",
            "persistq_hold",
            "persistq_owner");

    private final Database database;
    private final String options;
    private final List<StorageEngine> engines = new ArrayList<>();
    private InstantSource clock = new ManualClock();

    /** A store on a server of this kind, with options as in a URL, without the question mark. */
    public MysqlFixture(DatabaseKind kind, String options) {
        this.options = options;
        this.database = database(kind);
    }

    private static synchronized Database database(DatabaseKind kind) {
        Database known = DATABASES.get(kind);
        if (known == null) {
            try {
                known = DatabaseServers.shared(kind).newDatabase();
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
            DATABASES.put(kind, known);
        }
        return known;
    }

    /** The URL of a store, as an application writes it. */
    public static String url(Database database, String options) {
        return "persistq:mysql://" + database.host() + ":" + database.port() + "/" + database.database() + "?user="
                + encoded(database.user()) + "&password=" + encoded(database.password())
                + "&mysql.allowPublicKeyRetrieval=true" + (options.isEmpty() ? "" : "&" + options);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public StorageEngine open(InstantSource newClock) {
        clock = newClock;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            if (hasTables(statement)) {
                for (String table : TABLES) {
                    statement.executeUpdate("DELETE FROM " + table);
                }
                statement.executeUpdate("UPDATE persistq_store SET last_number = 0, last_id = 0, queues_version = 0");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return open();
    }

    private static boolean hasTables(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SHOW TABLES LIKE 'persistq_store'")) {
            return found.next();
        }
    }

    private StorageEngine open() {
        StorageEngine engine = new MysqlEngineFactory().open(StoreUrl.parse(url(database, options)), clock);
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
