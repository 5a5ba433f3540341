package io.github.persistq.internal.engine.file;

import static io.github.persistq.internal.engine.file.TestStore.ORDERS;
import static io.github.persistq.internal.engine.file.TestStore.ack;
import static io.github.persistq.internal.engine.file.TestStore.claim;
import static io.github.persistq.internal.engine.file.TestStore.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.persistq.parity.Parity;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged, cut, missing and foreign files: each is found, or does no harm; none gives a wrong payload. */
@Parity("P30")
@Timeout(300)
class DamageTest {
    private static final String FIRST = Segment.fileName(1);
    private static final int ZEROS_KEPT = 300;

    /** Held, so that its level is not forgotten. */
    private final Logger logger = Logger.getLogger("io.github.persistq.file");

    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    /** A store of a real directory, as its owner left it. */
    private enum Kept {
        CRASHED(64 << 10, false),
        CLOSED(64 << 10, true),
        CRASHED_WITH_SEGMENTS(700, false),
        CLOSED_WITH_SEGMENTS(700, true);

        private final FileOptions options;
        private final boolean closed;

        Kept(int segmentBytes, boolean closed) {
            this.options = TestStore.segments(segmentBytes);
            this.closed = closed;
        }
    }

    /** How far the first segment went when a message had been forced. */
    private final Map<Integer, Long> ends = new TreeMap<>();

    /** The numbers that are there; 2 and 5 were acknowledged. */
    private static final List<Integer> UNSETTLED = List.of(1, 3, 4, 6, 7, 8, 9, 10);

    private Map<String, byte[]> store(Kept kept) throws IOException {
        Disk disk = new NativeDisk(directory);
        StorageEngine engine = TestStore.create(disk, kept.options);
        for (int i = 1; i <= 10; i++) {
            send(engine, i, 40);
            ends.put(i, end());
            if (i == 6) {
                for (Delivery delivery : claim(engine, 5)) {
                    if (delivery.sequence() == 2 || delivery.sequence() == 5) {
                        ack(engine, delivery);
                    }
                }
            }
        }
        if (kept.closed) {
            engine.close();
        }
        Map<String, byte[]> files = files();
        engine.close();
        return files;
    }

    private long end() throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(FIRST));
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** The files, with most of the zeros ahead cut off. */
    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var all = Files.list(directory)) {
            for (Path file : all.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int end = bytes.length;
                while (end > 0 && bytes[end - 1] == 0) {
                    end--;
                }
                files.put(
                        file.getFileName().toString(),
                        Arrays.copyOf(bytes, Math.min(bytes.length, (end + ZEROS_KEPT) & ~7)));
            }
        }
        return files;
    }

    // ---- what must hold of a damaged store

    /** What came of opening a store and taking all its messages. */
    private record Outcome(boolean opened, boolean complete, TreeSet<Integer> delivered) {}

    private Outcome outcome(SimulatedDisk disk, FileOptions options) {
        TreeSet<Integer> delivered = new TreeSet<>();
        StorageEngine engine;
        try {
            engine = TestStore.open(disk, options);
        } catch (StorageException e) {
            assertNamesThePlace(e);
            assertThat(disk.openFiles()).isZero();
            return new Outcome(false, false, delivered);
        }
        boolean complete = true;
        boolean more = true;
        while (more) {
            try {
                List<Delivery> claimed = claim(engine, 1);
                for (Delivery delivery : claimed) {
                    assertThat(TestStore.isAsSent(delivery.message())).isTrue();
                    delivered.add(TestStore.number(delivery.message()));
                }
                more = !claimed.isEmpty();
            } catch (StorageException e) {
                assertNamesThePlace(e);
                complete = false;
            }
        }
        engine.close();
        return new Outcome(true, complete, delivered);
    }

    private static void assertNamesThePlace(StorageException e) {
        assertThat(e.kind()).isIn(Kind.CORRUPT, Kind.NEWER_FORMAT);
        assertThat(e).hasMessageMatching("(?s).*(journal|checkpoint).*");
        if (e.kind() == Kind.CORRUPT) {
            assertThat(e).hasMessageContaining("offset");
        }
    }

    /** Opens the damaged store, then salvages it if it does not open, and opens it again. */
    private Outcome examine(Map<String, byte[]> files, Kept kept) {
        SimulatedDisk disk = new SimulatedDisk(files);
        Outcome outcome = outcome(disk, kept.options);
        if (!outcome.opened()) {
            logged.clear();
            Outcome salvaged = outcome(disk, TestStore.salvage(kept.options));
            assertThat(salvaged.opened()).isTrue();
            assertThat(salvaged.delivered()).isSubsetOf(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
            assertThat(logged).anyMatch(line -> line.contains("salvage") && line.contains("offset"));
            Outcome again = outcome(disk, kept.options);
            assertThat(again.opened()).isTrue();
            assertThat(again.delivered()).isEqualTo(salvaged.delivered());
        }
        return outcome;
    }

    private void assertNothingIsMissing(Outcome outcome, Kept kept, String file, int offset) {
        if (!outcome.opened() || !outcome.complete()) {
            return;
        }
        if (kept.closed || !file.equals(lastSegment)) {
            assertThat(outcome.delivered()).containsAll(UNSETTLED);
        } else if (kept == Kept.CRASHED) {
            for (int number : UNSETTLED) {
                if (ends.get(number) <= offset) {
                    assertThat(outcome.delivered()).contains(number);
                }
            }
        }
    }

    private String lastSegment = "";

    private void forEachDamage(Kept kept, boolean cut) throws IOException {
        Map<String, byte[]> intact = store(kept);
        lastSegment = intact.keySet().stream()
                .filter(Segment::isSegment)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(outcome(new SimulatedDisk(intact), kept.options).delivered()).containsExactlyElementsOf(UNSETTLED);
        for (String file : intact.keySet()) {
            for (int offset = 0; offset < intact.get(file).length; offset++) {
                Map<String, byte[]> damaged = new TreeMap<>(intact);
                damaged.put(file, cut ? cut(intact.get(file), offset) : flipped(intact.get(file), offset));
                try {
                    assertNothingIsMissing(examine(damaged, kept), kept, file, offset);
                    if (cut) {
                        assertGoesOn(damaged, kept);
                    }
                } catch (AssertionError | RuntimeException e) {
                    fail("%s at %d of %d".formatted(file, offset, intact.get(file).length), e);
                }
            }
        }
    }

    private static byte[] flipped(byte[] bytes, int offset) {
        byte[] copy = bytes.clone();
        copy[offset] ^= (byte) (1 << offset % 8);
        return copy;
    }

    private static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** What is sent after a cut is found again. */
    private static void assertGoesOn(Map<String, byte[]> files, Kept kept) {
        SimulatedDisk disk = new SimulatedDisk(files);
        StorageEngine engine;
        try {
            engine = TestStore.open(disk, kept.options);
        } catch (StorageException e) {
            return;
        }
        if (!engine.queues().containsKey(ORDERS)) {
            return;
        }
        send(engine, 77, 33);
        send(engine, 78, 33);
        StorageEngine again = TestStore.open(new SimulatedDisk(disk.durable()), kept.options);
        assertThat(TestStore.numbers(again)).contains(77, 78);
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void noFlippedBitGivesAWrongPayload(Kept kept) throws IOException {
        forEachDamage(kept, false);
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void aFileCutAnywhereIsFoundOutOrLeavesAPrefix(Kept kept) throws IOException {
        forEachDamage(kept, true);
    }

    // ---- missing and foreign files

    @ParameterizedTest
    @EnumSource(Kept.class)
    void aMissingFileIsFoundOutOrNotNeeded(Kept kept) throws IOException {
        Map<String, byte[]> intact = store(kept);
        for (String file : intact.keySet()) {
            Map<String, byte[]> rest = new TreeMap<>(intact);
            rest.remove(file);
            boolean all = rest.keySet().stream().noneMatch(Segment::isSegment);
            boolean any = rest.keySet().stream().anyMatch(Checkpointer::isCheckpoint);
            if (!all || any) {
                Outcome outcome = examine(rest, kept);
                assertThat(!outcome.opened() || outcome.delivered().containsAll(UNSETTLED) || !kept.closed)
                        .as(file)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void aSegmentCopiedOverAnotherIsFoundOut(Kept kept) throws IOException {
        Map<String, byte[]> intact = store(kept);
        List<String> segments =
                intact.keySet().stream().filter(Segment::isSegment).toList();
        for (String from : segments) {
            for (String to : segments) {
                if (!from.equals(to)) {
                    Map<String, byte[]> damaged = new TreeMap<>(intact);
                    damaged.put(to, intact.get(from));
                    assertThat(examine(damaged, kept).opened()).isFalse();
                }
            }
        }
    }

    @Test
    void aFileOfAnotherStoreIsFoundOut() throws IOException {
        Map<String, byte[]> intact = store(Kept.CLOSED_WITH_SEGMENTS);
        SimulatedDisk other = new SimulatedDisk();
        StorageEngine engine = TestStore.create(other, Kept.CLOSED_WITH_SEGMENTS.options);
        for (int i = 100; i < 110; i++) {
            send(engine, i, 40);
        }
        engine.close();
        other.live().forEach((file, content) -> {
            if (intact.containsKey(file)) {
                Map<String, byte[]> mixed = new TreeMap<>(intact);
                mixed.put(file, content);

                assertThat(examine(mixed, Kept.CLOSED_WITH_SEGMENTS).opened())
                        .as(file)
                        .isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSED"})
    void aNewerFormatIsNamed(Kept kept) throws IOException {
        Map<String, byte[]> intact = store(kept);
        for (String file : intact.keySet()) {
            ByteBuffer bytes = ByteBuffer.wrap(intact.get(file).clone()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(8, 3).putInt(12, 0);
            CRC32C crc = new CRC32C();
            if (Segment.isSegment(file)) {
                crc.update(bytes.array(), 0, 64);
            } else {
                crc.update(bytes.array(), 0, 12);
                crc.update(bytes.array(), 16, bytes.capacity() - 16);
            }
            bytes.putInt(12, (int) crc.getValue());
            Map<String, byte[]> newer = new TreeMap<>(intact);
            newer.put(file, bytes.array());

            try {
                TestStore.open(new SimulatedDisk(newer), kept.options);
                fail(file + " was taken for one of this format");
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.NEWER_FORMAT);
                assertThat(e).hasMessageContaining(file).hasMessageContaining("version 3");
            }
        }
    }

    @Test
    void foreignFilesAreLeftAlone() throws IOException {
        Map<String, byte[]> files = store(Kept.CLOSED);
        byte[] content = {1, 2, 3};
        List<String> foreign =
                List.of("notes.txt", "notes.tmp", "journal-old.log", "checkpoint-backup", "lost+found", "checkpoint-");
        foreign.forEach(name -> files.put(name, content));
        SimulatedDisk disk = new SimulatedDisk(files);

        Outcome outcome = outcome(disk, Kept.CLOSED.options);

        assertThat(outcome.delivered()).containsExactlyElementsOf(UNSETTLED);
        foreign.forEach(name -> assertThat(disk.live().get(name)).isEqualTo(content));
    }

    @Test
    void aDamagedBodyBehindACheckpointGivesCorruptAndNotAPayload() throws IOException {
        Map<String, byte[]> files = store(Kept.CLOSED);
        long end = ends.get(1);
        files.get(FIRST)[(int) end - 10] ^= 1;
        SimulatedDisk disk = new SimulatedDisk(files);
        StorageEngine engine = TestStore.open(disk, Kept.CLOSED.options);

        try {
            claim(engine, 10);
            fail("a damaged message was delivered");
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
            assertThat(e).hasMessageContaining(FIRST).hasMessageContaining("offset");
        }

        assertThat(TestStore.numbers(engine)).containsExactly(3, 4, 6, 7, 8, 9, 10);
    }
}
