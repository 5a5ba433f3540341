package io.github.persistq.internal.engine.file;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.StorageEngineContract;
import org.junit.jupiter.api.Nested;

class FileEngineTest {
    @Nested
    class AsConfiguredByDefault extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new FileFixture("");
        }
    }

    @Nested
    class WithSmallSegmentsAndNoCache extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new FileFixture("segmentBytes=64k&cacheBytes=0&durability=os");
        }
    }
}
