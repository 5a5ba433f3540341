package io.github.persistq.internal.engine.file;

import static io.github.persistq.internal.engine.file.TestStore.ORDERS;
import static io.github.persistq.internal.engine.file.TestStore.ack;
import static io.github.persistq.internal.engine.file.TestStore.claim;
import static io.github.persistq.internal.engine.file.TestStore.numbers;
import static io.github.persistq.internal.engine.file.TestStore.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.internal.engine.file.SimulatedDisk.Operation;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ExtendWith(QuietLog.class)
class FaultTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private FileEngine engine = TestStore.create(disk, TestStore.OPTIONS);

    private Kind failure(Runnable call) {
        StorageException e = catchThrowableOfType(StorageException.class, call::run);
        assertThat(e).isNotNull();
        return e.kind();
    }

    // ---- failed writes and forces

    @Test
    void aFailedForcePoisonsAllLaterCallsWithTheFirstCause() {
        send(engine, 1, 100);
        IOException first = Faults.error();
        disk.probe(Faults.once(Operation.FORCE, "journal", 1, first));

        assertThat(failure(() -> send(engine, 2, 100))).isEqualTo(Kind.POISONED);

        for (Runnable later : List.<Runnable>of(
                () -> send(engine, 3, 100),
                () -> claim(engine, 1),
                () -> engine.queues(),
                () -> engine.stats(ORDERS))) {
            assertThatThrownBy(later::run)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.POISONED))
                    .hasMessageContaining("Input/output error")
                    .hasRootCause(first);
        }
    }

    @Test
    void aFailedForceIsNotTriedAgain() {
        AtomicInteger forces = new AtomicInteger();
        disk.probe((operation, file) -> {
            if (operation == Operation.FORCE && forces.incrementAndGet() == 1) {
                throw Faults.error();
            }
        });
        assertThat(failure(() -> send(engine, 1, 100))).isEqualTo(Kind.POISONED);

        assertThat(failure(() -> send(engine, 2, 100))).isEqualTo(Kind.POISONED);
        engine.close();

        assertThat(forces).hasValue(1);
        assertThat(disk.openFiles()).isZero();
    }

    /** A checkpoint's force could fail while a sender forced the same file: the sender was then told a false success. */
    @Test
    void aSegmentWhoseForceFailedNeverForcesWellAgain() throws IOException {
        DiskFile file = disk.create("segment");
        Segment segment = new Segment(new SegmentHeader(new UUID(1, 2), 1, 1), file, 64, 64);
        disk.probe(Faults.once(Operation.FORCE, "segment", 1, Faults.full()));
        assertThatThrownBy(segment::force).isInstanceOf(IOException.class);

        assertThatThrownBy(segment::force).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> segment.trim(0)).isInstanceOf(IOException.class);
    }

    @Test
    void followersThatWaitForAFailedForceFailToo() throws Exception {
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        disk.probe((operation, file) -> {
            if (operation == Operation.FORCE) {
                leading.countDown();
                try {
                    fail.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw Faults.error();
            }
        });
        CompletableFuture<Kind> leader = CompletableFuture.supplyAsync(() -> failure(() -> send(engine, 1, 10)));
        leading.await();
        CompletableFuture<Kind> follower = CompletableFuture.supplyAsync(() -> failure(() -> send(engine, 2, 10)));

        fail.countDown();

        assertThat(leader.get()).isEqualTo(Kind.POISONED);
        assertThat(follower.get()).isEqualTo(Kind.POISONED);
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "FORCE"})
    void reopeningAfterAFailureRecoversWhatHadReturned(Operation failing) {
        send(engine, 1, 100);
        send(engine, 2, 100);
        disk.probe(Faults.always(failing, "journal"));
        assertThat(failure(() -> send(engine, 3, 100))).isEqualTo(Kind.POISONED);
        engine.close();
        disk.probe(SimulatedDisk.Probe.NONE);

        engine = TestStore.open(new SimulatedDisk(disk.durable()), TestStore.OPTIONS);

        assertThat(numbers(engine)).containsExactly(1, 2);
    }

    @Test
    void aShortWritePoisonsAndIsCutWhenTheStoreIsOpenedAgain() {
        send(engine, 1, 100);
        disk.probe(Faults.once(
                Operation.WRITE, "journal", 1, new SimulatedDisk.ShortWriteException(90, "Input/output error")));
        assertThat(failure(() -> send(engine, 2, 100))).isEqualTo(Kind.POISONED);

        engine = TestStore.open(new SimulatedDisk(disk.live()), TestStore.OPTIONS);
        send(engine, 3, 10);

        assertThat(numbers(engine)).containsExactly(1, 3);
    }

    /** ENOSPC of a force was taken for a frame that found no room: the store went on as if nothing were lost. */
    @ParameterizedTest
    @EnumSource(names = {"FORCE", "FORCE_DIRECTORY"})
    void aForceThatFailsForWantOfRoomPoisonsToo(Operation failing) {
        disk.probe((operation, file) -> {
            if (operation == failing && !file.endsWith(".tmp")) {
                throw Faults.full();
            }
        });

        Kind kind = failure(() -> {
            for (int i = 0; i < 2000; i++) {
                engine.write(List.of(new Change.Append(TestStore.message(i, 100), ORDERS)), Durability.WRITTEN);
            }
        });

        assertThat(kind).isEqualTo(Kind.POISONED);
        disk.probe(SimulatedDisk.Probe.NONE);
        TestStore.open(new SimulatedDisk(disk.live()), TestStore.OPTIONS);
        TestStore.open(new SimulatedDisk(disk.durable()), TestStore.OPTIONS);
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "WRITE", "FORCE", "RENAME", "FORCE_DIRECTORY", "LIST", "DELETE"})
    void aCheckpointThatFailsIsNoFailureOfTheStore(Operation failing) {
        FileOptions tiny = TestStore.segments(4096);
        SimulatedDisk small = new SimulatedDisk();
        engine = TestStore.create(small, tiny);
        boolean[] checkpointing = new boolean[1];
        small.probe((operation, file) -> {
            if (file.startsWith("checkpoint")) {
                checkpointing[0] = true;
            } else if (file.startsWith("journal")) {
                checkpointing[0] = false;
            }
            if (operation == failing && checkpointing[0]) {
                throw Faults.error();
            }
        });

        for (int i = 0; i < 100; i++) {
            send(engine, i, 200);
        }

        small.probe(SimulatedDisk.Probe.NONE);
        engine = TestStore.open(new SimulatedDisk(small.durable()), tiny);
        assertThat(numbers(engine)).hasSize(100);
    }

    /** Only an inconsistent index poisoned: after any other failure the journal said what the running store did not know. */
    @Test
    void aWrittenUnitThatCannotBeAppliedPoisons() throws IOException {
        boolean[] broken = new boolean[1];
        InstantSource clock = () -> {
            if (broken[0]) {
                throw new IllegalStateException("no time");
            }
            return Instant.ofEpochMilli(1_700_000_000_000L);
        };
        SimulatedDisk other = new SimulatedDisk();
        engine = new FileEngine(other, TestStore.OPTIONS, clock, () -> {});
        engine.write(List.of(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT)), Durability.FORCED);
        send(engine, 1, 100);
        Delivery claimed = claim(engine, 1).get(0);
        broken[0] = true;

        assertThat(failure(() -> engine.write(
                        List.of(new Change.Nack(ORDERS, claimed.sequence(), 0, false)), Durability.FORCED)))
                .isEqualTo(Kind.POISONED);

        broken[0] = false;
        assertThat(failure(() -> send(engine, 2, 100))).isEqualTo(Kind.POISONED);
        assertThat(numbers(TestStore.open(new SimulatedDisk(other.live()), TestStore.OPTIONS)))
                .containsExactly(1);
    }

    /** A listener that threw made a send fail that was stored. */
    @Test
    void aListenerThatThrowsIsNotTheSendersFailure() {
        engine.onReady((queue, messages) -> {
            throw new IllegalStateException("not now");
        });

        send(engine, 1, 100);

        assertThat(numbers(engine)).containsExactly(1);
    }

    // ---- reads

    @Test
    void aMessageThatCannotBeReadIsInNobodysWay() {
        for (int i = 1; i <= 4; i++) {
            send(engine, i, 100);
        }
        disk.probe(Faults.once(Operation.READ, "journal", 2, Faults.error()));

        assertThatThrownBy(() -> claim(engine, 3))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                .hasMessageContaining("journal-0000000000000001.log")
                .hasMessageContaining("offset");

        assertThat(numbers(engine)).containsExactly(1, 3, 4);
    }

    /** A head that could not be read stayed ready, so that each claim of each selecting consumer failed on it again. */
    @Test
    void aHeadThatCannotBeReadIsInNoSelectorsWay() {
        for (int i = 1; i <= 4; i++) {
            send(engine, i, 100);
        }
        disk.probe(Faults.once(Operation.READ, "journal", 2, Faults.error()));

        assertThat(failure(() -> claim(engine, 3, head -> true))).isEqualTo(Kind.IO);

        assertThat(claim(engine, 9, head -> true))
                .extracting(delivery -> TestStore.number(delivery.message()))
                .containsExactly(1, 3, 4);
    }

    /** A message whose place changed while it was read was reported as unreadable. */
    @Test
    void aMessageReplacedWhileItIsReadIsReadAgain() {
        long sequence = send(engine, 1, 100);
        AtomicInteger reads = new AtomicInteger();
        disk.probe((operation, file) -> {
            if (operation == Operation.READ && reads.incrementAndGet() == 1) {
                engine.write(
                        List.of(new Change.Replace(
                                ORDERS,
                                sequence,
                                TestStore.message(2, 50).head(),
                                TestStore.message(2, 50).body())),
                        Durability.WRITTEN);
                throw Faults.error();
            }
        });

        assertThat(numbers(engine)).containsExactly(2);
    }

    /** Empty messages were cached without limit, even by a store without a cache. */
    @Test
    void aStoreWithoutACacheKeepsNoEmptyMessage() {
        StoredMessage empty = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, null);
        engine.write(List.of(new Change.Append(empty, ORDERS)), Durability.FORCED);
        AtomicInteger reads = new AtomicInteger();
        disk.probe((operation, file) -> {
            if (operation == Operation.READ) {
                reads.incrementAndGet();
            }
        });

        assertThat(claim(engine, 1)).hasSize(1);

        assertThat(reads).hasPositiveValue();
    }

    @Test
    void anOpenThatFailsLeavesNothingOpen() {
        send(engine, 1, 100);
        claim(engine, 1);
        for (Operation failing : Operation.values()) {
            for (int nth = 1; nth <= 3; nth++) {
                SimulatedDisk crashed = new SimulatedDisk(disk.live());
                crashed.probe(Faults.once(failing, "", nth, Faults.error()));

                try {
                    TestStore.open(crashed, TestStore.OPTIONS).close();
                } catch (RuntimeException e) {
                    assertThat(e).isInstanceOfAny(StorageException.class, java.io.UncheckedIOException.class);
                }

                assertThat(crashed.openFiles()).as(failing + " " + nth).isZero();
            }
        }
    }

    /** Only a process's own frames counted towards its next checkpoint: one that was always killed kept every segment. */
    @Test
    void aStoreWhoseOwnersAreAlwaysKilledStaysSmall() {
        FileOptions options = TestStore.segments(64 << 10);
        SimulatedDisk killed = new SimulatedDisk();
        engine = TestStore.create(killed, options);
        for (int life = 0; life < 40; life++) {
            for (int i = 0; i < 30; i++) {
                send(engine, i, 700);
            }
            claim(engine, 30).forEach(delivery -> ack(engine, delivery));
            killed = new SimulatedDisk(killed.live());
            engine = TestStore.open(killed, options);
        }

        assertThat(killed.used()).isLessThan(5 * (64 << 10) + (64 << 10));
    }

    // ---- interrupts

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anInterruptNeitherStopsACallNorHarmsTheStore(Operation at) {
        SimulatedDisk small = new SimulatedDisk();
        engine = TestStore.create(small, TestStore.segments(4096));
        AtomicInteger interrupts = new AtomicInteger();
        small.probe((operation, file) -> {
            if (operation == at) {
                interrupts.incrementAndGet();
                Thread.currentThread().interrupt();
            }
        });
        try {
            for (int i = 0; i < 100; i++) {
                send(engine, i, 200);
            }
            claim(engine, 50).forEach(delivery -> ack(engine, delivery));
            if (interrupts.get() > 0) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
            engine.close();
            engine = TestStore.open(small, TestStore.segments(4096));
            assertThat(numbers(engine)).hasSize(50);
            assertThat(interrupts.get() > 0).isEqualTo(Thread.interrupted());
            assertThat(interrupts).hasPositiveValue();
        } finally {
            Thread.interrupted();
        }
    }
}
