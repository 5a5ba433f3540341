package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.HoldInFlightContract;
import org.junit.jupiter.api.Test;

class SqliteHoldTest extends HoldInFlightContract {
    @Override
    protected EngineFixture newFixture() {
        return new SqliteFixture("holdInFlight=true");
    }

    @Test
    void isRefusedForAStoreThatIsShared() {
        assertThatThrownBy(
                        () -> SqlOptions.ofSqlite(StoreUrl.parse("persistq:sqlite:a.db?shared=true&holdInFlight=true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("holdInFlight", "shared");
        assertThatThrownBy(() -> SqlOptions.ofMysql(StoreUrl.parse("persistq:mysql://host/db?holdInFlight=true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("holdInFlight", "always shared");
    }
}
