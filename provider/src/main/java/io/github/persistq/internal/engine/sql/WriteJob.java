package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import java.util.List;

/**
 * One call of write.
 *
 * <p>Threading: as {@link Job}.
 */
final class WriteJob extends Job<UnitOfWork> {
    private final List<Change> changes;

    WriteJob(List<Change> changes, boolean forced) {
        super(forced, spares(changes));
        this.changes = changes;
    }

    /** Whether it settles or gives back what is there, and adds no message. */
    private static boolean spares(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Append
                    || change instanceof Change.Replace
                    || change instanceof Change.PutEntry
                    || change instanceof Change.Prepare) {
                return false;
            }
        }
        return true;
    }

    @Override
    List<Change> changes() {
        return changes;
    }

    @Override
    UnitOfWork apply(Work work) {
        UnitOfWork unit = new UnitOfWork(work);
        unit.apply(changes);
        return unit;
    }
}
