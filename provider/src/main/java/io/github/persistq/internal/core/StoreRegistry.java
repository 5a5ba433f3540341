package io.github.persistq.internal.core;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngineFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stores that are open in this process, one {@link MessageStore} each, closed when the last reference goes.
 *
 * <p>Threading: thread-safe. Opening and closing hold the lock of that store alone.
 */
public final class StoreRegistry {
    private static final String FILE_ENGINE = "io.github.persistq.internal.engine.file.FileEngineFactory";

    /** Those that were asked for, by scheme. */
    private static final Map<String, StorageEngineFactory> FACTORIES = new ConcurrentHashMap<>();

    private static final StoreRegistry SHARED = new StoreRegistry();

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    StoreRegistry() {}

    /** The registry of this process. */
    public static StoreRegistry shared() {
        return SHARED;
    }

    private static final class Entry {
        final ReentrantLock lock = new ReentrantLock(); // guards the fields below

        @Nullable
        MessageStore store;

        int references;
        boolean dead;
    }

    /** One user's hold on an open store. */
    public final class Reference implements AutoCloseable {
        private final String identity;
        private final Entry entry;
        private final MessageStore store;
        private boolean closed; // guarded by entry.lock

        private Reference(String identity, Entry entry, MessageStore store) {
            this.identity = identity;
            this.entry = entry;
            this.store = store;
        }

        public MessageStore store() {
            return store;
        }

        /** Lets go; the last one closes the store. Closing twice is fine. */
        @Override
        public void close() {
            entry.lock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                if (--entry.references == 0) {
                    entry.dead = true;
                    try {
                        store.close();
                    } finally {
                        entries.remove(identity, entry);
                    }
                }
            } finally {
                entry.lock.unlock();
            }
        }
    }

    /**
     * Checks scheme and options of a URL without opening anything.
     *
     * @throws IllegalArgumentException naming what is wrong and what is valid
     */
    public static void check(StoreUrl url) {
        url.check(validOptions(factory(url)));
    }

    private static List<Option<?>> validOptions(StorageEngineFactory factory) {
        List<Option<?>> valid = new ArrayList<>(Settings.all());
        valid.addAll(factory.options());
        return valid;
    }

    /**
     * Opens the store, or joins those who have it open.
     *
     * @throws IllegalArgumentException if the URL is wrong, or differs from that of the open store in an option that all
     *     who use the store share
     * @throws io.github.persistq.spi.StorageException as {@link StorageEngineFactory#open}
     */
    public Reference acquire(StoreUrl url, InstantSource clock) {
        StorageEngineFactory factory = factory(url);
        check(url);
        String identity = url.scheme() + ":" + factory.identity(url);
        while (true) {
            Entry fresh = new Entry();
            Entry known = entries.putIfAbsent(identity, fresh);
            Entry entry = known == null ? fresh : known;
            entry.lock.lock();
            try {
                if (!entry.dead) {
                    return join(identity, entry, url, factory, clock);
                }
            } finally {
                entry.lock.unlock();
            }
        }
    }

    private Reference join(
            String identity, Entry entry, StoreUrl url, StorageEngineFactory factory, InstantSource clock) {
        MessageStore store = entry.store;
        if (store == null) {
            boolean opened = false;
            try {
                store = new MessageStore(factory.open(url, clock), url, clock);
                opened = true;
            } finally {
                if (!opened) {
                    entry.dead = true;
                    entries.remove(identity, entry);
                }
            }
            entry.store = store;
        } else {
            checkSame(identity, sharedOptions(store.url(), factory), sharedOptions(url, factory));
        }
        entry.references++;
        return new Reference(identity, entry, store);
    }

    /** Options that are no factory's own must be the same for all: the first one's would silently win otherwise. */
    private static void checkSame(String identity, Map<String, String> open, Map<String, String> asked) {
        TreeSet<String> names = new TreeSet<>(open.keySet());
        names.addAll(asked.keySet());
        for (String name : names) {
            String was = open.get(name);
            String now = asked.get(name);
            if (was == null || !was.equals(now)) {
                throw new IllegalArgumentException(
                        "Store %s is open with %s and is asked for with %s; all who use one store in a process must give the same value"
                                .formatted(identity, shown(name, was), shown(name, now)));
            }
        }
    }

    private static Map<String, String> sharedOptions(StoreUrl url, StorageEngineFactory factory) {
        Map<String, String> shared = new TreeMap<>(url.options());
        for (Option<?> option : validOptions(factory)) {
            String text = shared.get(option.name());
            boolean isDefault = text != null && option.parse(text).equals(option.defaultValue());
            if (option.scope() == Option.Scope.FACTORY || isDefault) {
                shared.remove(option.name());
            }
        }
        return shared;
    }

    private static String shown(String name, @Nullable String value) {
        if (value == null) {
            return "the default of option '" + name + "'";
        }
        return "option '" + name + "=" + (StoreUrl.isSecret(name) ? "(another password)" : value) + "'";
    }

    private static StorageEngineFactory factory(StoreUrl url) {
        StorageEngineFactory known = FACTORIES.get(url.scheme());
        if (known != null) {
            return known;
        }
        StorageEngineFactory found = find(url);
        FACTORIES.put(url.scheme(), found);
        return found;
    }

    /** Looks for the file engine by its name: asking for services reads every jar of the program, which takes its time. */
    private static StorageEngineFactory find(StoreUrl url) {
        ClassLoader own = StorageEngineFactory.class.getClassLoader();
        if (url.scheme().equals("file")) {
            try {
                return Class.forName(FILE_ENGINE, true, own)
                        .asSubclass(StorageEngineFactory.class)
                        .getConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("The PersistQ jar is not complete: " + FILE_ENGINE + " is missing", e);
            }
        }
        TreeSet<String> schemes = new TreeSet<>();
        for (StorageEngineFactory factory : ServiceLoader.load(StorageEngineFactory.class, own)) {
            if (factory.scheme().equals(url.scheme())) {
                return factory;
            }
            schemes.add(factory.scheme());
        }
        throw new IllegalArgumentException("Store URL '%s' has the unknown scheme '%s'; known are %s"
                .formatted(url, url.scheme(), String.join(", ", schemes)));
    }
}
