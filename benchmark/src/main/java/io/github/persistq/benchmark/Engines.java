package io.github.persistq.benchmark;

import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engines to measure, and the servers that some of them need, which are started for it and stopped at the end.
 *
 * <p>Threading: one thread.
 */
final class Engines implements AutoCloseable {
    /** Where the programs of servers are unpacked, unless somebody says otherwise. */
    private static final String SERVERS = "persistq.test.servers";

    private final Map<String, String> urls = new LinkedHashMap<>();
    private final List<DatabaseServer> started = new ArrayList<>();

    /** The engines in this process, those on servers that are started now, and other stores. */
    static Engines with(List<DatabaseKind> servers, List<String> others) throws IOException, SQLException {
        Engines engines = new Engines();
        engines.urls.put("file", "persistq:file:%s/file");
        engines.urls.put("SQLite", "persistq:sqlite:%s/store.db");
        if (System.getProperty(SERVERS) == null) {
            System.setProperty(
                    SERVERS, Path.of("benchmark", "target", "servers").toString());
        }
        boolean done = false;
        try {
            for (DatabaseKind kind : servers) {
                DatabaseServer server = DatabaseServers.own(kind);
                engines.started.add(server);
                engines.urls.put(kind.name(), server.newDatabase().storeUrl(""));
            }
            done = true;
        } finally {
            if (!done) {
                engines.close();
            }
        }
        others.forEach(url -> engines.urls.put(url.replaceFirst("\\?.*", ""), url));
        return engines;
    }

    private Engines() {}

    /** Store URLs by the names of engines, those of files in the directory. */
    Map<String, String> urls(Path directory) {
        Map<String, String> filled = new LinkedHashMap<>();
        urls.forEach((name, url) -> filled.put(name, url.replace("%s", directory.toString())));
        return filled;
    }

    @Override
    public void close() {
        started.forEach(DatabaseServer::close);
    }
}
