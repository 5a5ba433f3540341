package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs calls that may block, each on a thread of its own. */
final class Background {
    /** What a listener or a thread does, free to throw. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    private Background() {}

    static <T> CompletableFuture<T> call(Callable<T> call) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(call.call());
                    } catch (Throwable e) {
                        outcome.completeExceptionally(e);
                    }
                },
                "statement");
        thread.setDaemon(true);
        thread.start();
        return outcome;
    }

    static CompletableFuture<Void> run(Action action) {
        return call(() -> {
            action.run();
            return null;
        });
    }

    /** Runs an action within a listener, and keeps what came of it. */
    static void into(CompletableFuture<Void> outcome, Action action) {
        try {
            action.run();
            outcome.complete(null);
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    /** What a call came to, which must end soon. */
    static <T> T result(CompletableFuture<T> call) throws Exception {
        return call.get(Statements.SOON, TimeUnit.MILLISECONDS);
    }

    /** Whether a call was refused with the one exception that it may be refused with; any other fails. */
    static boolean isRefused(CompletableFuture<Void> call, Class<? extends Exception> refusal) throws Exception {
        try {
            // Some providers wait for their own time limit before they go on.
            call.get(3 * Statements.SOON, TimeUnit.MILLISECONDS);
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(refusal);
            return true;
        }
    }

    /** Fails if a call that must wait has ended. */
    static void assertWaiting(CompletableFuture<?> call) {
        assertThatThrownBy(() -> call.get(Statements.BRIEFLY, TimeUnit.MILLISECONDS))
                .as("a call that must wait")
                .isInstanceOf(TimeoutException.class);
    }

    /** Waits for a latch, which must open soon. */
    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(Statements.SOON, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still waiting for " + latch.getCount() + " of what must come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
