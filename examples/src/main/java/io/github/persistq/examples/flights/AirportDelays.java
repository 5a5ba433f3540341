package io.github.persistq.examples.flights;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Delay statistics per airport of origin.
 *
 * <p>Threading: one thread at a time.
 */
final class AirportDelays {
    /** A flight counts as late from this many minutes on, as the Bureau of Transportation Statistics counts it. */
    private static final int LATE_MINUTES = 15;

    private final Map<String, Airport> airports = new TreeMap<>();

    /**
     * The figures of one airport.
     *
     * @param name its three letters
     * @param flights how many left it
     * @param delay minutes late in all, early ones subtracted
     * @param late how many were late
     * @param worst the longest delay in minutes
     */
    record Airport(String name, int flights, long delay, int late, int worst) {
        private static Airport first(String name, int delay) {
            return new Airport(name, 1, delay, delay >= LATE_MINUTES ? 1 : 0, delay);
        }

        private Airport plus(Airport other) {
            return new Airport(
                    name,
                    flights + other.flights,
                    delay + other.delay,
                    late + other.late,
                    Math.max(worst, other.worst));
        }
    }

    void add(String origin, int delay) {
        airports.merge(origin, Airport.first(origin, delay), Airport::plus);
    }

    int flights() {
        return airports.values().stream().mapToInt(Airport::flights).sum();
    }

    /** The airports with the most flights, busiest first. */
    List<Airport> busiest(int limit) {
        return airports.values().stream()
                .sorted(Comparator.comparing(Airport::flights).reversed().thenComparing(Airport::name))
                .limit(limit)
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AirportDelays that && airports.equals(that.airports);
    }

    @Override
    public int hashCode() {
        return airports.hashCode();
    }

    /** A table of the busiest airports. */
    String table(int limit) {
        StringBuilder table = new StringBuilder("airport  flights  mean delay  late  worst\n");
        for (Airport airport : busiest(limit)) {
            table.append("%-7s  %7d  %6.1f min  %3.0f%%  %3d min%n"
                    .formatted(
                            airport.name(),
                            airport.flights(),
                            (double) airport.delay() / airport.flights(),
                            100.0 * airport.late() / airport.flights(),
                            airport.worst()));
        }
        return table.toString();
    }
}
