package io.github.persistq.internal.engine.sql;

import java.sql.SQLException;

/** This process did not renew its lease in time, and another has declared it dead: it must register anew. */
final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(SQLException cause) {
        super(cause);
    }
}
