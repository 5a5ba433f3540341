package io.github.persistq.tck;

import org.opentest4j.TestAbortedException;

/** Ends a statement that a provider cannot be asked; the report lists it with the reason. */
final class NotApplicable extends TestAbortedException {
    private static final long serialVersionUID = 1L;

    /** @param reason what the provider has not, for example "the memory engine keeps nothing" */
    NotApplicable(String reason) {
        super(reason);
    }
}
