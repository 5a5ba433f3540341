package io.github.persistq.internal.engine.sql;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.StorageEngineContract;
import org.junit.jupiter.api.Nested;

class SqliteEngineTest {
    @Nested
    class AsConfiguredByDefault extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new SqliteFixture("");
        }
    }

    @Nested
    class LeftToTheSystem extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new SqliteFixture("durability=os");
        }
    }

    @Nested
    class Shared extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new SqliteFixture("shared=true&durability=os");
        }
    }
}
