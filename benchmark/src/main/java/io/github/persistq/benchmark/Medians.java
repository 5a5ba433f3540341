package io.github.persistq.benchmark;

import java.util.List;

/**
 * The middle of a list of figures.
 *
 * <p>Threading: stateless.
 */
final class Medians {
    private Medians() {}

    /** The median of at least one figure. */
    static double of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
