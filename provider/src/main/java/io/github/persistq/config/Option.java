package io.github.persistq.config;

/**
 * One setting that a store URL may carry: its name, default, and how its text is read.
 *
 * <p>Threading: immutable.
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
    /** What a setting applies to. */
    public enum Scope {
        /** The whole store: every factory in the process that opens it must agree. */
        STORE,
        /** Destinations: may be given for all, or as {@code PATTERN.name=value} for those whose name matches. */
        DESTINATION,
        /** One connection factory: factories of one store may differ. */
        FACTORY
    }

    private final String name;
    private final Scope scope;
    private final T defaultValue;
    private final Format<T> format;

    private Option(String name, Scope scope, T defaultValue, Format<T> format) {
        this.name = name;
        this.scope = scope;
        this.defaultValue = defaultValue;
        this.format = format;
    }

    /** A whole number between two bounds, both allowed. */
    public static Option<Integer> integer(String name, Scope scope, int defaultValue, int min, int max) {
        return new Option<>(name, scope, defaultValue, new Format.WholeNumber(min, max));
    }

    /** A time in milliseconds between two bounds, both allowed. */
    public static Option<Long> millis(String name, Scope scope, long defaultValue, long min, long max) {
        return new Option<>(name, scope, defaultValue, new Format.Millis(min, max));
    }

    /** A number of bytes between two bounds, with an optional suffix {@code k}, {@code m} or {@code g} (powers of 1024). */
    public static Option<Long> bytes(String name, Scope scope, long defaultValue, long min, long max) {
        return new Option<>(name, scope, defaultValue, new Format.ByteCount(min, max));
    }

    /** A decimal number between two bounds, both allowed. */
    public static Option<Double> decimal(String name, Scope scope, double defaultValue, double min, double max) {
        return new Option<>(name, scope, defaultValue, new Format.Decimal(min, max));
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name, Scope scope, boolean defaultValue) {
        return new Option<>(name, scope, defaultValue, new Format.Flag());
    }

    /** One of an enum's constants, written in lower case. */
    public static <E extends Enum<E>> Option<E> choice(String name, Scope scope, E defaultValue) {
        return new Option<>(name, scope, defaultValue, new Format.Choice<>(defaultValue.getDeclaringClass()));
    }

    /** Free text. */
    public static Option<String> text(String name, Scope scope, String defaultValue, String expected) {
        return new Option<>(name, scope, defaultValue, new Format.Text(expected));
    }

    /** The key as written in the URL. */
    public String name() {
        return name;
    }

    public Scope scope() {
        return scope;
    }

    /** The value when the URL does not name the option. */
    public T defaultValue() {
        return defaultValue;
    }

    /** What a good value looks like, for error messages. */
    public String expected() {
        return format.expected();
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException naming the option, the text and what was expected
     */
    public T parse(String text) {
        try {
            return format.read(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "Option '" + name + "' has the value '" + text + "'; expected " + expected(), e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
