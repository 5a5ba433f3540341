package io.github.persistq.internal.core;

import io.github.persistq.spi.StorageException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Who is told, once, that a store can no longer be used.
 *
 * <p>Threading: thread-safe; listeners are called with no lock held.
 */
final class FailureListeners {
    private final Set<Consumer<StorageException>> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean told = new AtomicBoolean();

    void add(Consumer<StorageException> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<StorageException> listener) {
        listeners.remove(listener);
    }

    /** Tells everybody if the error means that the store is unusable, and nobody was told before; returns the error. */
    StorageException checked(StorageException e) {
        if (e.kind() == StorageException.Kind.POISONED && told.compareAndSet(false, true)) {
            listeners.forEach(listener -> listener.accept(e));
        }
        return e;
    }
}
