package io.github.persistq;

import org.jspecify.annotations.Nullable;

/** A stored item that a serializer cannot read; the text says why. Taking makes such an item a dead letter. */
public final class UnreadableItemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableItemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
