package io.github.persistq.spi;

/**
 * Told that messages of a queue may have become claimable, or will be at a time that {@link Claimer#nextDueMillis} tells. A
 * hint: it may be spurious, never missing in one process.
 */
@FunctionalInterface
public interface ReadyListener {
    /** Hears nothing. */
    ReadyListener NONE = new ReadyListener() {
        @Override
        public void ready(QueueName queue, int messages) {}
    };

    /** Called on a writing thread, with no lock of the engine held. Must be quick and must not throw. */
    void ready(QueueName queue, int messages);
}
