package io.github.persistq.internal.engine.memory;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.StorageEngine;
import java.time.InstantSource;

/** A memory store; as it forgets everything on close, reopening is simulated. */
public final class MemoryFixture implements EngineFixture {
    @Override
    public StorageEngine open(InstantSource clock) {
        return new MemoryEngineFactory().open(StoreUrl.parse("persistq:memory:test"), clock);
    }

    @Override
    public StorageEngine reopen(StorageEngine engine) {
        return ((MemoryEngine) engine).restarted();
    }

    @Override
    public StorageEngine crash(StorageEngine engine) {
        return ((MemoryEngine) engine).restarted();
    }

    @Override
    public void close() {}
}
