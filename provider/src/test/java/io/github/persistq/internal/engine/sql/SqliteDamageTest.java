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
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store in SQLite gives out of a file of which bits were flipped, page by page. */
@Timeout(300)
class SqliteDamageTest {
    private static final QueueName ORDERS = QueueName.queue("orders");
    private static final int MESSAGES = 60;
    private static final int PAGE_BYTES = 4096;
    /** The header of a page of a tree. */
    private static final int HEADER_BYTES = 8;
    /** The head of the file: the first page's own header comes behind it. */
    private static final int FILE_HEADER_BYTES = 100;

    @TempDir
    Path directory;

    private Path file;
    private byte[] sound;

    /** What came of a flipped bit. */
    private enum Outcome {
        /** All messages came as they were sent. */
        RIGHT,
        /** An error said that the store is damaged. */
        REPORTED,
        /** Another error named the store. */
        OTHER_ERROR,
        /** Messages did not come, and no error said so. */
        MISSING,
        /** A message came twice, as what it is was damaged and not what it holds. */
        AGAIN,
        /** A message came with another body than was sent. */
        WRONG
    }

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("store.db");
        try (StorageEngine engine = open()) {
            engine.write(List.of(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT)), Durability.WRITTEN);
            for (int i = 0; i < MESSAGES; i++) {
                engine.write(List.of(new Change.Append(message(i), ORDERS)), Durability.WRITTEN);
            }
        }
        sound = Files.readAllBytes(file);
    }

    private StorageEngine open() {
        return new SqliteEngineFactory().open(StoreUrl.parse("persistq:sqlite:" + file), new ManualClock());
    }

    /** A message whose body follows from its head; every tenth has a body of several pages. */
    private static StoredMessage message(int number) {
        byte[] body = new byte[number % 10 == 0 ? 9000 : 300];
        new Random(number).nextBytes(body);
        byte[] head = ByteBuffer.allocate(4).putInt(number).array();
        return new StoredMessage(Bytes.wrap(head), Bytes.wrap(body), 4, 0, 0, null);
    }

    private Outcome flipped(int at, int bit) throws IOException {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) (1 << bit);
        Files.write(file, damaged);
        for (String other : new String[] {"store.db-wal", "store.db-shm", "store.db-journal"}) {
            Files.deleteIfExists(directory.resolve(other));
        }
        Set<Integer> numbers = new HashSet<>();
        try (StorageEngine engine = open();
                Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            for (var next = claimer.claim(1); !next.isEmpty(); next = claimer.claim(1)) {
                if (!isAsSent(next.get(0))) {
                    return Outcome.WRONG;
                }
                if (!numbers.add(number(next.get(0)))) {
                    return Outcome.AGAIN;
                }
                engine.write(List.of(new Change.Ack(ORDERS, next.get(0).sequence())), Durability.WRITTEN);
            }
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining(file.getFileName().toString());
            return e.kind() == Kind.CORRUPT || e.kind() == Kind.NEWER_FORMAT ? Outcome.REPORTED : Outcome.OTHER_ERROR;
        }
        return numbers.size() == MESSAGES ? Outcome.RIGHT : Outcome.MISSING;
    }

    private static int number(Delivery delivery) {
        return ByteBuffer.wrap(delivery.message().head().toArray()).getInt();
    }

    private static boolean isAsSent(Delivery delivery) {
        if (delivery.message().head().length() != 4) {
            return false;
        }
        int number = number(delivery);
        return number >= 0
                && number < MESSAGES
                && Arrays.equals(
                        delivery.message().body().toArray(),
                        message(number).body().toArray());
    }

    private Map<Outcome, Integer> headersFlipped(Random random, int everyPage) throws IOException {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int page = 0; page < sound.length; page += everyPage * PAGE_BYTES) {
            int at = page + (page == 0 ? FILE_HEADER_BYTES : 0) + random.nextInt(HEADER_BYTES);
            outcomes.merge(flipped(at, random.nextInt(8)), 1, Integer::sum);
        }
        return outcomes;
    }

    private Map<Outcome, Integer> anywhereFlipped(Random random, int times) throws IOException {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int i = 0; i < times; i++) {
            outcomes.merge(flipped(random.nextInt(sound.length), random.nextInt(8)), 1, Integer::sum);
        }
        return outcomes;
    }

    private void flip(int everyPage, int times) throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Outcome, Integer> headers = headersFlipped(random, everyPage);
        Map<Outcome, Integer> anywhere = anywhereFlipped(random, times);
        System.out.println("SqliteDamageTest seed " + seed + "L: " + sound.length / PAGE_BYTES + " pages; page headers "
                + headers + ", anywhere " + anywhere);
        // No engine error is an accident: anything but a StorageException that names the file fails the test.
        assertThat(headers.keySet()).isNotEmpty().doesNotContain(Outcome.WRONG);
        assertThat(anywhere.keySet()).doesNotContain(Outcome.WRONG);
    }

    @Test
    void namesTheStoreInEveryErrorThatAFlippedBitCauses() throws IOException {
        flip(5, 15);
    }

    @Tag("torture")
    @Test
    void namesTheStoreInEveryErrorThatManyFlippedBitsCause() throws IOException {
        flip(1, 600);
    }
}
