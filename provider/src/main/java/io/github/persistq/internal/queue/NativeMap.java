package io.github.persistq.internal.queue;

import io.github.persistq.PersistentMap;
import io.github.persistq.Serializer;
import io.github.persistq.internal.core.MapStore;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map of a store. Each change names the version that it has seen, and is tried again when the entry has another by then.
 *
 * <p>Threading: thread-safe.
 */
final class NativeMap<K, V> extends AbstractMap<K, V> implements PersistentMap<K, V> {
    private final Session session;
    private final MapStore maps;
    private final String name;
    private final MapCodec<K, V> codec;

    NativeMap(Session session, String name, Serializer<K> keys, Serializer<V> values) {
        this.session = session;
        this.maps = session.store().maps();
        this.name = name;
        this.codec = new MapCodec<>(session.store(), name, keys, values);
    }

    boolean isOf(Session other) {
        return session == other;
    }

    MapCodec<K, V> codec() {
        return codec;
    }

    @Override
    public String name() {
        return name;
    }

    @Nullable
    MapEntry entry(Bytes key) {
        session.checkOpen();
        return maps.entry(name, key);
    }

    /** The key's type is the caller's promise, as in every map. */
    @SuppressWarnings("unchecked")
    private Bytes keyOf(Object key) {
        return codec.key((K) key);
    }

    @SuppressWarnings("unchecked")
    private Bytes valueOf(Object value) {
        return codec.value((V) value);
    }

    private @Nullable V valueOf(@Nullable MapEntry entry) {
        return entry == null ? null : codec.value(entry.value());
    }

    /** Decides from an entry's present state what becomes of it. */
    private interface Step {
        /** The change, or null for none. */
        @Nullable
        Change change(@Nullable MapEntry present, long version);
    }

    /** Changes one entry; returns what it was before. */
    private @Nullable MapEntry change(Bytes key, Step step) {
        while (true) {
            MapEntry present = entry(key);
            Change change = step.change(present, present == null ? MapEntry.ABSENT : present.version());
            if (change == null || written(change)) {
                return present;
            }
        }
    }

    /** Whether nobody else was faster. */
    private boolean written(Change change) {
        session.checkOpen();
        try {
            maps.write(List.of(change));
            return true;
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public int size() {
        session.checkOpen();
        return (int) Math.min(Integer.MAX_VALUE, maps.count(name));
    }

    @Override
    public boolean containsKey(Object key) {
        return entry(keyOf(key)) != null;
    }

    @Override
    public boolean containsValue(Object value) {
        Bytes wanted = valueOf(value);
        for (Iterator<MapEntry> each = entries(); each.hasNext(); ) {
            if (each.next().value().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable V get(Object key) {
        return valueOf(entry(keyOf(key)));
    }

    @Override
    public @Nullable V put(K key, V value) {
        Bytes encodedKey = codec.key(key);
        Bytes encoded = codec.value(value);
        return valueOf(
                change(encodedKey, (present, version) -> new Change.PutEntry(name, encodedKey, encoded, version)));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        session.checkOpen();
        List<Change> changes = new ArrayList<>();
        entries.forEach((key, value) ->
                changes.add(new Change.PutEntry(name, codec.key(key), codec.value(value), MapEntry.ANY)));
        if (!changes.isEmpty()) {
            maps.write(changes);
        }
    }

    @Override
    public void clear() {
        session.checkOpen();
        maps.clear(name);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        Bytes encodedKey = codec.key(key);
        Bytes encoded = codec.value(value);
        return valueOf(change(
                encodedKey,
                (present, version) ->
                        present == null ? new Change.PutEntry(name, encodedKey, encoded, version) : null));
    }

    @Override
    public @Nullable V remove(Object key) {
        Bytes encodedKey = keyOf(key);
        return valueOf(change(
                encodedKey,
                (present, version) -> present == null ? null : new Change.RemoveEntry(name, encodedKey, version)));
    }

    @Override
    public boolean remove(Object key, Object value) {
        Bytes encodedKey = keyOf(key);
        Bytes expected = valueOf(value);
        MapEntry before = change(
                encodedKey,
                (present, version) ->
                        has(present, expected) ? new Change.RemoveEntry(name, encodedKey, version) : null);
        return has(before, expected);
    }

    private static boolean has(@Nullable MapEntry present, Bytes value) {
        return present != null && present.value().equals(value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        Bytes encodedKey = codec.key(key);
        Bytes encoded = codec.value(value);
        return valueOf(change(
                encodedKey,
                (present, version) ->
                        present == null ? null : new Change.PutEntry(name, encodedKey, encoded, version)));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        Bytes encodedKey = codec.key(key);
        Bytes expected = codec.value(oldValue);
        Bytes encoded = codec.value(newValue);
        MapEntry before = change(
                encodedKey,
                (present, version) ->
                        has(present, expected) ? new Change.PutEntry(name, encodedKey, encoded, version) : null);
        return has(before, expected);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        entrySet().forEach(entry -> computeIfPresent(entry.getKey(), function));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Bytes encodedKey = codec.key(key);
        while (true) {
            MapEntry present = entry(encodedKey);
            V result = function.apply(key, valueOf(present));
            if (set(encodedKey, present, result)) {
                return result;
            }
        }
    }

    /** Writes what was computed from an entry, unless it is another by now. */
    private boolean set(Bytes key, @Nullable MapEntry present, @Nullable V result) {
        long version = present == null ? MapEntry.ABSENT : present.version();
        if (result == null) {
            return present == null || written(new Change.RemoveEntry(name, key, version));
        }
        return written(new Change.PutEntry(name, key, codec.value(result), version));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        V present = get(key);
        return present == null ? compute(key, (k, old) -> old == null ? function.apply(k) : old) : present;
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return compute(key, (k, old) -> old == null ? null : function.apply(k, old));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "A PersistentMap has no null values");
        return compute(key, (k, old) -> old == null ? value : function.apply(old, value));
    }

    private Iterator<MapEntry> entries() {
        session.checkOpen();
        return maps.entries(name);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<K, V>> {
        @Override
        public int size() {
            return NativeMap.this.size();
        }

        @Override
        public void clear() {
            NativeMap.this.clear();
        }

        @Override
        public boolean contains(@Nullable Object other) {
            return other instanceof Entry<?, ?> entry && has(entry(keyOf(entry.getKey())), valueOf(entry.getValue()));
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Entry<?, ?> entry && NativeMap.this.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public Iterator<Entry<K, V>> iterator() {
            return new EntryIterator(entries());
        }
    }

    private final class EntryIterator implements Iterator<Entry<K, V>> {
        private final Iterator<MapEntry> entries;
        private @Nullable Bytes shown;

        EntryIterator(Iterator<MapEntry> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public Entry<K, V> next() {
            MapEntry next = entries.next();
            shown = next.key();
            return new WriteThrough(codec.key(next.key()), codec.value(next.value()));
        }

        @Override
        public void remove() {
            if (shown == null) {
                throw new IllegalStateException("next() has not been called, or its entry is removed already");
            }
            session.checkOpen();
            maps.write(List.of(new Change.RemoveEntry(name, shown, MapEntry.ANY)));
            shown = null;
        }
    }

    /** An entry whose value can be set in the map. */
    private final class WriteThrough extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        WriteThrough(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            put(getKey(), value);
            return super.setValue(value);
        }
    }
}
