package io.github.persistq;

import java.util.concurrent.ConcurrentMap;

/**
 * A map that lives in a store: complete, iterable, and in one unit of work with queues where a {@link Transaction} asks for it.
 *
 * <p>A returned change is on the device (unless the URL says {@code durability=os}). Each method changes one entry atomically, also
 * among processes that share the store; {@code putAll} and {@code clear} are one unit of work. Functions of {@code compute} and
 * {@code merge} are called again when somebody else changed the entry meanwhile. Values are compared by their bytes, so
 * that the two-argument {@code remove} and {@code replace} work for every type. Iterators see entries in the order of their keys'
 * bytes, and may or may not see changes made meanwhile.
 *
 * <p>Neither keys nor values are null. The bytes of a key are at most 2048; of a value, what option {@code maxMessageBytes} allows.
 *
 * <p>Threading: thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface PersistentMap<K, V> extends ConcurrentMap<K, V> {
    /** The map's name. Maps have a name space of their own. */
    String name();
}
