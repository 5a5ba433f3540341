package io.github.persistq.internal.engine.sql;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.StorageEngineContract;
import io.github.persistq.testing.server.DatabaseKind;
import org.junit.jupiter.api.Nested;

class MysqlEngineTest {
    @Nested
    class OnMariaDb extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new MysqlFixture(DatabaseKind.MARIADB, "");
        }
    }

    @Nested
    class OnMySql extends StorageEngineContract {
        @Override
        protected EngineFixture newFixture() {
            return new MysqlFixture(DatabaseKind.MYSQL, "");
        }
    }
}
