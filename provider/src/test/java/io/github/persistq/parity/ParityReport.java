package io.github.persistq.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes which rows of the parity table hold on which engine to {@code target/parity.md}, from the results of the tests that name
 * rows.
 *
 * <p>Way in: the launcher finds it by {@code ServiceLoader}.
 *
 * <p>Threading: thread-safe; tests end on several threads.
 */
public final class ParityReport implements TestExecutionListener {
    private static final Path FILE = Path.of("target", "parity.md");
    /** The segment of a test's unique id that stands for a class with one of its parameters. */
    private static final String WITH_ENGINE = "class-template-invocation";

    private final List<ParityOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private volatile Optional<TestPlan> plan = Optional.empty();

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = Optional.of(started);
        outcomes.clear();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
            String reason = result.getThrowable().map(ParityReport::firstLine).orElse("");
            for (String row : rows(source.getJavaMethod())) {
                outcomes.add(new ParityOutcome(
                        row,
                        engine(test),
                        source.getJavaClass().getSimpleName() + "." + source.getMethodName(),
                        ParityOutcome.Verdict.of(result.getStatus()),
                        reason));
            }
        }
    }

    private static List<String> rows(Method test) {
        Parity own = test.getAnnotation(Parity.class);
        Parity whole = test.getDeclaringClass().getAnnotation(Parity.class);
        if (own != null) {
            return List.of(own.value());
        }
        return whole == null ? List.of() : List.of(whole.value());
    }

    private static String firstLine(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replace("Assumption failed: ", "");
    }

    /** The name of the class's invocation, which begins with the engine's; what has none is of no engine or of all. */
    private String engine(TestIdentifier test) {
        Optional<TestIdentifier> at = Optional.of(test);
        while (at.isPresent()
                && !at.get().getUniqueIdObject().getLastSegment().getType().equals(WITH_ENGINE)) {
            TestIdentifier child = at.get();
            at = plan.flatMap(known -> known.getParent(child));
        }
        return at.map(invocation -> invocation.getDisplayName().replace("\"", ""))
                .orElse(ParityOutcome.ANY_ENGINE);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (outcomes.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, new ParityTable(List.copyOf(outcomes)).text());
        } catch (IOException e) {
            throw new UncheckedIOException("The table cannot be written to " + FILE.toAbsolutePath(), e);
        }
    }
}
