package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.persistq.internal.engine.sql.GroupWriter.Pending;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that share a transaction hear of its outcome, not of what it was about to be. */
class GroupWriterTest {
    private static final int THREADS = 8;
    private static final int UNITS = 300;

    /**
     * A thread that was woken by the end of the group before returned when its unit was applied, before the transaction was
     * committed: a kill in between lost what had been acknowledged. No call may return before its group has ended.
     */
    @Test
    @Timeout(60)
    void returnsToNoThreadBeforeTheGroupOfItsUnitHasEnded() throws Exception {
        Set<Pending> committed = ConcurrentHashMap.newKeySet();
        GroupWriter writer = new GroupWriter(group -> {
            group.forEach(each -> each.failed(new StorageException(Kind.QUEUE_FULL, "an outcome")));
            LockSupport.parkNanos(100_000);
            committed.addAll(group);
        });

        List<Future<Integer>> early = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            for (int i = 0; i < THREADS; i++) {
                early.add(executor.submit(() -> writeAndCountEarly(writer, committed)));
            }

            for (Future<Integer> each : early) {
                assertThat(each.get()).as("calls that returned early").isZero();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static int writeAndCountEarly(GroupWriter writer, Set<Pending> committed) {
        int early = 0;
        for (int i = 0; i < UNITS; i++) {
            Pending pending = new Pending(List.of(), true, false);
            assertThat(catchThrowable(() -> writer.write(pending))).hasMessage("an outcome");
            early += committed.contains(pending) ? 0 : 1;
        }
        return early;
    }

    @Test
    @Timeout(60)
    void failsEveryUnitOfAGroupThatDiedOfAnErrorAfterTheyWereApplied() throws Exception {
        GroupWriter writer = new GroupWriter(group -> {
            group.forEach(each -> each.failed(new StorageException(Kind.QUEUE_FULL, "an outcome")));
            LockSupport.parkNanos(100_000);
            throw new AssertionError("on purpose");
        });

        List<Future<?>> done = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            for (int i = 0; i < THREADS * UNITS; i++) {
                done.add(executor.submit(() -> {
                    Throwable thrown = catchThrowable(() -> writer.write(new Pending(List.of(), true, false)));
                    assertThat(thrown.getMessage()).containsAnyOf("on purpose", "died of an error");
                }));
            }

            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
