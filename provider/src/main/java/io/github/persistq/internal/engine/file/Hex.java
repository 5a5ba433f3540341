package io.github.persistq.internal.engine.file;

/** Writes numbers for file names: 16 hexadecimal digits, so that names sort as the numbers do. */
final class Hex {
    private Hex() {}

    static String of(long number) {
        String digits = Long.toHexString(number);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
