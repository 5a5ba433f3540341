package io.github.persistq.testing;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens a memory engine whose writes and claims fail from the moment that a test asks for it: {@code persistq:faulty:NAME}.
 *
 * <p>Threading: thread-safe.
 */
public final class FaultyEngineFactory implements StorageEngineFactory {
    private static final Map<String, StorageException> FAULTS = new ConcurrentHashMap<>();

    /** Has the engine of that name fail from now on. */
    public static void fail(String name, StorageException.Kind kind) {
        FAULTS.put(name, new StorageException(kind, "Injected failure of " + name));
    }

    /** Has it work again. */
    public static void heal(String name) {
        FAULTS.remove(name);
    }

    @Override
    public String scheme() {
        return "faulty";
    }

    @Override
    public List<Option<?>> options() {
        return List.of();
    }

    @Override
    public String identity(StoreUrl url) {
        return url.location();
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        throwFault(url.location());
        StorageEngineFactory memory = ServiceLoader.load(StorageEngineFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.scheme().equals("memory"))
                .findFirst()
                .orElseThrow();
        StorageEngine engine = memory.open(new StoreUrl("memory", "behind faulty " + url.location(), Map.of()), clock);
        return (StorageEngine) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StorageEngine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("write")) {
                        throwFault(url.location());
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void throwFault(String name) {
        StorageException fault = FAULTS.get(name);
        if (fault != null) {
            throw fault;
        }
    }
}
