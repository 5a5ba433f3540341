package io.github.persistq.config;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * How an option's value is written.
 *
 * <p>Nested classes and loops stand where lambdas and streams could: every program that opens a store comes through here, and
 * the first lambda of a virtual machine costs it more time than all this.
 *
 * <p>Threading: immutable.
 *
 * @param <T> the type of the value
 */
sealed interface Format<T> {
    /** What a good value looks like, for error messages. */
    String expected();

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException or ArithmeticException for anything else
     */
    T read(String text);

    /** A whole number between two bounds, both allowed. */
    record WholeNumber(int min, int max) implements Format<Integer> {
        @Override
        public String expected() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public Integer read(String text) {
            return (int) bounded(Long.parseLong(text), min, max);
        }
    }

    /** Milliseconds between two bounds, both allowed. */
    record Millis(long min, long max) implements Format<Long> {
        @Override
        public String expected() {
            return "milliseconds from " + min + " to " + max;
        }

        @Override
        public Long read(String text) {
            return bounded(Long.parseLong(text), min, max);
        }
    }

    /** Bytes between two bounds, both allowed, with an optional suffix k, m or g: powers of 1024. */
    record ByteCount(long min, long max) implements Format<Long> {
        @Override
        public String expected() {
            return "bytes from " + min + " to " + max + ", for example 65536, 64k, 16m or 2g";
        }

        @Override
        public Long read(String text) {
            int end = text.length() - 1;
            int shift = end < 0
                    ? 0
                    : switch (text.charAt(end)) {
                        case 'k', 'K' -> 10;
                        case 'm', 'M' -> 20;
                        case 'g', 'G' -> 30;
                        default -> 0;
                    };
            String digits = shift == 0 ? text : text.substring(0, end);
            return bounded(Math.multiplyExact(Long.parseLong(digits), 1L << shift), min, max);
        }
    }

    /** A decimal number between two bounds, both allowed. */
    record Decimal(double min, double max) implements Format<Double> {
        @Override
        public String expected() {
            return "a number from " + min + " to " + max;
        }

        @Override
        public Double read(String text) {
            double value = Double.parseDouble(text);
            if (!(value >= min && value <= max)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Format<Boolean> {
        @Override
        public String expected() {
            return "true or false";
        }

        @Override
        public Boolean read(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        }
    }

    /** One of an enum's constants, in lower case. */
    record Choice<E extends Enum<E>>(Class<E> type) implements Format<E> {
        @Override
        public String expected() {
            StringJoiner names = new StringJoiner(", ", "one of ", "");
            for (E constant : type.getEnumConstants()) {
                names.add(written(constant));
            }
            return names.toString();
        }

        @Override
        public E read(String text) {
            for (E constant : type.getEnumConstants()) {
                if (written(constant).equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(text);
        }

        private String written(E constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Any text. */
    record Text(String expected) implements Format<String> {
        @Override
        public String read(String text) {
            return text;
        }
    }

    private static long bounded(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(value + " is out of range");
        }
        return value;
    }
}
