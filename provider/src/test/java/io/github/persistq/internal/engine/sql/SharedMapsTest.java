package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines, which stand for two processes, change one map: no change of either is lost. */
@Timeout(120)
class SharedMapsTest {
    private static final Bytes COUNT = Bytes.wrap(new byte[] {1});
    private static final int EACH = 40;

    @TempDir
    Path directory;

    @Test
    void countTogetherInSqlite() throws Exception {
        String url = "persistq:sqlite:" + directory.resolve("store.db") + "?shared=true";

        assertCounts(() -> new SqliteEngineFactory().open(StoreUrl.parse(url), InstantSource.system()));
    }

    @Test
    void countTogetherInMariaDb() throws Exception {
        String url = emptyDatabase();

        assertCounts(() -> new MysqlEngineFactory().open(StoreUrl.parse(url), InstantSource.system()));
    }

    private static String emptyDatabase() throws IOException, SQLException {
        return DatabaseServers.emptied(DatabaseKind.MARIADB, "maps").storeUrl("");
    }

    private static void assertCounts(Supplier<StorageEngine> opener) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (StorageEngine first = opener.get();
                StorageEngine second = opener.get()) {
            write(first, new Change.OpenMap("map", Map.of()));
            write(first, new Change.PutEntry("map", COUNT, Bytes.wrap(new byte[1]), MapEntry.ABSENT));
            Future<Set<Long>> here = pool.submit(() -> count(first));
            Future<Set<Long>> there = pool.submit(() -> count(second));

            Set<Long> versions = new HashSet<>(here.get());
            versions.addAll(there.get());

            assertThat(versions).hasSize(2 * EACH);
            assertThat(value(second.entry("map", COUNT))).isEqualTo(2 * EACH);
            assertThat(first.entryCount("map")).isEqualTo(1);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Counts up, and says which versions it found. */
    private static Set<Long> count(StorageEngine engine) {
        Set<Long> replaced = new HashSet<>();
        while (replaced.size() < EACH) {
            MapEntry entry = engine.entry("map", COUNT);
            Bytes next = Bytes.wrap(new byte[] {(byte) (value(entry) + 1)});
            try {
                write(engine, new Change.PutEntry("map", COUNT, next, entry.version()));
                replaced.add(entry.version());
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
            }
        }
        return replaced;
    }

    private static int value(MapEntry entry) {
        return entry.value().toArray()[0];
    }

    private static void write(StorageEngine engine, Change change) {
        engine.write(List.of(change), Durability.WRITTEN);
    }
}
