package io.github.persistq.internal.selector;

/** The two kinds of number: exact ones are treated as long, approximate ones as double. */
final class Numbers {
    private Numbers() {}

    static boolean isExact(Number value) {
        return !(value instanceof Double || value instanceof Float);
    }

    static Number negate(Number value) {
        if (isExact(value)) {
            return -value.longValue();
        }
        return -value.doubleValue();
    }
}
