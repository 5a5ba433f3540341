package io.github.persistq.internal.engine.file;

import io.github.persistq.config.Option;
import io.github.persistq.config.Option.Scope;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Durability;
import java.util.List;

/**
 * The settings of a file store.
 *
 * @param durability what holds when a write that asks for FORCED returns
 * @param segmentBytes when a segment is full; one larger unit of work gets a segment of its own
 * @param maxStoreBytes how large all segments together may grow; 0 is without limit
 * @param cacheBytes how many bytes of recently written messages are kept in memory
 * @param salvage whether to open a damaged store with what can be read
 * @param holdInFlight whether what was in flight stays so when the store is opened
 */
record FileOptions(
        Durability durability,
        long segmentBytes,
        long maxStoreBytes,
        long cacheBytes,
        boolean salvage,
        boolean holdInFlight) {
    private enum Promise {
        FORCE,
        OS
    }

    private static final Option<Promise> DURABILITY = Option.choice("durability", Scope.STORE, Promise.FORCE);
    private static final Option<Long> SEGMENT_BYTES =
            Option.bytes("segmentBytes", Scope.STORE, 64 << 20, 64 << 10, 1 << 30);
    private static final Option<Long> MAX_STORE_BYTES =
            Option.bytes("maxStoreBytes", Scope.STORE, 0, 0, Long.MAX_VALUE >> 1);
    private static final Option<Long> CACHE_BYTES = Option.bytes("cacheBytes", Scope.STORE, 8 << 20, 0, 1L << 40);
    private static final Option<Boolean> SALVAGE = Option.flag("salvage", Scope.STORE, false);

    private static final Option<Boolean> HOLD_IN_FLIGHT = Option.flag("holdInFlight", Scope.STORE, false);

    static final List<Option<?>> ALL =
            List.of(DURABILITY, SEGMENT_BYTES, MAX_STORE_BYTES, CACHE_BYTES, SALVAGE, HOLD_IN_FLIGHT);
    static final FileOptions DEFAULT = from(new StoreUrl("file", ".", java.util.Map.of()));

    static FileOptions from(StoreUrl url) {
        return new FileOptions(
                url.get(DURABILITY) == Promise.OS ? Durability.WRITTEN : Durability.FORCED,
                url.get(SEGMENT_BYTES),
                url.get(MAX_STORE_BYTES),
                url.get(CACHE_BYTES),
                url.get(SALVAGE),
                url.get(HOLD_IN_FLIGHT));
    }

    /** What a write that asks for a durability gets. */
    Durability effective(Durability asked) {
        return asked == Durability.FORCED ? durability : asked;
    }
}
