package io.github.persistq.internal.head;

import org.jspecify.annotations.Nullable;

/** Stored bytes that are not a message of a version that this code reads; the text says where and why. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        this(message, null);
    }

    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
