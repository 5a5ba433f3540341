package io.github.persistq.tck;

import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnectionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** PersistQ on one of its engines. Another engine is another constant. */
enum PersistqProvider implements Provider {
    MEMORY("PersistQ memory", false) {
        @Override
        String url(Path scratch) {
            return "persistq:memory:" + UUID.randomUUID();
        }
    },
    FILE("PersistQ file", true) {
        @Override
        String url(Path scratch) {
            return "persistq:file:" + scratch.resolve("store");
        }
    },
    SQLITE("PersistQ SQLite", true) {
        @Override
        String url(Path scratch) {
            return "persistq:sqlite:" + scratch.resolve("store.db");
        }
    },
    MARIADB("PersistQ MariaDB", true) {
        @Override
        String url(Path scratch) {
            return databaseUrl(DatabaseKind.MARIADB, scratch);
        }
    },
    MYSQL("PersistQ MySQL", true) {
        @Override
        String url(Path scratch) {
            return databaseUrl(DatabaseKind.MYSQL, scratch);
        }
    };

    private final String title;
    private final boolean lasting;

    PersistqProvider(String title, boolean lasting) {
        this.title = title;
        this.lasting = lasting;
    }

    /** The URL of a fresh store, without options. */
    abstract String url(Path scratch);

    /**
     * Each thread has a database, which its tests use one after the other, and another for a test's second store, whose directory
     * is below that of the first.
     */
    private static String databaseUrl(DatabaseKind kind, Path scratch) {
        String use = Thread.currentThread().getName() + (scratch.endsWith("lasting") ? " lasting" : "");
        try {
            return DatabaseServers.emptied(kind, use).storeUrl("");
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("There is no database on " + kind, e);
        }
    }

    /** The title: the name of the test's parameter, from which the report takes its column. */
    @Override
    public String toString() {
        return title();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Store open(Path scratch) {
        return new PersistqStore(url(scratch));
    }

    @Override
    public Store openLasting(Path scratch) {
        if (!lasting) {
            throw new NotApplicable(title + " keeps nothing once it is closed");
        }
        return open(scratch);
    }

    /** Opened by its first connection and closed with its last, so that a restart is to have none. */
    private final class PersistqStore implements Store {
        private final String url;
        private final PersistqConnectionFactory factory;
        private final List<PersistqConnectionFactory> factories = new ArrayList<>();
        private final List<PersistqXAConnectionFactory> xaFactories = new ArrayList<>();

        private PersistqStore(String url) {
            this.url = url;
            this.factory = made(url);
        }

        private PersistqConnectionFactory made(String factoryUrl) {
            PersistqConnectionFactory made = new PersistqConnectionFactory(factoryUrl);
            factories.add(made);
            return made;
        }

        @Override
        public ConnectionFactory factory() {
            return factory;
        }

        @Override
        public ConnectionFactory factory(String clientId) {
            return made(url + (url.contains("?") ? "&" : "?") + "clientID=" + clientId);
        }

        @Override
        public XAConnectionFactory xaFactory() {
            PersistqXAConnectionFactory made = new PersistqXAConnectionFactory(url);
            xaFactories.add(made);
            return made;
        }

        @Override
        public void restart() throws Exception {
            if (!lasting) {
                throw new NotApplicable(title + " keeps nothing once it is closed");
            }
            close();
        }

        @Override
        public void close() throws Exception {
            for (PersistqXAConnectionFactory each : xaFactories) {
                each.close();
            }
            for (PersistqConnectionFactory each : factories) {
                each.close();
            }
        }
    }
}
