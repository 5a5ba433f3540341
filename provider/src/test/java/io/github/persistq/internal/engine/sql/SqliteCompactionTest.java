package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compacting makes the file smaller, and its log empty, while the store is in use. */
class SqliteCompactionTest {
    private static final QueueName ORDERS = QueueName.queue("orders");

    @TempDir
    Path directory;

    @Test
    void givesBackWhatSettledMessagesTook() throws IOException {
        StoreUrl url = StoreUrl.parse("persistq:sqlite:" + directory.resolve("store.db"));
        try (StorageEngine engine = new SqliteEngineFactory().open(url, new ManualClock());
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            write(engine, new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT));
            StoredMessage message = new StoredMessage(Bytes.EMPTY, Bytes.wrap(new byte[100_000]), 4, 0, 0, null);
            for (int i = 0; i < 100; i++) {
                write(engine, new Change.Append(message, ORDERS));
            }
            for (Delivery delivery : claimer.claim(99)) {
                write(engine, new Change.Ack(ORDERS, delivery.sequence()));
            }
            long before = bytesOnDisk();

            long freed = engine.compact();

            assertThat(freed).isEqualTo(before - bytesOnDisk()).isGreaterThan(9_000_000);
            assertThat(bytesOnDisk()).isLessThan(1_000_000);
            assertThat(claimer.claim(2)).hasSize(1);
        }
    }

    private static void write(StorageEngine engine, Change change) {
        engine.write(List.of(change), Durability.WRITTEN);
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                bytes += name.equals("store.db") || name.equals("store.db-wal") ? Files.size(file) : 0;
            }
        }
        return bytes;
    }
}
