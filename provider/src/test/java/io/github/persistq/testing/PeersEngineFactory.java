package io.github.persistq.testing;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Opens one store several times in this virtual machine, as several processes would: {@code
 * persistq:peers:LOCATION?process=N&behind=ENGINE}. Behind it is a memory engine, which all share through {@link SharedMemory},
 * or an engine that can be shared by itself.
 *
 * <p>Threading: thread-safe.
 */
public final class PeersEngineFactory implements StorageEngineFactory {
    private static final Option<String> PROCESS =
            Option.text("process", Option.Scope.STORE, "1", "what tells the processes apart");
    private static final Option<String> BEHIND = Option.text("behind", Option.Scope.STORE, "memory", "an engine");
    private static final Option<String> USER = Option.text("user", Option.Scope.STORE, "", "a user of the database");
    private static final Option<String> PASSWORD = Option.text("password", Option.Scope.STORE, "", "the password");
    private static final Option<String> DRIVER = Option.text("mysql.*", Option.Scope.STORE, "", "the driver's");

    @Override
    public String scheme() {
        return "peers";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PROCESS, BEHIND, USER, PASSWORD, DRIVER);
    }

    @Override
    public String identity(StoreUrl url) {
        return url.location() + " of process " + url.get(PROCESS);
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        String behind = url.get(BEHIND);
        if (behind.equals("memory")) {
            return SharedMemory.open(url.location(), url.get(PROCESS), clock);
        }
        Map<String, String> options = new HashMap<>(url.options());
        options.remove(PROCESS.name());
        options.remove(BEHIND.name());
        options.put("shared", "true");
        return open(behind, url.location(), options, clock);
    }

    static StorageEngine open(String scheme, String location, Map<String, String> options, InstantSource clock) {
        return ServiceLoader.load(StorageEngineFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.scheme().equals(scheme))
                .findFirst()
                .orElseThrow()
                .open(new StoreUrl(scheme, location, options), clock);
    }
}
