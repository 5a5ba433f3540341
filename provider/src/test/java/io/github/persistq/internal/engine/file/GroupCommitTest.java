package io.github.persistq.internal.engine.file;

import static io.github.persistq.internal.engine.file.TestStore.ORDERS;
import static io.github.persistq.internal.engine.file.TestStore.ack;
import static io.github.persistq.internal.engine.file.TestStore.claim;
import static io.github.persistq.internal.engine.file.TestStore.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Delivery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Concurrent use of a store in a real directory. */
@Timeout(120)
class GroupCommitTest {
    private static final int SENDERS = 32;
    private static final int MESSAGES = 60;

    @TempDir
    Path directory;

    @Test
    void concurrentSendersShareForcesAndLoseNothing() throws Exception {
        FileOptions options = TestStore.segments(64 << 10);
        FileEngine engine = TestStore.create(new NativeDisk(directory), options);
        ConcurrentSkipListSet<Integer> acknowledged = new ConcurrentSkipListSet<>();
        AtomicInteger sendersLeft = new AtomicInteger(SENDERS);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 2);
        List<Future<?>> done = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            int first = s * MESSAGES;
            done.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < MESSAGES; i++) {
                    send(engine, first + i, 300);
                }
                return sendersLeft.decrementAndGet();
            }));
        }
        for (int c = 0; c < 2; c++) {
            done.add(threads.submit(() -> {
                start.await();
                while (sendersLeft.get() > 0) {
                    List<Delivery> claimed = claim(engine, 3);
                    for (Delivery delivery : claimed.subList(0, claimed.size() / 2)) {
                        ack(engine, delivery);
                        assertThat(acknowledged.add(TestStore.number(delivery.message())))
                                .isTrue();
                    }
                }
                return null;
            }));
        }

        start.countDown();
        for (Future<?> one : done) {
            one.get();
        }
        long forces = engine.forces();
        engine.close();
        threads.shutdown();

        FileEngine reopened = TestStore.open(new NativeDisk(directory), options);
        List<Integer> left = TestStore.numbers(reopened);
        assertThat(forces).isPositive().isLessThan(SENDERS * MESSAGES);
        assertThat(left).doesNotHaveDuplicates().doesNotContainAnyElementsOf(acknowledged);
        assertThat(left)
                .containsAll(IntStream.range(0, SENDERS * MESSAGES)
                        .boxed()
                        .filter(i -> !acknowledged.contains(i))
                        .toList());
        reopened.close();
    }

    /** Prints what the senders share; a lone sender shares with nobody. */
    @Test
    void showsForcesPerMessageFor1And8And32Senders() throws Exception {
        System.out.println("senders  messages  forces  forces per message");
        for (int senders : new int[] {1, 8, 32}) {
            Path store = directory.resolve("senders" + senders);
            java.nio.file.Files.createDirectory(store);
            FileEngine engine = TestStore.create(new NativeDisk(store), FileOptions.DEFAULT);
            long before = engine.forces();
            ExecutorService threads = Executors.newFixedThreadPool(senders);
            List<Future<?>> done = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                int first = s * MESSAGES;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        send(engine, first + i, 1024);
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            long forces = engine.forces() - before;
            int messages = senders * MESSAGES;
            System.out.printf("%7d  %8d  %6d  %.3f%n", senders, messages, forces, (double) forces / messages);
            assertThat(forces).isPositive().isLessThanOrEqualTo(messages);
            engine.close();
            threads.shutdown();
        }
    }

    /** A checkpoint or deletion under way must not outlive the store's lock, nor a late one poison what is closed. */
    @Test
    void closingWhileOthersSendHarmsNothing() throws Exception {
        FileOptions options = TestStore.segments(4 << 10);
        for (int round = 0; round < 20; round++) {
            Path store = directory.resolve("round" + round);
            java.nio.file.Files.createDirectory(store);
            FileEngine engine = TestStore.create(new NativeDisk(store), options);
            CountDownLatch busy = new CountDownLatch(12);
            ExecutorService threads = Executors.newFixedThreadPool(3);
            List<Future<Integer>> senders = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                int first = s * 100_000;
                senders.add(threads.submit(() -> sendUntilClosed(engine, first, busy)));
            }
            busy.await();

            engine.close();
            FileEngine next = TestStore.open(new NativeDisk(store), options);

            List<Integer> there = TestStore.numbers(next);
            for (int s = 0; s < 3; s++) {
                int sent = senders.get(s).get();
                int first = s * 100_000;
                assertThat(there.stream().filter(n -> n / 100_000 == first / 100_000))
                        .hasSize(sent);
            }
            next.close();
            threads.shutdown();
        }
    }

    private static int sendUntilClosed(FileEngine engine, int first, CountDownLatch busy) {
        int sent = 0;
        try {
            while (true) {
                send(engine, first + sent, 200);
                sent++;
                busy.countDown();
            }
        } catch (io.github.persistq.spi.StorageException e) {
            assertThat(e.kind()).isEqualTo(io.github.persistq.spi.StorageException.Kind.CLOSED);
        }
        return sent;
    }

    @Test
    void anInterruptedThreadWritesClaimsAndForces() {
        FileOptions options = TestStore.segments(4 << 10);
        FileEngine engine = TestStore.create(new NativeDisk(directory), options);
        try {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 100; i++) {
                send(engine, i, 200);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
            List<Delivery> claimed = claim(engine, 40);
            claimed.forEach(delivery -> ack(engine, delivery));
            engine.close();
            FileEngine reopened = TestStore.open(new NativeDisk(directory), options);
            assertThat(reopened.stats(ORDERS).ready()).isEqualTo(60);
            assertThat(TestStore.numbers(reopened)).hasSize(60);
            reopened.close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
