package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that schema version 1 has written, with a message in each state and a prepared branch, opened by this version. */
class SqliteMigrationTest {
    private static final QueueName FIFO = QueueName.queue("fifo");
    private static final QueueName LIFO = QueueName.queue("lifo");
    private static final QueueName SUBSCRIPTION = new QueueName(QueueName.Kind.SUBSCRIPTION, "sub");
    private static final BranchId BRANCH = new BranchId(7, Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[] {2}));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void copyStore() throws IOException {
        file = directory.resolve("store.db");
        Files.copy(Path.of("src/test/resources/sqlite-1/store.db"), file);
    }

    private StorageEngine open(String options) {
        return new SqliteEngineFactory()
                .open(StoreUrl.parse("persistq:sqlite:" + file + "?" + options), new ManualClock());
    }

    private static String text(StoredMessage message) {
        return new String(message.body().toArray(), StandardCharsets.US_ASCII);
    }

    private static List<String> claimAll(StorageEngine engine, QueueName queue) {
        List<String> texts = new ArrayList<>();
        try (Claimer claimer = engine.claimer(queue, Filter.ALL)) {
            for (Delivery delivery : claimer.claim(100)) {
                texts.add(text(delivery.message()) + " x" + delivery.deliveryCount());
            }
        }
        return texts;
    }

    private static List<String> browse(StorageEngine engine, QueueName queue, MessageState state) {
        List<String> texts = new ArrayList<>();
        for (Iterator<QueuedMessage> all = engine.browse(queue, Set.of(state)); all.hasNext(); ) {
            texts.add(text(all.next().message()));
        }
        return texts;
    }

    @Test
    void findsEveryMessageInItsStateAndOrder() {
        try (StorageEngine engine = open("")) {
            assertThat(engine.stats(FIFO)).isEqualTo(new QueueStats(5, 1, 1, 2, 0, 152));
            assertThat(engine.queues().get(FIFO).labels()).containsEntry("made", "by version 1");
            assertThat(browse(engine, FIFO, MessageState.DELAYED)).containsExactly("body later");
            assertThat(browse(engine, FIFO, MessageState.ACKED)).containsExactly("body fifo 2", "body fifo 3");
            assertThat(claimAll(engine, FIFO))
                    .containsExactly(
                            "body fifo 9 x2", "body fifo 5 x2", "body fifo 6 x1", "body fifo 7 x1", "body fifo 8 x1");
            assertThat(claimAll(engine, LIFO))
                    .containsExactly("body both x1", "body lifo 3 x1", "body lifo 2 x1", "body lifo 1 x1");
        }
    }

    @Test
    void addsNewMessagesBehindTheOldOnesAndKeepsKeys() {
        try (StorageEngine engine = open("")) {
            StoredMessage known = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, "key 3");
            StoredMessage fresh = new StoredMessage(
                    Bytes.EMPTY, Bytes.wrap("fresh".getBytes(StandardCharsets.US_ASCII)), 4, 0, 0, "key 100");
            long[] sequences = engine.write(
                    List.of(new Change.Append(known, FIFO), new Change.Append(fresh, List.of(FIFO, LIFO))),
                    Durability.FORCED);

            assertThat(sequences[0]).isZero();
            assertThat(claimAll(engine, FIFO)).last().isEqualTo("fresh x1");
            assertThat(claimAll(engine, LIFO)).first().isEqualTo("fresh x1");
        }
    }

    @Test
    void endsTheBranchThatWasPrepared() {
        try (StorageEngine engine = open("shared=true")) {
            assertThat(engine.prepared()).containsExactly(BRANCH);

            engine.write(List.of(new Change.CommitBranch(BRANCH)), Durability.FORCED);

            assertThat(engine.stats(FIFO).inFlight()).isZero();
            assertThat(claimAll(engine, SUBSCRIPTION))
                    .containsExactly("body both x1", "body expired x1", "body prepared x1");
        }
    }

    @Test
    void migratesOnce() {
        open("").close();

        try (StorageEngine engine = open("")) {
            assertThat(engine.stats(FIFO)).isEqualTo(new QueueStats(5, 1, 1, 2, 0, 152));
        }
    }
}
