package io.github.persistq.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One setting that a store URL may carry: its name, default, and how its text is read.
 *
 * <p>Threading: immutable.
 *
 * @param name the key as written in the URL
 * @param scope whether the setting belongs to the store, to destinations, or to one connection factory
 * @param defaultValue the value when the URL does not name it
 * @param expected what a good value looks like, for error messages
 * @param parser turns text into a value; throws {@link IllegalArgumentException} for anything else
 * @param <T> the type of the value
 */
public record Option<T>(String name, Scope scope, T defaultValue, String expected, Function<String, T> parser) {

    /** What a setting applies to. */
    public enum Scope {
        /** The whole store: every factory in the process that opens it must agree. */
        STORE,
        /** Destinations: may be given for all, or as {@code PATTERN.name=value} for those whose name matches. */
        DESTINATION,
        /** One connection factory: factories of one store may differ. */
        FACTORY
    }

    private static final Map<String, Long> UNITS = Map.of("k", 1L << 10, "m", 1L << 20, "g", 1L << 30, "", 1L);

    /** A whole number between two bounds, both allowed. */
    public static Option<Integer> integer(String name, Scope scope, int defaultValue, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        return new Option<>(name, scope, defaultValue, expected, text -> (int) bounded(Long.parseLong(text), min, max));
    }

    /** A time in milliseconds between two bounds, both allowed. */
    public static Option<Long> millis(String name, Scope scope, long defaultValue, long min, long max) {
        String expected = "milliseconds from " + min + " to " + max;
        return new Option<>(name, scope, defaultValue, expected, text -> bounded(Long.parseLong(text), min, max));
    }

    /** A number of bytes between two bounds, with an optional suffix {@code k}, {@code m} or {@code g} (powers of 1024). */
    public static Option<Long> bytes(String name, Scope scope, long defaultValue, long min, long max) {
        String expected = "bytes from " + min + " to " + max + ", for example 65536, 64k, 16m or 2g";
        return new Option<>(name, scope, defaultValue, expected, text -> bounded(parseBytes(text), min, max));
    }

    /** A decimal number between two bounds, both allowed. */
    public static Option<Double> decimal(String name, Scope scope, double defaultValue, double min, double max) {
        return new Option<>(name, scope, defaultValue, "a number from " + min + " to " + max, text -> {
            double value = Double.parseDouble(text);
            if (!(value >= min && value <= max)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name, Scope scope, boolean defaultValue) {
        return new Option<>(name, scope, defaultValue, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    /** One of an enum's constants, written in lower case. */
    public static <E extends Enum<E>> Option<E> choice(String name, Scope scope, E defaultValue) {
        E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        String expected = "one of "
                + Arrays.stream(constants)
                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        return new Option<>(
                name,
                scope,
                defaultValue,
                expected,
                text -> Arrays.stream(constants)
                        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    /** Free text. */
    public static Option<String> text(String name, Scope scope, String defaultValue, String expected) {
        return new Option<>(name, scope, defaultValue, expected, Function.identity());
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException naming the option, the text and what was expected
     */
    public T parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "Option '%s' has the value '%s'; expected %s".formatted(name, text, expected), e);
        }
    }

    private static long parseBytes(String text) {
        String digits = text.replaceFirst("[kmgKMG]$", "");
        String unit = text.substring(digits.length()).toLowerCase(Locale.ROOT);
        return Math.multiplyExact(Long.parseLong(digits), UNITS.getOrDefault(unit, 1L));
    }

    private static long bounded(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is out of range");
        }
        return value;
    }
}
