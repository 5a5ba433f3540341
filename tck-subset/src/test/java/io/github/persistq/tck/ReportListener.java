package io.github.persistq.tck;

import io.github.persistq.tck.Outcome.Verdict;
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
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes what became of the statements to {@code target/tck-report.md} and {@code .html}, and a summary to the console.
 *
 * <p>Way in: the launcher finds it by {@code ServiceLoader}.
 *
 * <p>Threading: thread-safe; tests end on several threads.
 */
public final class ReportListener implements TestExecutionListener {
    private static final Path DIRECTORY = Path.of("target");
    /** The segment of a test's unique id that stands for a class with one of its parameters. */
    private static final String WITH_PROVIDER = "class-template-invocation";

    private final List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    private volatile Optional<TestPlan> plan = Optional.empty();

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = Optional.of(started);
        outcomes.clear();
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        record(test, Verdict.NOT_APPLICABLE, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        // A container tells only what kept its tests from running, or what broke after them.
        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            record(
                    test,
                    verdict(result),
                    result.getThrowable().map(ReportListener::text).orElse(""));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (outcomes.isEmpty()) {
            return;
        }
        Report report = new Report(List.copyOf(outcomes));
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve("tck-report.md"), new MarkdownReport(report).text());
            Files.writeString(DIRECTORY.resolve("tck-report.html"), new HtmlReport(report).text());
        } catch (IOException e) {
            throw new UncheckedIOException("The report cannot be written to " + DIRECTORY.toAbsolutePath(), e);
        }
        System.out.println(report.summary());
    }

    private static Verdict verdict(TestExecutionResult result) {
        return switch (result.getStatus()) {
            case SUCCESSFUL -> Verdict.PASSED;
            case FAILED -> Verdict.FAILED;
            case ABORTED ->
                result.getThrowable()
                                .filter(Differences.Difference.class::isInstance)
                                .isPresent()
                        ? Verdict.DIFFERS
                        : Verdict.NOT_APPLICABLE;
        };
    }

    private static String text(Throwable thrown) {
        return thrown instanceof NotApplicable || thrown instanceof Differences.Difference
                ? String.valueOf(thrown.getMessage())
                : thrown.toString();
    }

    private void record(TestIdentifier test, Verdict verdict, String detail) {
        TestSource source = test.getSource().orElse(null);
        if (source instanceof MethodSource method && isStatements(method.getJavaClass())) {
            record(test, method.getJavaMethod(), verdict, detail);
        } else if (source instanceof ClassSource type && isStatements(type.getJavaClass())) {
            String name = type.getJavaClass().getSimpleName();
            int chapter = Statement.all(type.getJavaClass()).stream()
                    .findFirst()
                    .map(Statement::chapter)
                    .orElse(0);
            outcomes.add(new Outcome(
                    chapter, String.valueOf(chapter), "(the whole class)", name, provider(test), verdict, detail));
        }
    }

    private void record(TestIdentifier test, Method method, Verdict verdict, String detail) {
        Statement.of(method)
                .map(statement -> new Outcome(
                        statement.chapter(),
                        statement.section(),
                        statement.sentence(),
                        method.getDeclaringClass().getSimpleName() + "." + method.getName(),
                        provider(test),
                        verdict,
                        detail))
                .ifPresent(outcomes::add);
    }

    private static boolean isStatements(Class<?> type) {
        return Statements.class.isAssignableFrom(type);
    }

    /** The provider's title: the name of the class's invocation with it as its parameter. */
    private String provider(TestIdentifier test) {
        Optional<TestIdentifier> at = Optional.of(test);
        while (at.isPresent() && !isWithProvider(at.get().getUniqueIdObject())) {
            TestIdentifier child = at.get();
            at = plan.flatMap(known -> known.getParent(child));
        }
        return at.map(TestIdentifier::getDisplayName).orElse("every provider");
    }

    private static boolean isWithProvider(UniqueId id) {
        return id.getLastSegment().getType().equals(WITH_PROVIDER);
    }
}
