package io.github.persistq.testing.server;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Assumptions;

/**
 * One server of each kind for all tests of this JVM, started when the first asks for it and ended with the JVM. Each test takes a
 * database of its own.
 *
 * <p>Threading: thread-safe.
 */
public final class DatabaseServers {
    private static final ReentrantLock LOCK = new ReentrantLock(); // guards the maps
    private static final Map<DatabaseKind, DatabaseServer> RUNNING = new EnumMap<>(DatabaseKind.class);
    private static final Map<DatabaseKind, String> UNAVAILABLE = new EnumMap<>(DatabaseKind.class);

    private static final Map<String, Database> DATABASES = new HashMap<>();

    private DatabaseServers() {}

    /** The shared server of a kind. If there can be none here, the calling test is skipped, and the reason is printed once. */
    public static DatabaseServer shared(DatabaseKind kind) throws IOException {
        LOCK.lock();
        try {
            DatabaseServer running = RUNNING.get(kind);
            if (running == null) {
                running = started(kind, true);
                RUNNING.put(kind, running);
                Runtime.getRuntime().addShutdownHook(new Thread(running::end, "end-" + kind));
            }
            return running;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * The database of a use on the shared server of a kind, without rows: much quicker than a new one. Tests that come one after the
     * other may have the same use; of two stores at a time, each is a use.
     */
    public static Database emptied(DatabaseKind kind, String use) throws IOException, SQLException {
        Database database;
        LOCK.lock();
        try {
            database = DATABASES.get(kind + " " + use);
            if (database == null) {
                database = shared(kind).newDatabase();
                DATABASES.put(kind + " " + use, database);
            }
        } finally {
            LOCK.unlock();
        }
        database.empty();
        return database;
    }

    /** A server for one test, which closes it. If there can be none here, the test is skipped as with {@link #shared}. */
    public static DatabaseServer own(DatabaseKind kind, String... options) throws IOException {
        LOCK.lock();
        try {
            return started(kind, false, options);
        } finally {
            LOCK.unlock();
        }
    }

    private static DatabaseServer started(DatabaseKind kind, boolean shared, String... options) throws IOException {
        String known = UNAVAILABLE.get(kind);
        if (known != null) {
            return Assumptions.abort(known);
        }
        try {
            return DatabaseServer.start(kind, shared, options);
        } catch (ServerUnavailableException e) {
            UNAVAILABLE.put(kind, e.getMessage());
            if (kind != DatabaseKind.EXTERNAL) {
                System.err.println("Tests on " + kind + " are skipped: " + e.getMessage());
            }
            return Assumptions.abort(e.getMessage());
        }
    }
}
