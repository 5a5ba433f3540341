package io.github.persistq.tck;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.UUID;

/** PersistQ on one of its engines. */
enum PersistqProvider implements Provider {
    MEMORY {
        @Override
        String url(Path scratch) {
            return "persistq:memory:" + UUID.randomUUID();
        }
    },
    FILE {
        @Override
        String url(Path scratch) {
            return "persistq:file:" + scratch.resolve("store");
        }
    };

    abstract String url(Path scratch);

    @Override
    public ConnectionFactory open(Path scratch) {
        return new PersistqConnectionFactory(url(scratch));
    }

    @Override
    public void close(ConnectionFactory factory) throws Exception {
        ((PersistqConnectionFactory) factory).close();
    }
}
