package io.github.persistq.internal.selector;

import org.jspecify.annotations.Nullable;

/** An arithmetic operation on two values. */
enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE;

    /** Null (unknown) if either value is missing or not a number, or an exact number is divided by an exact zero. */
    @Nullable
    Number apply(@Nullable Object left, @Nullable Object right) {
        if (!(left instanceof Number a) || !(right instanceof Number b)) {
            return null;
        }
        return (Numbers.isExact(a) && Numbers.isExact(b))
                ? exact(a.longValue(), b.longValue())
                : approximate(a.doubleValue(), b.doubleValue());
    }

    private @Nullable Number exact(long left, long right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> right == 0 ? null : left / right;
        };
    }

    private Number approximate(double left, double right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
        };
    }
}
