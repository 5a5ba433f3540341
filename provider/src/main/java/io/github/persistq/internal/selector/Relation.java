package io.github.persistq.internal.selector;

import org.jspecify.annotations.Nullable;

/** A comparison of two values, by SQL's rules for missing values and JMS's rules for types. */
enum Relation {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Relation(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    /** Whether numbers alone can be compared this way. */
    boolean isOrdering() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** Null (unknown) if either value is missing; false if the types are unlike or have no such comparison. */
    @Nullable
    Boolean test(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return (Numbers.isExact(a) && Numbers.isExact(b))
                    ? exact(a.longValue(), b.longValue())
                    : approximate(a.doubleValue(), b.doubleValue());
        }
        if ((left instanceof String && right instanceof String)
                || (left instanceof Boolean && right instanceof Boolean)) {
            return switch (this) {
                case EQUAL -> left.equals(right);
                case NOT_EQUAL -> !left.equals(right);
                case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> false;
            };
        }
        return false;
    }

    private boolean exact(long left, long right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
        };
    }

    /** Primitive comparisons, so that NaN is unequal to everything and neither less nor greater. */
    private boolean approximate(double left, double right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
        };
    }
}
