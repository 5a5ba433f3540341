package io.github.persistq.internal.core;

import org.jspecify.annotations.Nullable;

/** Why a call on a branch of a global transaction could not be answered as asked. */
public final class BranchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the branch or the call. */
    public enum Reason {
        /** The store knows no branch of that id: there was none, or it has ended. */
        UNKNOWN,
        /** There is already a branch of that id. */
        DUPLICATE,
        /** The branch is in a state in which this must not be asked. Nothing was changed. */
        PROTOCOL,
        /** The branch was rolled back, or can only be rolled back. */
        ROLLED_BACK,
        /** The branch was rolled back because its time was over. */
        TIMED_OUT
    }

    private final Reason reason;

    BranchException(Reason reason, String message) {
        this(reason, message, null);
    }

    BranchException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
