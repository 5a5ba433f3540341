package io.github.persistq.internal.engine.sql;

import java.sql.SQLException;

/** An error of the database on its way to where it becomes a {@link io.github.persistq.spi.StorageException}. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException error;

    SqlFailure(SQLException error) {
        super(error);
        this.error = error;
    }

    SQLException error() {
        return error;
    }
}
