package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Compares selectors with an SQL database, which evaluates the same text by itself; see RandomSelectors for what is
 * left out.
 */
class SelectorAgainstSqlTest {
    private static final int SELECTORS = 100_000;
    private static final int PER_STATEMENT = 100;
    private static final String[] NAMES = {"i1", "i2", "d1", "d2", "s1", "s2", "b1", "b2"};
    private static final Object[][] ROWS = {
        {1L, 2L, 0.5, -2.25, "a", "ab", true, false},
        {-3L, 0L, 3.0, 1.0, "", "%", false, false},
        {null, 5L, null, 0.25, null, "b_a", null, true},
        {4L, null, -0.5, null, "x'y", null, true, null},
        {null, null, null, null, null, null, null, null},
        {3L, 3L, 3.0, 3.0, "aba", "aba", true, true},
    };

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void agreesWithSqlOnRandomSelectors() throws Exception {
        long seed = new Random().nextLong();
        RandomSelectors selectors = new RandomSelectors(new Random(seed));
        int[] outcomes = new int[Outcome.values().length];

        try (Connection database = DriverManager.getConnection("jdbc:h2:mem:")) {
            createRows(database);
            for (int done = 0; done < SELECTORS; done += PER_STATEMENT) {
                List<String> batch = new ArrayList<>();
                for (int i = 0; i < PER_STATEMENT; i++) {
                    batch.add(selectors.condition(i % 4));
                }
                compare(database, batch, outcomes, seed);
            }
        }

        // Each outcome is common, or the generator has stopped testing what it is for.
        assertThat(Arrays.stream(outcomes).min().orElseThrow()).isGreaterThan(SELECTORS / 2);
    }

    private static void createRows(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE m (id INT PRIMARY KEY, i1 BIGINT, i2 BIGINT, d1 DOUBLE PRECISION,"
                    + " d2 DOUBLE PRECISION, s1 VARCHAR, s2 VARCHAR, b1 BOOLEAN, b2 BOOLEAN)");
        }
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO m VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int row = 0; row < ROWS.length; row++) {
                insert.setInt(1, row);
                for (int column = 0; column < NAMES.length; column++) {
                    insert.setObject(column + 2, ROWS[row][column]);
                }
                insert.execute();
            }
        }
    }

    private static void compare(Connection database, List<String> batch, int[] outcomes, long seed) throws Exception {
        List<Selector> selectors = new ArrayList<>();
        List<Selector> negations = new ArrayList<>();
        for (String text : batch) {
            selectors.add(Selector.parse(text));
            negations.add(Selector.parse("NOT (" + text + ")"));
        }
        String query = "SELECT (" + String.join("), (", batch) + ") FROM m ORDER BY id";
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            for (Object[] row : ROWS) {
                Map<String, Object> values = values(row);
                rows.next();
                for (int i = 0; i < batch.size(); i++) {
                    Outcome outcome = Outcome.of(selectors.get(i), negations.get(i), values);
                    Outcome expected = outcome(rows.getObject(i + 1));
                    if (outcome != expected) {
                        throw new AssertionError("%s for %s is %s, SQL says %s (seed %d)"
                                .formatted(batch.get(i), values, outcome, expected, seed));
                    }
                    outcomes[outcome.ordinal()]++;
                }
            }
        }
    }

    private static Map<String, Object> values(Object[] row) {
        Object[] pairs = new Object[NAMES.length * 2];
        for (int i = 0; i < NAMES.length; i++) {
            pairs[2 * i] = NAMES[i];
            pairs[2 * i + 1] = row[i];
        }
        return Outcome.values(pairs);
    }

    private static Outcome outcome(Object sql) {
        if (sql == null) {
            return Outcome.UNKNOWN;
        }
        return (Boolean) sql ? Outcome.TRUE : Outcome.FALSE;
    }
}
