package io.github.persistq.internal.engine.index;

/** A record does not fit the state that the records before it left. */
public final class InconsistentIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InconsistentIndexException(String message) {
        super(message);
    }
}
