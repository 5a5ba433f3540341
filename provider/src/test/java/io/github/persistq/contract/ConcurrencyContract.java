package io.github.persistq.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads at once. */
abstract class ConcurrencyContract extends ContractPart {
    private static final int THREADS = 4;
    private static final int MESSAGES = 250;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void handsEachMessageToOneOfManyClaimers() throws Exception {
        Queue<String> acked = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(THREADS * MESSAGES);
        List<Callable<Void>> work = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String sender = "s" + t + "-";
            work.add(() -> sendAll(sender));
            work.add(() -> claimAndAck(Filter.ALL, acked, left));
        }

        runAll(work);

        assertThat(acked).hasSize(THREADS * MESSAGES).doesNotHaveDuplicates();
        assertThat(stats().ready() + stats().inFlight()).isZero();
    }

    @Test
    void handsEachMessageToOneClaimerWhenMessagesAreGivenBack() throws Exception {
        Queue<String> acked = new ConcurrentLinkedQueue<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String sender = "s" + t + "-";
            work.add(() -> sendAll(sender));
            work.add(() -> claimAndAck(Messages.startingWith(sender), acked, new AtomicInteger(MESSAGES)));
        }
        work.add(() -> claimAndGiveBackUntilAcked(acked, THREADS * MESSAGES));

        runAll(work);

        assertThat(acked).hasSize(THREADS * MESSAGES).doesNotHaveDuplicates();
        assertThat(stats().ready() + stats().inFlight()).isZero();
    }

    @Test
    void keepsTheOrderOfEachSender() throws Exception {
        List<Callable<Void>> work = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String sender = "s" + t + "-";
            work.add(() -> sendAll(sender));
        }

        runAll(work);

        List<String> texts = claimTexts();
        for (int t = 0; t < THREADS; t++) {
            String sender = "s" + t + "-";
            assertThat(texts.stream().filter(text -> text.startsWith(sender))).containsExactlyElementsOf(names(sender));
        }
    }

    @Test
    void showsAUnitOfWorkWholeOrNotAtAll() throws Exception {
        Callable<Void> pairs = () -> {
            for (int i = 0; i < MESSAGES; i++) {
                write(append("a"), append("b"));
            }
            return null;
        };
        Callable<Void> watch = () -> {
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(stats().ready() % 2).isZero();
            }
            return null;
        };

        runAll(List.of(pairs, watch, pairs, watch));

        assertThat(stats().ready()).isEqualTo(4L * MESSAGES);
    }

    @Test
    void drawsEachSequenceOnce() throws Exception {
        Queue<Long> sequences = new ConcurrentLinkedQueue<>();
        Callable<Void> send = () -> {
            for (int i = 0; i < MESSAGES; i++) {
                sequences.add(send("a"));
            }
            return null;
        };

        runAll(List.of(send, send, send, send));

        assertThat(sequences).hasSize(4 * MESSAGES).doesNotHaveDuplicates();
    }

    @Test
    void endsEveryCallAsClosedWhenItIsClosedMeanwhile() throws Exception {
        CountDownLatch busy = new CountDownLatch(THREADS * 2);
        List<Future<StorageException.Kind>> ends = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String sender = "s" + t + "-";
            Claimer claimer = engine.claimer(ORDERS, Messages.startingWith(sender));
            ends.add(threads.submit(() -> untilItFails(busy, () -> send(sender))));
            ends.add(threads.submit(() ->
                    untilItFails(busy, () -> claimer.claim(3).forEach(d -> write(ack(d))))));
        }
        busy.await();

        engine.close();

        for (Future<StorageException.Kind> end : ends) {
            assertThat(end.get()).isEqualTo(StorageException.Kind.CLOSED);
        }
    }

    private static StorageException.Kind untilItFails(CountDownLatch busy, Runnable call) {
        boolean first = true;
        while (true) {
            try {
                call.run();
            } catch (StorageException e) {
                return e.kind();
            }
            if (first) {
                busy.countDown();
                first = false;
            }
        }
    }

    private Void sendAll(String sender) {
        for (String name : names(sender)) {
            engine.write(List.of(append(name)), Durability.WRITTEN);
        }
        return null;
    }

    private static List<String> names(String sender) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            names.add(sender + i);
        }
        return names;
    }

    private Void claimAndAck(Filter filter, Queue<String> acked, AtomicInteger left) {
        try (Claimer claimer = engine.claimer(ORDERS, filter)) {
            while (left.get() > 0) {
                for (Delivery delivery : claimer.claim(3)) {
                    engine.write(List.of(ack(delivery)), Durability.WRITTEN);
                    acked.add(Messages.text(delivery.message()));
                    left.decrementAndGet();
                }
            }
        }
        return null;
    }

    private Void claimAndGiveBackUntilAcked(Queue<String> acked, int all) {
        try (Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            while (acked.size() < all) {
                for (Delivery delivery : claimer.claim(2)) {
                    Change back = delivery.sequence() % 2 == 0 ? nack(delivery) : release(delivery);
                    engine.write(List.of(back), Durability.WRITTEN);
                }
            }
        }
        return null;
    }

    private void runAll(List<Callable<Void>> work) throws InterruptedException, ExecutionException {
        List<Future<Void>> running = work.stream().map(threads::submit).toList();
        for (Future<Void> one : running) {
            one.get();
        }
    }
}
