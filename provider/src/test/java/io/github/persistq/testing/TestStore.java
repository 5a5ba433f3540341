package io.github.persistq.testing;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Where the store of a test is, for each engine that tests run on. A database is one per kind of server, emptied for each store.
 *
 * <p>Threading: one thread at a time.
 */
public final class TestStore {
    private static final String MARIADB = "mariadb";
    private static final String MYSQL = "mysql";
    private static final String SQLITE = "sqlite";
    private static final String SQLITE_SHARED = "sqlite shared";

    private final String engine;
    private final String location;
    private final String options;

    /**
     * A store that is not there yet.
     *
     * @param engine one of {@link #engines}
     * @param directory may be used by it
     */
    public TestStore(String engine, Path directory) {
        this.engine = engine;
        if (isOnServer()) {
            Database database = emptied(engine.equals(MYSQL) ? DatabaseKind.MYSQL : DatabaseKind.MARIADB);
            this.location = database.storeLocation();
            this.options = database.storeOptions();
        } else {
            boolean memory = engine.equals("memory");
            this.location = memory
                    ? UUID.randomUUID().toString()
                    : directory.resolve("store").toString();
            this.options = engine.equals(SQLITE_SHARED) ? "shared=true" : "";
        }
    }

    private static Database emptied(DatabaseKind kind) {
        try {
            return DatabaseServers.emptied(kind, "store");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("There is no database on " + kind, e);
        }
    }

    /**
     * All engines. MySQL and shared SQLite are among them with {@code -Dpersistq.test.everyServer=true}: they are much the same as
     * MariaDB and SQLite, and take as long.
     */
    public static List<String> engines() {
        return withServers("memory", "file", SQLITE);
    }

    /** The engines that several processes can share. */
    public static List<String> sharedEngines() {
        return withServers("memory", SQLITE);
    }

    private static List<String> withServers(String... engines) {
        List<String> all = new ArrayList<>(List.of(engines));
        all.add(MARIADB);
        if (Boolean.getBoolean("persistq.test.everyServer")) {
            all.add(SQLITE_SHARED);
            all.add(MYSQL);
        }
        return all;
    }

    private boolean isOnServer() {
        return engine.equals(MARIADB) || engine.equals(MYSQL);
    }

    private String scheme() {
        return isOnServer() ? "mysql" : engine.equals(SQLITE_SHARED) ? SQLITE : engine;
    }

    /** The name or path of the store. */
    public String location() {
        return location;
    }

    /** Its URL, with options such as {@code maxDeliveries=3&expiry=deadletter}. */
    public String url(String more) {
        return "persistq:" + scheme() + ":" + location + "?" + options + "&" + more;
    }

    /** Its URL for one of several processes that are this one: {@link PeersEngineFactory}. */
    public String urlOfProcess(String process, String more) {
        return "persistq:peers:" + location + "?behind=" + scheme() + "&process=" + process + "&" + options + "&"
                + more;
    }
}
