package io.github.persistq.model;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.model.Operations.Operation;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random sequence of operations, made on two engines that must not differ in anything that a caller can see.
 *
 * <p>Threading: one thread at a time.
 */
public final class ModelRun {
    private static final int SHOWN = 25;

    private final long seed;
    private final ManualClock clock = new ManualClock();
    private final Operations operations;
    private final Deque<String> log = new ArrayDeque<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int step;

    private ModelRun(long seed) {
        this.seed = seed;
        this.operations = new Operations(new Random(seed), clock);
    }

    /**
     * Makes a run on two new stores, and closes them.
     *
     * @param seed decides all operations
     * @param steps how many there are
     * @param subject the engine that is tested
     * @param model the engine that is right
     * @return how often each kind of outcome came, so that a caller can see that the run was not trivial
     * @throws AssertionError with the seed, the last operations and the difference, if the engines differ
     */
    public static Map<String, Integer> run(long seed, int steps, EngineFixture subject, EngineFixture model) {
        ModelRun run = new ModelRun(seed);
        try (Side tested = new Side(subject, run.clock);
                Side right = new Side(model, run.clock)) {
            run.make(run.operations.first(), tested, right);
            while (run.step < steps) {
                run.make(run.operations.next(), tested, right);
            }
        } catch (RuntimeException e) {
            throw run.failure("it threw " + e, e);
        }
        return run.outcomes;
    }

    private void make(Operation operation, Side tested, Side right) {
        step++;
        log.addLast("%6d  %s".formatted(step, operation.text()));
        if (log.size() > SHOWN) {
            log.removeFirst();
        }
        Object expected = right.outcome(operation.action());
        Object actual = tested.outcome(operation.action());
        compare("the outcome", expected, actual);
        operations.note(expected);
        outcomes.merge(kindOf(expected), 1, Integer::sum);
        Map<String, Object> seen = tested.seen(Operations.QUEUES, Operations.BRANCHES);
        right.seen(Operations.QUEUES, Operations.BRANCHES)
                .forEach((what, value) -> compare(what, value, seen.get(what)));
    }

    private void compare(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw failure("%s%n  is        %s%n  should be %s".formatted(what, actual, expected), null);
        }
    }

    private AssertionError failure(String difference, Throwable cause) {
        return new AssertionError(
                "The engines differ at step %d of the run with seed %dL: %s%nlast operations:%n%s"
                        .formatted(step, seed, difference, String.join(System.lineSeparator(), log)),
                cause);
    }

    private static String kindOf(Object outcome) {
        if (outcome instanceof StorageException.Kind kind) {
            return kind.name();
        }
        boolean delivered =
                outcome instanceof Collection<?> list && list.stream().anyMatch(Delivery.class::isInstance)
                        || outcome instanceof Optional<?> optional && optional.isPresent();
        return delivered ? "delivered" : outcome instanceof String text ? text : "done";
    }
}
