package io.github.persistq.internal.engine.sql;

/** A transaction concluded something from a queue that it had not read, and changed nothing by which that could be proved. */
final class UnprovenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
