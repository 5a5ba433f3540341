package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.file.SimulatedDisk.Operation;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Probes that make a simulated disk fail. */
final class Faults {
    private Faults() {}

    /** The operation fails the n-th time (1 is the next) that it is asked of a file whose name starts like this. */
    static SimulatedDisk.Probe once(Operation failing, String prefix, int nth, IOException error) {
        AtomicInteger count = new AtomicInteger();
        return (operation, file) -> {
            if (operation == failing && file.startsWith(prefix) && count.incrementAndGet() == nth) {
                throw error;
            }
        };
    }

    /** The operation fails each time. */
    static SimulatedDisk.Probe always(Operation failing, String prefix) {
        return (operation, file) -> {
            if (operation == failing && file.startsWith(prefix)) {
                throw error();
            }
        };
    }

    static IOException error() {
        return new IOException("Input/output error");
    }

    static IOException full() {
        return new IOException("No space left on device");
    }
}
