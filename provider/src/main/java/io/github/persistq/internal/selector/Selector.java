package io.github.persistq.internal.selector;

import jakarta.jms.JMSException;

/**
 * A message selector that was found correct and can be asked about messages (Jakarta Messaging 3.1, 3.8).
 *
 * <p>Where the specification leaves room:
 *
 * <ul>
 *   <li>Exact arithmetic is done in long and wraps around as Java's does; division of exact numbers truncates, and
 *       division by an exact zero is unknown. Approximate arithmetic is done in double (a float is widened first),
 *       where division by zero gives an infinity or NaN.
 *   <li>An exact number meets an approximate one as a double, so longs beyond 2^53 are rounded for that comparison. Two
 *       exact numbers are compared exactly.
 *   <li>A comparison of unlike types is false, and so is its negated form: {@code NOT BETWEEN}, {@code NOT IN} and
 *       {@code NOT LIKE} are operators of their own. Arithmetic on what is not a number is unknown. An identifier used
 *       as a condition means {@code identifier = TRUE}.
 *   <li>{@code _} in LIKE stands for one code point, line ends included. The escape character makes any character after
 *       it stand for itself.
 *   <li>Literals that mix types that never match ({@code TRUE = 0}) are refused when the selector is parsed; header
 *       fields count as untyped there.
 * </ul>
 *
 * <p>Threading: immutable.
 */
public final class Selector {
    private final String text;
    private final Expression condition;

    private Selector(String text, Expression condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Parses a selector of at most 65,536 characters whose parentheses nest at most 200 deep.
     *
     * @param text the selector; a blank one, which to JMS means no selector, is refused here
     * @throws JMSException an InvalidSelectorException that says what is wrong and where
     */
    public static Selector parse(String text) throws JMSException {
        return new Selector(text, Parser.parse(text));
    }

    /**
     * As {@link #parse}, for callers that know nothing of JMS and have a selector that was found correct before.
     *
     * @throws IllegalArgumentException if it is not correct
     */
    public static Selector ofStored(String text) {
        try {
            return parse(text);
        } catch (JMSException e) {
            throw new IllegalArgumentException("Not a message selector: '" + text + "'", e);
        }
    }

    /** Whether the condition is true for a message; false and unknown do not match. */
    public boolean matches(Identifiers values) {
        return Boolean.TRUE.equals(condition.evaluate(values));
    }

    /** The selector as it was given. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
