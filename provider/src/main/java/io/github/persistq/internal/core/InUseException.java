package io.github.persistq.internal.core;

/** A subscription or temporary destination cannot be had, changed or deleted as asked while somebody else uses it. */
public final class InUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InUseException(String message) {
        super(message);
    }
}
