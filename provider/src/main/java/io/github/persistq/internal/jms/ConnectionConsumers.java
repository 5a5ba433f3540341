package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A connection's connection consumers ({@code Jakarta Messaging 3.1, 11.2}): started, stopped and closed with it.
 *
 * <p>Threading: thread-safe; the connection's lock orders adding, starting, stopping and ending.
 */
final class ConnectionConsumers {
    private final JmsConnection connection;
    private final List<JmsConnectionConsumer> open = new CopyOnWriteArrayList<>();

    ConnectionConsumers(JmsConnection connection) {
        this.connection = connection;
    }

    /** Refuses what no connection consumer can work with. */
    static ServerSessionPool checked(@Nullable ServerSessionPool pool, int maxMessages) throws JMSException {
        if (pool == null || maxMessages < 1) {
            throw JmsErrors.failure(
                    "A connection consumer needs a server session pool and at least 1 message for each server session; got %s and maxMessages %d"
                            .formatted(pool == null ? "no pool" : "a pool", maxMessages),
                    null);
        }
        return pool;
    }

    /** Makes a consumer that takes over the reader; it is stopped. */
    JmsConnectionConsumer add(QueueReader reader, ServerSessionPool pool, int maxMessages) {
        JmsConnectionConsumer consumer = new JmsConnectionConsumer(connection, reader, pool, maxMessages);
        open.add(consumer);
        return consumer;
    }

    void remove(JmsConnectionConsumer consumer) {
        open.remove(consumer);
    }

    void start() {
        for (JmsConnectionConsumer consumer : open) {
            consumer.start();
        }
    }

    /** Has nothing claimed from now on; {@link #awaitStopped} waits for claims in progress. */
    void stop() {
        for (JmsConnectionConsumer consumer : open) {
            consumer.stop();
        }
    }

    void awaitStopped() {
        for (JmsConnectionConsumer consumer : open) {
            consumer.awaitStopped();
        }
    }

    /** Has nothing claimed from now on, for ever. */
    void end() {
        for (JmsConnectionConsumer consumer : open) {
            consumer.end();
        }
    }

    void close() {
        for (JmsConnectionConsumer consumer : open) {
            consumer.close();
        }
    }
}
