package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.Option;
import io.github.persistq.config.Option.Scope;
import io.github.persistq.config.StoreUrl;
import java.util.List;

/**
 * The settings of a store in a database.
 *
 * @param force whether a write that asks for it is forced to the device
 * @param lockTimeoutMillis how long to wait for another program that has the database locked
 * @param maxStoreBytes how large the database may grow; 0 is without limit
 */
record SqlOptions(boolean force, long lockTimeoutMillis, long maxStoreBytes) {
    private enum Promise {
        FORCE,
        OS
    }

    private static final Option<Promise> DURABILITY = Option.choice("durability", Scope.STORE, Promise.FORCE);
    private static final Option<Long> LOCK_TIMEOUT =
            Option.millis("lockTimeout", Scope.STORE, 5000, 0, Integer.MAX_VALUE);
    private static final Option<Long> MAX_STORE_BYTES =
            Option.bytes("maxStoreBytes", Scope.STORE, 0, 0, Long.MAX_VALUE >> 1);

    static final List<Option<?>> ALL = List.of(DURABILITY, LOCK_TIMEOUT, MAX_STORE_BYTES);

    static SqlOptions from(StoreUrl url) {
        return new SqlOptions(url.get(DURABILITY) == Promise.FORCE, url.get(LOCK_TIMEOUT), url.get(MAX_STORE_BYTES));
    }
}
