package io.github.persistq.tck;

/**
 * How one statement did on one provider.
 *
 * @param test the class and method, for a failure outside a method the class alone
 * @param detail why, for all but {@code PASSED}
 */
record Outcome(
        int chapter, String section, String sentence, String test, String provider, Verdict verdict, String detail) {
    /** In the order of the report's columns. */
    enum Verdict {
        PASSED("passed"),
        FAILED("failed"),
        DIFFERS("differs"),
        NOT_APPLICABLE("n/a");

        private final String title;

        Verdict(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
