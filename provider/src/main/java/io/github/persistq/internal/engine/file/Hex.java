package io.github.persistq.internal.engine.file;

/** Writes numbers in file names: 16 hexadecimal digits, so that names sort as the numbers do. */
final class Hex {
    private static final int DIGITS = 16;

    private Hex() {}

    static String of(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Whether a file's name is a prefix, a number as {@link #of} writes it, and a suffix; without a regex, whose first costs milliseconds. */
    static boolean isName(String name, String prefix, String suffix) {
        if (name.length() != prefix.length() + DIGITS + suffix.length()
                || !name.startsWith(prefix)
                || !name.endsWith(suffix)) {
            return false;
        }
        for (int i = prefix.length(); i < prefix.length() + DIGITS; i++) {
            char c = name.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
