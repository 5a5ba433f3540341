package io.github.persistq.jndi;

import java.util.Locale;

/**
 * How far a word is from another.
 *
 * <p>Threading: stateless.
 */
final class Spelling {
    private Spelling() {}

    /** How many letters must be added, dropped, replaced or swapped with their neighbour; case does not count. */
    static int faults(String written, String meant) {
        String from = written.toLowerCase(Locale.ROOT);
        String to = meant.toLowerCase(Locale.ROOT);
        int[][] faults = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                faults[i][j] = i == 0 || j == 0 ? i + j : cheapest(faults, i, j, from, to);
            }
        }
        return faults[from.length()][to.length()];
    }

    private static int cheapest(int[][] faults, int i, int j, String from, String to) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int replaced = faults[i - 1][j - 1] + (same ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(faults[i - 1][j], faults[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, 1 + faults[i - 2][j - 2]) : best;
    }
}
