package io.github.persistq.internal.selector;

import java.util.Arrays;

/**
 * A LIKE pattern: {@code _} stands for one code point, {@code %} for any number of them, line ends included.
 *
 * <p>Matching takes time proportional to pattern length times text length at worst, and no memory. Threading:
 * immutable.
 */
final class LikePattern {
    /** The escape of a pattern that has none. */
    static final int NO_ESCAPE = -1;

    private static final int ONE = -1;
    private static final int MANY = -2;

    private final int[] codes;

    private LikePattern(int[] codes) {
        this.codes = codes;
    }

    /**
     * Reads a pattern.
     *
     * @param escape the code point that makes the one after it stand for itself, or {@link #NO_ESCAPE}
     * @throws IllegalArgumentException if the pattern ends with the escape character
     */
    static LikePattern of(String pattern, int escape) {
        int[] points = pattern.codePoints().toArray();
        int[] codes = new int[points.length];
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            int code = points[i];
            if (code == escape) {
                i++;
                if (i == points.length) {
                    throw new IllegalArgumentException("the pattern ends with the escape character");
                }
                code = points[i];
            } else if (code == '_') {
                code = ONE;
            } else if (code == '%') {
                code = MANY;
            }
            codes[length++] = code;
        }
        return new LikePattern(Arrays.copyOf(codes, length));
    }

    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int afterMany = -1;
        int retry = 0;
        while (t < text.length()) {
            int code = p < codes.length ? codes[p] : MANY;
            if (p < codes.length && code == MANY) {
                p++;
                afterMany = p;
                retry = t;
                continue;
            }
            int c = text.codePointAt(t);
            if (p < codes.length && (code == ONE || code == c)) {
                p++;
                t += Character.charCount(c);
            } else if (afterMany >= 0) {
                // Only the last % needs another try: what came before it has matched as early as it can.
                p = afterMany;
                retry += Character.charCount(text.codePointAt(retry));
                t = retry;
            } else {
                return false;
            }
        }
        while (p < codes.length && codes[p] == MANY) {
            p++;
        }
        return p == codes.length;
    }
}
