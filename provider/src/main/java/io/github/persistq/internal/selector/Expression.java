package io.github.persistq.internal.selector;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node of a parsed selector.
 *
 * <p>Long chains of one operator are one node with many operands, so that evaluation is only as deep as the
 * parentheses. Threading: immutable.
 */
sealed interface Expression {
    /** The value for one message: Boolean, String or Number, or null for what is missing or unknown. */
    @Nullable
    Object evaluate(Identifiers values);

    /** What is known of the value's type without a message. */
    default ValueType type() {
        return ValueType.BOOLEAN;
    }

    /** A constant. */
    record Literal(Object value) implements Expression {
        @Override
        public Object evaluate(Identifiers values) {
            return value;
        }

        @Override
        public ValueType type() {
            if (value instanceof Boolean) {
                return ValueType.BOOLEAN;
            }
            return value instanceof String ? ValueType.STRING : ValueType.NUMBER;
        }
    }

    /** A property or header field. */
    record Identifier(String name) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            return values.value(name);
        }

        @Override
        public ValueType type() {
            return ValueType.ANY;
        }
    }

    /**
     * An untyped value used as a condition: false if it is there and is not a Boolean, as {@code value = TRUE} would
     * be.
     */
    record Truth(Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = operand.evaluate(values);
            return value == null || value instanceof Boolean ? value : false;
        }
    }

    /** Negation of a condition. */
    record Not(Expression condition) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = condition.evaluate(values);
            return value == null ? null : !Boolean.TRUE.equals(value);
        }
    }

    /** AND of two or more conditions, left to right, up to the first that is false. */
    record AllOf(List<Expression> conditions) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            return junction(conditions, Boolean.FALSE, values);
        }
    }

    /** OR of two or more conditions, left to right, up to the first that is true. */
    record AnyOf(List<Expression> conditions) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            return junction(conditions, Boolean.TRUE, values);
        }
    }

    /** The deciding value if any condition has it, else unknown if any is, else the other value. */
    private static @Nullable Boolean junction(List<Expression> conditions, Boolean deciding, Identifiers values) {
        boolean unknown = false;
        for (int i = 0; i < conditions.size(); i++) {
            Object value = conditions.get(i).evaluate(values);
            if (deciding.equals(value)) {
                return deciding;
            }
            unknown |= value == null;
        }
        return unknown ? null : (Boolean) !deciding;
    }

    /** Comparison of two values. */
    record Comparison(Relation relation, Expression left, Expression right) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            return relation.test(left.evaluate(values), right.evaluate(values));
        }
    }

    /** A value within, or outside of, two inclusive bounds: two comparisons joined by AND, or by OR if negated. */
    record Between(Expression operand, Expression low, Expression high, boolean negated) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = operand.evaluate(values);
            Boolean deciding = negated;
            Boolean first = (negated ? Relation.LESS : Relation.GREATER_OR_EQUAL).test(value, low.evaluate(values));
            if (deciding.equals(first)) {
                return first;
            }
            Boolean second = (negated ? Relation.GREATER : Relation.LESS_OR_EQUAL).test(value, high.evaluate(values));
            return (first != null || deciding.equals(second)) ? second : null;
        }
    }

    /** A string that is, or is not, one of a list; false for what is not a string. */
    record In(Expression operand, Set<String> strings, boolean negated) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = operand.evaluate(values);
            if (value == null) {
                return null;
            }
            return value instanceof String string && strings.contains(string) != negated;
        }
    }

    /** A string that does, or does not, match a pattern; false for what is not a string. */
    record Like(Expression operand, LikePattern pattern, boolean negated) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = operand.evaluate(values);
            if (value == null) {
                return null;
            }
            return value instanceof String string && pattern.matches(string) != negated;
        }
    }

    /** A value that is, or is not, missing; never unknown. */
    record IsNull(Expression operand, boolean negated) implements Expression {
        @Override
        public Object evaluate(Identifiers values) {
            return (operand.evaluate(values) == null) != negated;
        }
    }

    /** A number with a sign before it; unknown for what is not a number. */
    record Signed(boolean negative, Expression operand) implements Expression {
        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object value = operand.evaluate(values);
            if (!(value instanceof Number number)) {
                return null;
            }
            return negative ? Numbers.negate(number) : number;
        }

        @Override
        public ValueType type() {
            return ValueType.NUMBER;
        }
    }

    /** A chain of operators of one precedence, applied from left to right. */
    record Arithmetic(Expression first, List<Step> steps) implements Expression {
        /** What one operator of the chain does to the result so far. */
        record Step(Operator operator, Expression operand) {}

        @Override
        public @Nullable Object evaluate(Identifiers values) {
            Object result = first.evaluate(values);
            for (int i = 0; i < steps.size() && result != null; i++) {
                Step step = steps.get(i);
                result = step.operator().apply(result, step.operand().evaluate(values));
            }
            return result;
        }

        @Override
        public ValueType type() {
            return ValueType.NUMBER;
        }
    }
}
