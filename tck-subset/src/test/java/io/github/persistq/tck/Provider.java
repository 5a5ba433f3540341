package io.github.persistq.tck;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;

/** A Jakarta Messaging provider that statements are run on. */
interface Provider {
    /**
     * Makes a connection factory of a store that nobody else uses.
     *
     * @param scratch an empty directory that the store may use
     */
    ConnectionFactory open(Path scratch) throws Exception;

    /** Ends what {@link #open} began. */
    void close(ConnectionFactory factory) throws Exception;
}
