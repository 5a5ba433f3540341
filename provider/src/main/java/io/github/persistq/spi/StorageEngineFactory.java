package io.github.persistq.spi;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import java.time.InstantSource;
import java.util.List;

/** Opens engines of one URL scheme; found by {@link java.util.ServiceLoader}. */
public interface StorageEngineFactory {
    /** The scheme in {@code persistq:SCHEME:...}. */
    String scheme();

    /** The options that this engine understands, beside those of every store. */
    List<Option<?>> options();

    /** What makes two URLs the same store, for example the real path of the directory. */
    String identity(StoreUrl url);

    /**
     * Opens the store, creating it if it does not exist, and recovers it if its last owner crashed.
     *
     * @throws StorageException of kind LOCKED, CORRUPT, NEWER_FORMAT, STORE_FULL or IO; nothing is left open
     */
    StorageEngine open(StoreUrl url, InstantSource clock);
}
