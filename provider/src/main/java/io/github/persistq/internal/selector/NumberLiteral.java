package io.github.persistq.internal.selector;

import java.util.regex.Pattern;

/**
 * Reads numeric literals in Java's syntax: decimal, hexadecimal, octal and binary exact ones, and approximate ones.
 *
 * <p>Every exact literal is a long, with or without the suffix L. An approximate one with the suffix F is rounded to
 * float.
 */
final class NumberLiteral {
    private static final Pattern DECIMAL = Pattern.compile("(?:0|[1-9][0-9]*)[lL]?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]+[lL]?");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]+[lL]?");
    private static final Pattern BINARY = Pattern.compile("0[bB][01]+[lL]?");
    private static final Pattern APPROXIMATE =
            Pattern.compile("(?:[0-9]+\\.[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?"
                    + "|[0-9]+[eE][+-]?[0-9]+[fFdD]?|[0-9]+[fFdD]"
                    + "|0[xX](?:[0-9a-fA-F]+\\.?|[0-9a-fA-F]*\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[fFdD]?");

    private NumberLiteral() {}

    /**
     * The value as a Long or Double.
     *
     * @param negative whether a minus sign precedes; needed here because the smallest long has no positive counterpart
     * @throws NumberFormatException with the reason as its message
     */
    static Number parse(String text, boolean negative) {
        String literal = withoutUnderscores(text);
        if (DECIMAL.matcher(literal).matches()) {
            return decimal((negative ? "-" : "") + withoutSuffix(literal));
        }
        if (HEXADECIMAL.matcher(literal).matches()) {
            return bits(withoutSuffix(literal.substring(2)), 16, negative);
        }
        if (OCTAL.matcher(literal).matches()) {
            return bits(withoutSuffix(literal.substring(1)), 8, negative);
        }
        if (BINARY.matcher(literal).matches()) {
            return bits(withoutSuffix(literal.substring(2)), 2, negative);
        }
        if (APPROXIMATE.matcher(literal).matches()) {
            return approximate(literal, negative);
        }
        throw new NumberFormatException("is not a number in Java's syntax");
    }

    private static String withoutUnderscores(String text) {
        if (text.indexOf('_') < 0) {
            return text;
        }
        int radix = text.startsWith("0x") || text.startsWith("0X") ? 16 : 10;
        for (int i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
            if (!isDigitOrUnderscore(text, i - 1, radix) || !isDigitOrUnderscore(text, i + 1, radix)) {
                throw new NumberFormatException("has an underscore that is not between digits");
            }
        }
        return text.replace("_", "");
    }

    private static boolean isDigitOrUnderscore(String text, int index, int radix) {
        return index < text.length() && (text.charAt(index) == '_' || Character.digit(text.charAt(index), radix) >= 0);
    }

    private static String withoutSuffix(String literal) {
        boolean suffixed = literal.endsWith("l") || literal.endsWith("L");
        return suffixed ? literal.substring(0, literal.length() - 1) : literal;
    }

    private static Long decimal(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw beyondLong(e);
        }
    }

    /** As in Java, these notations give the bits of a long, so that sixteen hexadecimal Fs are -1. */
    private static Long bits(String digits, int radix, boolean negative) {
        try {
            long value = Long.parseUnsignedLong(digits, radix);
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw beyondLong(e);
        }
    }

    private static Double approximate(String literal, boolean negative) {
        boolean isFloat = literal.endsWith("f") || literal.endsWith("F");
        double value = isFloat ? Float.parseFloat(literal) : Double.parseDouble(literal);
        if (Double.isInfinite(value)) {
            throw new NumberFormatException("is beyond the range of " + (isFloat ? "float" : "double"));
        }
        return negative ? -value : value;
    }

    private static NumberFormatException beyondLong(NumberFormatException cause) {
        NumberFormatException error = new NumberFormatException("is beyond the range of long");
        error.initCause(cause);
        return error;
    }
}
