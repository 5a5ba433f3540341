package io.github.persistq.internal.engine.memory;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import java.time.InstantSource;
import java.util.List;

/** Opens {@code persistq:memory:NAME}: an empty store that lives until it is closed. */
public final class MemoryEngineFactory implements StorageEngineFactory {
    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public String identity(StoreUrl url) {
        return url.location();
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        return new MemoryEngine(clock);
    }
}
