package io.github.persistq.spi;

/**
 * One entry of a map.
 *
 * @param key the key
 * @param value the value
 * @param version a number above 0 that this key of this map never has again once the entry was changed or removed
 */
public record MapEntry(Bytes key, Bytes value, long version) {
    /** The longest key, in bytes: what every database can index. The same for all engines, so that a map can go to another. */
    public static final int MAX_KEY_BYTES = 2048;

    /** Stands for the version of a key that has no entry. */
    public static final long ABSENT = 0;

    /** Expects nothing: whatever version the entry has, or none. */
    public static final long ANY = -1;

    /** Whether an entry of this version, or {@link #ABSENT}, is as expected. */
    public static boolean isExpected(long expected, long actual) {
        return expected == ANY || expected == actual;
    }

    static void checkKey(Bytes key) {
        if (key.length() > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "A map's key has at most %d bytes; this one has %d".formatted(MAX_KEY_BYTES, key.length()));
        }
    }
}
