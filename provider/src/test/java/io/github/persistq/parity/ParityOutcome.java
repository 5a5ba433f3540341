package io.github.persistq.parity;

import org.junit.platform.engine.TestExecutionResult;

/**
 * What became of one test of one row.
 *
 * @param row the row, for example {@code P7}
 * @param engine the engine, or {@link #ANY_ENGINE}
 * @param test class and method
 * @param verdict how it ended
 * @param reason why it failed or does not apply
 */
record ParityOutcome(String row, String engine, String test, Verdict verdict, String reason) {
    /** Stands for tests that are not run engine by engine. */
    static final String ANY_ENGINE = "-";

    enum Verdict {
        PASSED,
        FAILED,
        NOT_APPLICABLE;

        static Verdict of(TestExecutionResult.Status status) {
            return switch (status) {
                case SUCCESSFUL -> PASSED;
                case FAILED -> FAILED;
                case ABORTED -> NOT_APPLICABLE;
            };
        }
    }
}
