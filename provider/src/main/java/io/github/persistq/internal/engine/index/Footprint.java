package io.github.persistq.internal.engine.index;

/** Told which bytes of the journal the index still needs, so that segments that nothing needs can be deleted. */
public interface Footprint {
    /** An entry now refers to the location. */
    void added(Location location);

    /** An entry that referred to the location is gone. */
    void removed(Location location);
}
