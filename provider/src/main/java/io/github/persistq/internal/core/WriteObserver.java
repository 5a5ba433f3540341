package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import java.util.List;

/** Draws what follows from the units of work that a store writes. */
interface WriteObserver {
    /** Called before a unit is written, which may still fail. */
    default void writing(List<Change> changes) {}

    /** Called once a unit is written, on the thread that wrote it, with no lock held. */
    void written(List<Change> changes);

    /**
     * Called when other processes are seen to have opened, changed or dropped queues. Must be quick: it is called under the
     * lock of {@link Catalogue}.
     */
    default void elsewhere(List<Change> changes) {}
}
