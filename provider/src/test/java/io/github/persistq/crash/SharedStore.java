package io.github.persistq.crash;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A store that several processes use at once. */
enum SharedStore {
    SQLITE {
        @Override
        String address(Path directory) {
            return "persistq:sqlite:" + directory.resolve("shared.db") + "?shared=true";
        }
    },
    MARIADB {
        @Override
        String address(Path directory) throws Exception {
            return databaseOf(DatabaseKind.MARIADB);
        }
    },
    MYSQL {
        @Override
        String address(Path directory) throws Exception {
            return databaseOf(DatabaseKind.MYSQL);
        }
    };

    /** What a process that is killed held comes back after this, and a look around. */
    static final int LEASE_MILLIS = 2000;

    /** A store of its own for one test, with a short lease; the test is skipped if its server can't be had here. */
    String url(Path directory) throws Exception {
        return address(directory) + "&lease=" + LEASE_MILLIS + "&maxDeliveries=1000000";
    }

    abstract String address(Path directory) throws Exception;

    private static String databaseOf(DatabaseKind kind) throws Exception {
        boolean wanted = kind != DatabaseKind.MYSQL || Boolean.getBoolean("persistq.test.everyServer");
        assumeTrue(wanted, "processes share a store in MySQL only with -Dpersistq.test.everyServer=true");
        return DatabaseServers.shared(kind).newDatabase().storeUrl("");
    }

    /** Opens the engine of a store, beside those that its users have. */
    static StorageEngine engine(String url) {
        StoreUrl parsed = StoreUrl.parse(url);
        StorageEngineFactory factory = factory(parsed.scheme());
        if (factory == null) {
            throw new IllegalArgumentException("no engine has the scheme " + parsed.scheme());
        }
        return factory.open(parsed, InstantSource.system());
    }

    private static @Nullable StorageEngineFactory factory(String scheme) {
        for (StorageEngineFactory factory : ServiceLoader.load(StorageEngineFactory.class)) {
            if (factory.scheme().equals(scheme)) {
                return factory;
            }
        }
        return null;
    }
}
