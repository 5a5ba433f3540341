package io.github.persistq.internal.engine.sql;

import java.sql.SQLException;

/** This process did not renew its lease in time, and another has declared it dead: it must register anew. */
final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long owner;

    LeaseLostException(long owner, SQLException cause) {
        super("the process with the number " + owner + " was declared dead", cause);
        this.owner = owner;
    }

    /** The number that this process had. */
    long owner() {
        return owner;
    }
}
