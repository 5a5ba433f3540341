package io.github.persistq.testing;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Opens a memory engine whose writes, or claims too, fail from the moment that a test asks for it:
 * {@code persistq:faulty:NAME}.
 *
 * <p>Threading: thread-safe.
 */
public final class FaultyEngineFactory implements StorageEngineFactory {
    private static final Map<String, StorageException> FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, StorageException> CLAIM_FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, Trap> TRAPS = new ConcurrentHashMap<>();

    /** Holds one write until the test lets it fail. */
    public static final class Trap {
        private final CountDownLatch caught = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        /** Waits until a write is held. */
        public void awaitCaught() throws InterruptedException {
            caught.await();
        }

        /** Has the write that is held fail. */
        public void release() {
            released.countDown();
        }

        private void enter(String name) throws InterruptedException {
            caught.countDown();
            released.await();
            throw new StorageException(StorageException.Kind.IO, "Injected failure of one write of " + name);
        }
    }

    /** Has the writes of the engine of that name fail from now on. */
    public static void fail(String name, StorageException.Kind kind) {
        FAULTS.put(name, new StorageException(kind, "Injected failure of " + name));
    }

    /** Has its claims fail from now on. */
    public static void failClaims(String name, StorageException.Kind kind) {
        CLAIM_FAULTS.put(name, new StorageException(kind, "Injected failure of a claim of " + name));
    }

    /** Has the next write, and that alone, wait and then fail. */
    public static Trap trap(String name) {
        Trap trap = new Trap();
        TRAPS.put(name, trap);
        return trap;
    }

    /** Has it work again. */
    public static void heal(String name) {
        FAULTS.remove(name);
        CLAIM_FAULTS.remove(name);
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
        throwFault(FAULTS, url.location());
        StorageEngineFactory memory = ServiceLoader.load(StorageEngineFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.scheme().equals("memory"))
                .findFirst()
                .orElseThrow();
        StorageEngine engine = memory.open(new StoreUrl("memory", "behind faulty " + url.location(), Map.of()), clock);
        return proxy(StorageEngine.class, (proxy, method, arguments) -> {
            if (method.getName().equals("write")) {
                throwFault(FAULTS, url.location());
                Trap trap = TRAPS.remove(url.location());
                if (trap != null) {
                    trap.enter(url.location());
                }
            }
            Object result = call(method, engine, arguments);
            return result instanceof Claimer claimer ? faulty(claimer, url.location()) : result;
        });
    }

    private static Claimer faulty(Claimer claimer, String name) {
        return proxy(Claimer.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("claim")) {
                throwFault(CLAIM_FAULTS, name);
            }
            return call(method, claimer, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(FaultyEngineFactory.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void throwFault(Map<String, StorageException> faults, String name) {
        StorageException fault = faults.get(name);
        if (fault != null) {
            throw fault;
        }
    }
}
