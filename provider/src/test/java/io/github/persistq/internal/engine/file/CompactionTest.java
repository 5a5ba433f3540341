package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What lives in segments that are hardly needed is moved, so that disk follows what lives. */
@Timeout(120)
@ExtendWith(QuietLog.class)
class CompactionTest {
    private static final QueueName STUCK = QueueName.queue("stuck");
    private static final QueueName PASSING = QueueName.queue("passing");
    private static final QueueName OTHER = QueueName.queue("other");
    private static final long SEGMENT = 1 << 20;
    private static final FileOptions OPTIONS = new FileOptions(Durability.WRITTEN, SEGMENT, 0, 0, false, false);
    private static final int BODY = 100_000;

    @TempDir
    Path directory;

    private FileEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = new FileEngine(new NativeDisk(directory), OPTIONS, InstantSource.system(), () -> {});
        for (QueueName queue : List.of(STUCK, PASSING, OTHER)) {
            write(new Change.OpenQueue(queue, QueueSpec.DEFAULT));
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void oneStuckMessagePinsNoMoreThanItself() throws IOException {
        long stuck = write(new Change.Append(message("stuck", 1000), STUCK))[0];
        long most = 0;
        for (int i = 0; i < 5000; i++) {
            pass(i);
            if (i % 500 == 499) {
                most = Math.max(most, bytesOnDisk());
            }
        }

        assertThat(most).isLessThan(5 * SEGMENT);
        assertThat(bytesOnDisk()).isLessThan(2 * 1000 + 3 * SEGMENT + checkpointBytes());
        assertThat(all(STUCK)).containsExactly(stuck + " READY stuck 1000");
        reopen();
        assertThat(all(STUCK)).containsExactly(stuck + " READY stuck 1000");
    }

    @Test
    void diskFollowsWhatLivesWhenEveryTenthMessageStays() throws IOException {
        long live = 0;
        for (int i = 0; i < 1000; i++) {
            if (i % 10 == 0) {
                write(new Change.Append(message("stays " + i, BODY), STUCK));
                live += BODY;
            }
            pass(i);
        }

        assertThat(bytesOnDisk()).isLessThan(2 * live + 3 * SEGMENT + checkpointBytes());
        assertThat(all(STUCK)).hasSize(100).first().asString().endsWith("stays 0 " + BODY);
        reopen();
        assertThat(all(STUCK)).hasSize(100);
        assertThat(bytesOnDisk()).isLessThan(2 * live + 3 * SEGMENT + checkpointBytes());
    }

    @Test
    void movesWhateverStateAMessageIsIn() throws IOException {
        write(new Change.OpenQueue(STUCK, QueueSpec.DEFAULT.withKeepAcked(5)), new Change.OpenMap("map", Map.of()));
        for (String name : List.of("acked", "in flight", "held", "nacked", "ready")) {
            write(new Change.Append(message(name, 1000), List.of(STUCK, OTHER)));
        }
        write(new Change.Append(
                new StoredMessage(bytes("delayed"), Bytes.EMPTY, 4, Long.MAX_VALUE / 2, 0, "key"), STUCK));
        write(new Change.PutEntry("map", bytes("key"), bytes("value"), MapEntry.ABSENT));
        List<Delivery> claimed = claim(STUCK, 4);
        BranchId branch = new BranchId(1, bytes("branch"), Bytes.EMPTY);
        write(
                new Change.Ack(STUCK, claimed.get(0).sequence()),
                new Change.Nack(STUCK, claimed.get(3).sequence(), 0, true),
                new Change.Prepare(
                        branch,
                        List.of(
                                new Change.Ack(STUCK, claimed.get(2).sequence()),
                                new Change.Append(message("prepared", 1000), OTHER))));
        List<String> before = everything();
        MapEntry entry = engine.entry("map", bytes("key"));

        for (int i = 0; i < 100; i++) {
            pass(i);
        }

        assertThat(directory.resolve(Segment.fileName(1))).doesNotExist();
        assertThat(everything()).isEqualTo(before);
        assertThat(engine.entry("map", bytes("key"))).isEqualTo(entry);
        write(new Change.CommitBranch(branch));
        assertThat(all(OTHER)).last().asString().endsWith("READY prepared 1000");
        before = everything();
        engine.close();
        reopenHolding();
        assertThat(everything()).isEqualTo(before);
        assertThat(engine.entry("map", bytes("key"))).isEqualTo(entry);
    }

    @Test
    void compactsAtOnceAndSaysWhatItFreed() throws IOException {
        List<Change> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appends.add(new Change.Append(message("message " + i, BODY), PASSING));
        }
        appends.forEach(this::write);
        write(new Change.Append(message("stays", BODY), STUCK));
        for (Delivery delivery : claim(PASSING, 50)) {
            write(new Change.Ack(PASSING, delivery.sequence()));
        }
        long before = bytesOnDisk();

        long freed = engine.compact();

        assertThat(freed).isEqualTo(before - bytesOnDisk()).isPositive();
        assertThat(bytesOnDisk()).isLessThan(2 * BODY + SEGMENT);
        assertThat(all(STUCK)).singleElement().asString().endsWith("stays " + BODY);
    }

    @Test
    void leavesADamagedMessageWhereItIs() throws IOException {
        long sequence = write(new Change.Append(message("damaged", 1000), STUCK))[0];
        write(new Change.Append(message("good", 1000), STUCK));
        Path first = directory.resolve(Segment.fileName(1));
        byte[] content = Files.readAllBytes(first);
        for (int i = 0; i < content.length - 8; i++) {
            if (new String(content, i, 7, StandardCharsets.US_ASCII).equals("damaged")) {
                content[i]++;
            }
        }
        Files.write(first, content);

        for (int i = 0; i < 100; i++) {
            pass(i);
        }
        engine.compact();

        assertThat(first).exists();
        assertThat(claimFails(sequence)).isEqualTo(StorageException.Kind.CORRUPT);
        assertThat(claim(STUCK, 1))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.message().head()).isEqualTo(bytes("good")));
    }

    private StorageException.Kind claimFails(long sequence) {
        try (Claimer claimer = engine.claimer(STUCK, Filter.ALL)) {
            claimer.claimExactly(sequence);
            return null;
        } catch (StorageException e) {
            return e.kind();
        }
    }

    /** A message that is sent, taken and acknowledged. */
    private void pass(int number) {
        write(new Change.Append(message("passing " + number, BODY), PASSING));
        for (Delivery delivery : claim(PASSING, 10)) {
            write(new Change.Ack(PASSING, delivery.sequence()));
        }
    }

    private long[] write(Change... changes) {
        return engine.write(List.of(changes), Durability.FORCED);
    }

    private List<Delivery> claim(QueueName queue, int limit) {
        try (Claimer claimer = engine.claimer(queue, Filter.ALL)) {
            return claimer.claim(limit);
        }
    }

    private List<String> everything() {
        List<String> all = new ArrayList<>();
        for (QueueName queue : List.of(STUCK, PASSING, OTHER)) {
            all.add(queue + " " + engine.stats(queue));
            all.addAll(all(queue));
        }
        return all;
    }

    private List<String> all(QueueName queue) {
        List<String> all = new ArrayList<>();
        for (Iterator<QueuedMessage> walk = engine.browse(queue, EnumSet.allOf(MessageState.class)); walk.hasNext(); ) {
            QueuedMessage one = walk.next();
            all.add(one.sequence() + " " + one.state() + " "
                    + new String(one.message().head().toArray(), StandardCharsets.US_ASCII) + " "
                    + one.message().body().length());
        }
        return all;
    }

    private void reopen() throws IOException {
        engine.close();
        engine = new FileEngine(new NativeDisk(directory), OPTIONS, InstantSource.system(), () -> {});
    }

    private void reopenHolding() throws IOException {
        FileOptions holding = new FileOptions(Durability.WRITTEN, SEGMENT, 0, 0, false, true);
        engine = new FileEngine(new NativeDisk(directory), holding, InstantSource.system(), () -> {});
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private long checkpointBytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Checkpointer.isCheckpoint(file.getFileName().toString()) ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    private static StoredMessage message(String name, int body) {
        return new StoredMessage(bytes(name), Bytes.wrap(new byte[body]), 4, 0, 0, null);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
