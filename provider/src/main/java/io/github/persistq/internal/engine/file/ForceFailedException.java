package io.github.persistq.internal.engine.file;

import java.io.IOException;

/** What was written may be lost: whatever the cause, want of room included, the store must not go on. */
final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    ForceFailedException(String what, IOException cause) {
        super("the force of " + what + " failed: " + cause.getMessage(), cause);
    }
}
