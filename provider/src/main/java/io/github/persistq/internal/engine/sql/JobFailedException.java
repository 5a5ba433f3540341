package io.github.persistq.internal.engine.sql;

/** A job does not fit the state of the store: its transaction is undone, and goes on without it. */
final class JobFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Job<?> job;
    private final RuntimeException failure;

    JobFailedException(Job<?> job, RuntimeException failure) {
        super(failure);
        this.job = job;
        this.failure = failure;
    }

    Job<?> job() {
        return job;
    }

    RuntimeException failure() {
        return failure;
    }
}
