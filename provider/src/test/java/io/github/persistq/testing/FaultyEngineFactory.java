package io.github.persistq.testing;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
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
    private static final Map<String, Throwable> FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, Throwable> APPEND_FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, Throwable> CLAIM_FAULTS = new ConcurrentHashMap<>();
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

    /** Has its writes fail from now on as for want of memory. */
    public static void failForWantOfMemory(String name) {
        FAULTS.put(name, new OutOfMemoryError("Injected failure of " + name));
    }

    /** Has those of its writes fail that store messages, as on a device with room for nothing else. */
    public static void failAppends(String name) {
        APPEND_FAULTS.put(
                name, new StorageException(StorageException.Kind.STORE_FULL, "Injected failure of a send to " + name));
    }

    /** Has its claims fail from now on as for want of memory. */
    public static void failClaimsForWantOfMemory(String name) {
        CLAIM_FAULTS.put(name, new OutOfMemoryError("Injected failure of a claim of " + name));
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
        APPEND_FAULTS.remove(name);
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
        StorageException fault = (StorageException) FAULTS.get(url.location());
        if (fault != null) {
            throw fault;
        }
        StorageEngineFactory memory = ServiceLoader.load(StorageEngineFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.scheme().equals("memory"))
                .findFirst()
                .orElseThrow();
        StorageEngine engine = memory.open(new StoreUrl("memory", "behind faulty " + url.location(), Map.of()), clock);
        return proxy(StorageEngine.class, (proxy, method, arguments) -> {
            if (method.getName().equals("write")) {
                throwFault(FAULTS, url.location());
                if (((List<?>) arguments[0]).stream().anyMatch(Change.Append.class::isInstance)) {
                    throwFault(APPEND_FAULTS, url.location());
                }
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

    private static void throwFault(Map<String, Throwable> faults, String name) throws Throwable {
        Throwable fault = faults.get(name);
        if (fault instanceof OutOfMemoryError) {
            // A new one each time: one of them may suppress another.
            throw new OutOfMemoryError(fault.getMessage());
        }
        if (fault != null) {
            throw fault;
        }
    }
}
