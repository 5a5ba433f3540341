package io.github.persistq.internal.engine.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** An error of the database on its way to where it becomes a {@link io.github.persistq.spi.StorageException}. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException error;
    private final @Nullable String wanted;

    SqlFailure(SQLException error) {
        this(error, null);
    }

    /** An error that came while something was wanted, as people name it. */
    SqlFailure(SQLException error, @Nullable String wanted) {
        super(error);
        this.error = error;
        this.wanted = wanted;
    }

    SQLException error() {
        return error;
    }

    /** What was wanted, such as a queue; null if nothing in particular. */
    @Nullable
    String wanted() {
        return wanted;
    }
}
