package io.github.persistq.internal.engine.file;

import static io.github.persistq.internal.engine.file.TestStore.claim;
import static io.github.persistq.internal.engine.file.TestStore.numbers;
import static io.github.persistq.internal.engine.file.TestStore.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.engine.file.SimulatedDisk.Operation;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What opening with {@code salvage=true} keeps, what it leaves alone, and that what comes after it is as safe as ever. */
@Timeout(60)
@ExtendWith(QuietLog.class)
class SalvageTest {
    private static final FileOptions SMALL = TestStore.segments(700);
    private static final FileOptions SALVAGE = TestStore.salvage(SMALL);

    /** Ten messages in several segments, as a process that ended leaves them. */
    private static SimulatedDisk closedStore() {
        SimulatedDisk disk = new SimulatedDisk();
        StorageEngine engine = TestStore.create(disk, SMALL);
        for (int i = 1; i <= 10; i++) {
            send(engine, i, 40);
        }
        engine.close();
        return disk;
    }

    private static String lastSegment(Map<String, byte[]> files) {
        return files.keySet().stream()
                .filter(Segment::isSegment)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private static Map<String, byte[]> flipped(Map<String, byte[]> files, String file, int offset) {
        Map<String, byte[]> damaged = new TreeMap<>(files);
        byte[] bytes = damaged.get(file).clone();
        bytes[offset] ^= 1;
        damaged.put(file, bytes);
        return damaged;
    }

    /** Files that can be compared. */
    private static Map<String, ByteBuffer> buffers(Map<String, byte[]> files) {
        Map<String, ByteBuffer> buffers = new TreeMap<>();
        files.forEach((name, content) -> buffers.put(name, ByteBuffer.wrap(content)));
        return buffers;
    }

    /** Salvage of a store of a newer format put its files aside and began an empty store. */
    @Test
    void leavesAStoreOfANewerFormatAsItIs() {
        Map<String, byte[]> intact = closedStore().live();
        intact.put(Segment.temporaryName(99), new byte[10]);
        for (String file : intact.keySet()) {
            if (!Segment.isSegment(file) && !Checkpointer.isCheckpoint(file)) {
                continue;
            }
            Map<String, byte[]> newer = new TreeMap<>(intact);
            newer.put(file, ofFormat3(file, intact.get(file)));
            SimulatedDisk disk = new SimulatedDisk(newer);

            assertThatThrownBy(() -> TestStore.open(disk, SALVAGE))
                    .as(file)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_FORMAT));

            assertThat(buffers(disk.live())).as(file).isEqualTo(buffers(newer));
        }
    }

    private static byte[] ofFormat3(String file, byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content.clone()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 3).putInt(12, 0);
        CRC32C crc = new CRC32C();
        if (Segment.isSegment(file)) {
            crc.update(bytes.array(), 0, SegmentHeader.LENGTH);
        } else {
            crc.update(bytes.array(), 0, 12);
            crc.update(bytes.array(), 16, bytes.capacity() - 16);
        }
        return bytes.putInt(12, (int) crc.getValue()).array();
    }

    /** A frame of a kind that this version does not know was read as a unit of work. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAFrameOfAnUnknownKind(boolean salvage) {
        SimulatedDisk written = new SimulatedDisk();
        send(TestStore.create(written, SMALL), 1, 40);
        Map<String, byte[]> files = written.live();
        ByteBuffer segment = ByteBuffer.wrap(files.get(Segment.fileName(1))).order(ByteOrder.LITTLE_ENDIAN);
        SegmentHeader header =
                SegmentHeader.decode(segment.slice(0, SegmentHeader.LENGTH), written, Segment.fileName(1));
        FrameHeader first = FrameHeader.read(segment, SegmentHeader.LENGTH);
        new FrameHeader(
                        first.contentLength(),
                        first.lsn(),
                        first.durableLsn(),
                        first.lastNumber(),
                        first.contentCrc(),
                        (short) 3)
                .write(
                        segment.slice(SegmentHeader.LENGTH, FrameHeader.LENGTH),
                        FrameHeader.seed(header.storeId(), header.segmentId()));

        assertThatThrownBy(() -> TestStore.open(new SimulatedDisk(files), salvage ? SALVAGE : SMALL))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEWER_FORMAT))
                .hasMessageContaining("kind 3")
                .hasMessageContaining("offset 64");
    }

    /** A store that did not open had been changed: its unfinished files were gone, and its tail was cut. */
    @Test
    void aStoreThatDoesNotOpenIsAsItWas() {
        Map<String, byte[]> files = closedStore().live();
        files.put(Segment.temporaryName(99), new byte[10]);
        Map<String, byte[]> damaged = flipped(files, Segment.fileName(1), 20);
        SimulatedDisk disk = new SimulatedDisk(damaged);

        assertThatThrownBy(() -> TestStore.open(disk, SMALL)).isInstanceOf(StorageException.class);

        assertThat(buffers(disk.live())).isEqualTo(buffers(damaged));
    }

    /** Frames must not go on with numbers that the checkpoint of a lost segment covers: they would be passed over. */
    @Test
    void whatIsSentAfterwardsSurvives() {
        Map<String, byte[]> intact = closedStore().live();
        for (String file : intact.keySet()) {
            for (int offset = 0; offset < intact.get(file).length; offset += 13) {
                SimulatedDisk disk = new SimulatedDisk(flipped(intact, file, offset));
                StorageEngine engine = TestStore.open(disk, SALVAGE);
                if (!engine.queues().containsKey(TestStore.ORDERS)) {
                    engine = TestStore.create(disk, SALVAGE);
                }
                send(engine, 77, 33);
                send(engine, 78, 33);

                StorageEngine crashed = TestStore.open(new SimulatedDisk(disk.durable()), SMALL);

                assertThat(readable(crashed)).as("%s at %d", file, offset).contains(77, 78);
            }
        }
    }

    /** The numbers of the messages whose bytes are whole. */
    private static List<Integer> readable(StorageEngine engine) {
        List<Integer> numbers = new ArrayList<>();
        while (true) {
            try {
                List<Delivery> claimed = claim(engine, 1);
                if (claimed.isEmpty()) {
                    return numbers;
                }
                numbers.add(TestStore.number(claimed.get(0).message()));
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
            }
        }
    }

    /** The new checkpoint is what makes a salvaged store whole; when it could not be written, this was only logged. */
    @Test
    void failsIfItsCheckpointCannotBeWritten() {
        SimulatedDisk disk = new SimulatedDisk(
                flipped(closedStore().live(), lastSegment(closedStore().live()), 100));
        disk.probe(Faults.always(Operation.CREATE, "checkpoint"));

        assertThatThrownBy(() -> TestStore.open(disk, SALVAGE))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("salvage");

        assertThat(disk.openFiles()).isZero();
    }

    @Test
    void keepsWhatAnEarlierSalvagePutAside() {
        String file = Segment.fileName(1);
        SimulatedDisk disk = new SimulatedDisk(flipped(closedStore().live(), file, 20));
        byte[] earlier = {1, 2, 3};
        Map<String, byte[]> files = disk.live();
        files.put(file + ".damaged", earlier);
        SimulatedDisk again = new SimulatedDisk(files);

        TestStore.open(again, SALVAGE).close();

        assertThat(again.live().get(file + ".damaged")).isEqualTo(earlier);
        assertThat(again.live().get(file + ".damaged-2")).isEqualTo(files.get(file));
    }

    /** An unreadable block of the device ended salvage as it ends every open. */
    @Test
    void readsAroundWhatTheDeviceCannotRead() {
        Map<String, byte[]> intact = closedStore().live();
        for (String file : intact.keySet()) {
            SimulatedDisk disk = new SimulatedDisk(intact);
            disk.probe(Faults.always(Operation.READ, file));
            if (Checkpointer.isCheckpoint(file) || file.equals(lastSegment(intact))) {
                assertThatThrownBy(() -> TestStore.open(disk, SMALL)).hasMessageContaining(file);
            }

            StorageEngine engine = TestStore.open(disk, SALVAGE);
            disk.probe(SimulatedDisk.Probe.NONE);

            assertThat(readable(engine)).as(file).isSubsetOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(disk.live().keySet()).anyMatch(name -> name.startsWith(file + ".damaged"));
        }
    }

    @Test
    void losesNothingToAReadThatFailsOnce() {
        Map<String, byte[]> intact = closedStore().live();
        for (int nth = 1; nth <= 20; nth++) {
            SimulatedDisk disk = new SimulatedDisk(intact);
            disk.probe(Faults.once(Operation.READ, "", nth, Faults.error()));

            StorageEngine engine = TestStore.open(disk, SALVAGE);
            disk.probe(SimulatedDisk.Probe.NONE);

            assertThat(numbers(engine)).as("read %d", nth).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        }
    }

    /** Messages of a queue whose name had been lost with the checkpoint were dropped without a word. */
    @Test
    void keepsTheMessagesOfAQueueWhoseNameIsLost() {
        SimulatedDisk written = new SimulatedDisk();
        StorageEngine engine = TestStore.create(written, SMALL);
        for (int i = 1; i <= 20; i++) {
            send(engine, i, 40);
        }
        claim(engine, 10)
                .forEach(delivery -> engine.write(
                        List.of(new Change.Ack(TestStore.ORDERS, delivery.sequence())), Durability.FORCED));
        engine.close();
        Map<String, byte[]> files = written.live();
        assertThat(files).doesNotContainKey(Segment.fileName(1));
        String checkpoint = files.keySet().stream()
                .filter(Checkpointer::isCheckpoint)
                .findFirst()
                .orElseThrow();

        StorageEngine salvaged = TestStore.open(new SimulatedDisk(flipped(files, checkpoint, 100)), SALVAGE);

        QueueName found = salvaged.queues().keySet().iterator().next();
        assertThat(found.name()).startsWith("SALVAGED.");
        assertThat(salvaged.claimer(found, Filter.ALL).claim(100))
                .extracting(delivery -> TestStore.number(delivery.message()))
                .contains(11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    }

    /** A branch whose settlement did not fit any more was not prepared, and what it had appended stayed hidden for ever. */
    @Test
    void keepsABranchOfWhichAPartIsLost() {
        BranchId earlier = new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY);
        BranchId later = new BranchId(1, Bytes.wrap(new byte[] {2}), Bytes.EMPTY);
        SimulatedDisk written = new SimulatedDisk();
        StorageEngine engine = TestStore.create(written, TestStore.OPTIONS);
        send(engine, 1, 40);
        Change.Ack ack =
                new Change.Ack(TestStore.ORDERS, claim(engine, 1).get(0).sequence());
        engine.write(List.of(new Change.Prepare(earlier, List.of(ack))), Durability.FORCED);
        long rollback = end(written);
        engine.write(List.of(new Change.RollbackBranch(earlier)), Durability.FORCED);
        claim(engine, 1);
        Change.Append append = new Change.Append(TestStore.message(3, 40), TestStore.ORDERS);
        engine.write(List.of(new Change.Prepare(later, List.of(ack, append))), Durability.FORCED);
        send(engine, 4, 40);
        Map<String, byte[]> damaged = flipped(written.live(), Segment.fileName(1), (int) rollback + 30);

        StorageEngine salvaged = TestStore.open(new SimulatedDisk(damaged), TestStore.salvage(TestStore.OPTIONS));

        assertThat(salvaged.prepared()).containsExactlyInAnyOrder(earlier, later);
        salvaged.write(List.of(new Change.CommitBranch(later)), Durability.FORCED);
        assertThat(numbers(salvaged)).containsExactly(3, 4);
    }

    /** Where the zeros of the first segment begin. */
    private static long end(SimulatedDisk disk) {
        byte[] bytes = disk.live().get(Segment.fileName(1));
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
