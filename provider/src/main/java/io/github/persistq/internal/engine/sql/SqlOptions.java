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
 * @param shared whether other processes may have the store open too
 * @param leaseMillis after how long without a sign of life a process that shares the store is taken for dead
 */
record SqlOptions(boolean force, long lockTimeoutMillis, long maxStoreBytes, boolean shared, long leaseMillis) {
    private enum Promise {
        FORCE,
        OS
    }

    private static final Option<Promise> DURABILITY = Option.choice("durability", Scope.STORE, Promise.FORCE);
    private static final Option<Long> LOCK_TIMEOUT =
            Option.millis("lockTimeout", Scope.STORE, 5000, 0, Integer.MAX_VALUE);
    private static final Option<Long> MAX_STORE_BYTES =
            Option.bytes("maxStoreBytes", Scope.STORE, 0, 0, Long.MAX_VALUE >> 1);

    private static final Option<Boolean> SHARED = Option.flag("shared", Scope.STORE, false);
    private static final Option<Long> LEASE = Option.millis("lease", Scope.STORE, 30_000, 1000, 86_400_000);

    private static final Option<Boolean> SHARED_BY_DEFAULT = Option.flag("shared", Scope.STORE, true);

    static final List<Option<?>> MYSQL = List.of(LOCK_TIMEOUT, SHARED_BY_DEFAULT, LEASE);
    static final List<Option<?>> SQLITE = List.of(DURABILITY, LOCK_TIMEOUT, MAX_STORE_BYTES, SHARED, LEASE);

    /** Whether commits are forced is the server's setting, and so is how much it stores. */
    static SqlOptions ofMysql(StoreUrl url) {
        if (!url.get(SHARED_BY_DEFAULT)) {
            throw new IllegalArgumentException(
                    "Option 'shared' has the value 'false'; a store in MySQL can always be opened by several processes. Leave the option out");
        }
        return new SqlOptions(true, url.get(LOCK_TIMEOUT), 0, true, url.get(LEASE));
    }

    static SqlOptions ofSqlite(StoreUrl url) {
        return new SqlOptions(
                url.get(DURABILITY) == Promise.FORCE,
                url.get(LOCK_TIMEOUT),
                url.get(MAX_STORE_BYTES),
                url.get(SHARED),
                url.get(LEASE));
    }
}
