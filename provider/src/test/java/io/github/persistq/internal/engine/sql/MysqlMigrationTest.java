package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store of schema version 2, which is version 3 without the tables of maps. */
class MysqlMigrationTest {
    private static final QueueName ORDERS = QueueName.queue("orders");

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void keepsMessagesAndTakesMaps(DatabaseKind kind) throws IOException, SQLException {
        Database database = DatabaseServers.emptied(kind, "migration");
        try (StorageEngine engine = open(database)) {
            StoredMessage message = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, null);
            engine.write(
                    List.of(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT), new Change.Append(message, ORDERS)),
                    Durability.FORCED);
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE persistq_map, persistq_map_entry");
            statement.execute("UPDATE persistq_store SET schema_version = 2");
        }

        for (int opened = 1; opened <= 2; opened++) {
            try (StorageEngine engine = open(database)) {
                assertThat(engine.stats(ORDERS).ready()).isEqualTo(1);
                assertThat(engine.maps()).hasSize(opened - 1);
                engine.write(
                        List.of(
                                new Change.OpenMap("map", Map.of()),
                                new Change.PutEntry("map", Bytes.EMPTY, Bytes.EMPTY, MapEntry.ANY)),
                        Durability.FORCED);
                assertThat(engine.entryCount("map")).isEqualTo(1);
            }
        }
    }

    private static StorageEngine open(Database database) {
        return new MysqlEngineFactory().open(StoreUrl.parse(database.storeUrl("")), new ManualClock());
    }
}
