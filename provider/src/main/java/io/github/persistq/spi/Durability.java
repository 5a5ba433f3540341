package io.github.persistq.spi;

/** What holds when a write returns. */
public enum Durability {
    /** The operating system has it: survives the death of the process, not of the machine. */
    WRITTEN,
    /** The device has it: survives a power cut. */
    FORCED
}
