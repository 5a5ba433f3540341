package io.github.persistq.config;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Data sources that a program gives to stores itself, by names that a store URL can have:
 *
 * <pre>{@code
 * DataSources.put("orders", dataSource);
 * var factory = new PersistqConnectionFactory("persistq:mysql:datasource/orders");
 * }</pre>
 *
 * <p>A store takes up to two connections for as long as it is open, and sets their isolation, auto-commit and session variables.
 * A data source whose connections allow several statements in one packet ({@code allowMultiQueries=true}) takes fewer round trips.
 *
 * <p>Threading: thread-safe.
 */
public final class DataSources {
    /** What a location in a store URL begins with that names one of these. */
    public static final String PREFIX = "datasource/";

    private static final Map<String, DataSource> SOURCES = new ConcurrentHashMap<>();

    private DataSources() {}

    /** Gives a data source a name, for stores that are opened from now on; another that had it loses it. */
    public static void put(String name, DataSource source) {
        SOURCES.put(name, source);
    }

    /** Makes a name free; stores that are open keep their connections, and can make no new ones. */
    public static void remove(String name) {
        SOURCES.remove(name);
    }

    /** The data source of this name, or null. */
    public static @Nullable DataSource find(String name) {
        return SOURCES.get(name);
    }
}
