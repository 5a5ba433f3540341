package io.github.persistq.contract;

import io.github.persistq.spi.StorageEngine;
import java.time.InstantSource;

/** One store of one kind of engine, as tests open, reopen and crash it. */
public interface EngineFixture extends AutoCloseable {
    /** Opens the store, which is new and empty, with this clock. Called once. */
    StorageEngine open(InstantSource clock);

    /** Closes the engine and opens its store again, with the same clock. */
    StorageEngine reopen(StorageEngine engine);

    /** Opens the engine's store again as it is after the death of its process. The engine is not used any more. */
    StorageEngine crash(StorageEngine engine);

    /** Removes what the store left, whether its engine was closed or not. */
    @Override
    void close();
}
