package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database of an older schema is brought to the present one, unless somebody still works with the old. */
class MysqlMigrationTest {
    private static final QueueName QUEUE = QueueName.queue("old");

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void bringsVersionTwoToThePresentOne(DatabaseKind kind) throws Exception {
        Database database = DatabaseServers.emptied(kind, "migration");
        StoreUrl url = StoreUrl.parse(database.storeUrl(""));
        long sequence;
        try (StorageEngine engine = new MysqlEngineFactory().open(url, InstantSource.system())) {
            engine.write(List.of(new Change.OpenQueue(QUEUE, QueueSpec.DEFAULT)), Durability.FORCED);
            Bytes bytes = Bytes.wrap(new byte[] {1, 2, 3});
            sequence = engine.write(
                            List.of(new Change.Append(new StoredMessage(bytes, bytes, 4, 0, 0, null), QUEUE)),
                            Durability.FORCED)[0];
        }
        execute(
                database,
                "ALTER TABLE persistq_queue DROP COLUMN changes",
                "ALTER TABLE persistq_content DROP COLUMN crc",
                "DROP TABLE persistq_map, persistq_map_entry",
                "UPDATE persistq_store SET schema_version = 2",
                "INSERT INTO persistq_owner VALUES (99, 'old', 1, 0, 32503680000000)");
        assertThatThrownBy(() -> new MysqlEngineFactory()
                        .open(url, InstantSource.system())
                        .close())
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LOCKED))
                .hasMessageContaining("schema version 2")
                .hasMessageContaining("1 processes");
        execute(database, "DELETE FROM persistq_owner WHERE id = 99");
        try (StorageEngine engine = new MysqlEngineFactory().open(url, InstantSource.system());
                Claimer claimer = engine.claimer(QUEUE, Filter.ALL)) {
            assertThat(claimer.claim(2)).extracting(each -> each.sequence()).containsExactly(sequence);
            engine.write(
                    List.of(
                            new Change.OpenMap("map", Map.of()),
                            new Change.PutEntry("map", Bytes.EMPTY, Bytes.EMPTY, MapEntry.ANY)),
                    Durability.FORCED);
            assertThat(engine.entryCount("map")).isEqualTo(1);
        }
    }

    private static void execute(Database database, String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
