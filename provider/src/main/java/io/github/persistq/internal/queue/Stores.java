package io.github.persistq.internal.queue;

import io.github.persistq.QueueStore;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import java.time.InstantSource;

/**
 * Opens stores for {@link QueueStore}.
 *
 * <p>Threading: stateless.
 */
public final class Stores {
    private Stores() {}

    /** See {@link QueueStore#open}. */
    public static QueueStore open(String url) {
        return open(url, InstantSource.system());
    }

    static QueueStore open(String url, InstantSource clock) {
        return new NativeStore(StoreRegistry.shared().acquire(StoreUrl.parse(url), clock));
    }
}
