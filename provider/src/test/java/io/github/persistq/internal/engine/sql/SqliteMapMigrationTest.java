package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that schema version 2 has written, which knew no maps, opened by this version. */
class SqliteMapMigrationTest {
    private static final QueueName ORDERS = QueueName.queue("orders");

    @TempDir
    Path directory;

    @Test
    void keepsMessagesAndTakesMaps() throws IOException {
        Path file = directory.resolve("store.db");
        Files.copy(Path.of("src/test/resources/sqlite-2/store.db"), file);

        for (int opened = 1; opened <= 2; opened++) {
            try (StorageEngine engine = open(file)) {
                assertThat(engine.stats(ORDERS)).isEqualTo(new QueueStats(3, 0, 0, 2, 0, 57));
                assertThat(engine.queues().get(ORDERS).labels()).containsEntry("made", "by version 2");
                assertThat(engine.prepared()).hasSize(1);
                assertThat(engine.maps()).hasSize(opened - 1);

                engine.write(
                        List.of(
                                new Change.OpenMap("map", Map.of()),
                                new Change.PutEntry("map", Bytes.EMPTY, Bytes.EMPTY, MapEntry.ANY)),
                        Durability.FORCED);

                assertThat(engine.entry("map", Bytes.EMPTY).version())
                        .isGreaterThan(engine.claimer(ORDERS, Filter.ALL)
                                .claim(1)
                                .get(0)
                                .sequence());
            }
        }
    }

    private static StorageEngine open(Path file) {
        return new SqliteEngineFactory().open(StoreUrl.parse("persistq:sqlite:" + file), new ManualClock());
    }
}
