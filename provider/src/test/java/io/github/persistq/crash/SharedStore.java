package io.github.persistq.crash;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ServiceLoader;

/** A store that several processes use at once. */
enum SharedStore {
    SQLITE {
        @Override
        String address(Path directory) {
            return "persistq:sqlite:" + directory.resolve("shared.db") + "?shared=true&";
        }
    };

    /** What a process that is killed held comes back after this at the latest. */
    static final int LEASE_MILLIS = 2000;

    /** A store of its own for one test, with a short lease. */
    String url(Path directory) throws Exception {
        return address(directory) + "lease=" + LEASE_MILLIS + "ms&maxDeliveries=1000000";
    }

    abstract String address(Path directory) throws Exception;

    /** Opens the engine of a store, beside those that its users have. */
    static StorageEngine engine(String url) {
        StoreUrl parsed = StoreUrl.parse(url);
        for (StorageEngineFactory factory : ServiceLoader.load(StorageEngineFactory.class)) {
            if (factory.scheme().equals(parsed.scheme())) {
                return factory.open(parsed, InstantSource.system());
            }
        }
        throw new IllegalArgumentException("no engine has the scheme " + parsed.scheme());
    }
}
