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
 * @param holdInFlight whether what was in flight stays so when the store is opened
 */
record SqlOptions(
        boolean force,
        long lockTimeoutMillis,
        long maxStoreBytes,
        boolean shared,
        long leaseMillis,
        boolean holdInFlight) {
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

    private static final Option<Boolean> HOLD_IN_FLIGHT = Option.flag("holdInFlight", Scope.STORE, false);

    static final List<Option<?>> MYSQL = List.of(LOCK_TIMEOUT, SHARED_BY_DEFAULT, LEASE, HOLD_IN_FLIGHT);
    static final List<Option<?>> SQLITE =
            List.of(DURABILITY, LOCK_TIMEOUT, MAX_STORE_BYTES, SHARED, LEASE, HOLD_IN_FLIGHT);

    /** Whether commits are forced is the server's setting, and so is how much it stores. */
    static SqlOptions ofMysql(StoreUrl url) {
        if (!url.get(SHARED_BY_DEFAULT)) {
            throw new IllegalArgumentException(
                    "Option 'shared' has the value 'false'; a store in MySQL can always be opened by several processes. Leave the option out");
        }
        if (url.get(HOLD_IN_FLIGHT)) {
            throw heldAndShared("a store in MySQL is always shared");
        }
        return new SqlOptions(true, url.get(LOCK_TIMEOUT), 0, true, url.get(LEASE), false);
    }

    /** Who would settle what a dead process has left in flight, when several are there and none has claimed it? */
    private static IllegalArgumentException heldAndShared(String shared) {
        return new IllegalArgumentException(
                "Option 'holdInFlight' has the value 'true', but %s: what a process leaves in flight goes to the others, and nothing says which of them should hold it. Leave the option out"
                        .formatted(shared));
    }

    static SqlOptions ofSqlite(StoreUrl url) {
        if (url.get(HOLD_IN_FLIGHT) && url.get(SHARED)) {
            throw heldAndShared("'shared' is 'true'");
        }
        return new SqlOptions(
                url.get(DURABILITY) == Promise.FORCE,
                url.get(LOCK_TIMEOUT),
                url.get(MAX_STORE_BYTES),
                url.get(SHARED),
                url.get(LEASE),
                url.get(HOLD_IN_FLIGHT));
    }
}
