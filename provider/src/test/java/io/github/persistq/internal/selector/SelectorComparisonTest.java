package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorComparisonTest {
    private static final Map<String, Object> VALUES = Outcome.values(
            "byte", (byte) 5, "short", (short) 5, "int", 5, "long", 5L, "float", 5f, "double", 5d, "s", "five", "b",
            true);

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long", "float", "double"})
    void comparesNumbersOfEveryType(String name) throws Exception {
        for (String five : new String[] {"5", "5.0", "long", "double", "byte"}) {
            assertThat(Outcome.of(name + " = " + five, VALUES)).isEqualTo(Outcome.TRUE);
            assertThat(Outcome.of(name + " <> " + five, VALUES)).isEqualTo(Outcome.FALSE);
            assertThat(Outcome.of(name + " < " + five, VALUES)).isEqualTo(Outcome.FALSE);
            assertThat(Outcome.of(name + " <= " + five, VALUES)).isEqualTo(Outcome.TRUE);
            assertThat(Outcome.of(name + " > " + five, VALUES)).isEqualTo(Outcome.FALSE);
            assertThat(Outcome.of(name + " >= " + five, VALUES)).isEqualTo(Outcome.TRUE);
        }
        assertThat(Outcome.of(name + " > 4.5 AND " + name + " < 6", VALUES)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void comparesExactNumbersExactlyAndWithApproximateOnesAsDoubles() throws Exception {
        Map<String, Object> values = Outcome.values("n", 9007199254740993L);

        assertThat(Outcome.of("n = 9007199254740992", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("n = 9007199254740992.0", values)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void comparesNotANumberAsJavaDoes() throws Exception {
        Map<String, Object> values = Outcome.values("nan", Double.NaN);

        assertThat(Outcome.of("nan = nan", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("nan <> nan", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("nan BETWEEN 1 AND 2 OR nan NOT BETWEEN 1 AND 2", values))
                .isEqualTo(Outcome.FALSE);
    }

    @Test
    void comparesStringsAndBooleansForEqualityOnly() throws Exception {
        assertThat(Outcome.of("s = 'five' AND 'five' = s AND s <> 'Five'", VALUES))
                .isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("b = TRUE AND b <> FALSE", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("s <= s", VALUES)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("b >= b", VALUES)).isEqualTo(Outcome.FALSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s = 5",
                "s <> 5",
                "s > 1",
                "b = 'true'",
                "b <> 1",
                "int = 'five'",
                "int <> s",
                "int <> TRUE",
                "s = b",
                "s BETWEEN 1 AND 9",
                "s NOT BETWEEN 1 AND 9",
                "int IN ('5')",
                "int NOT IN ('5')",
                "int LIKE '5'",
                "int NOT LIKE '6'",
                "b NOT LIKE 'x'"
            })
    void takesAComparisonOfUnlikeTypesAsFalse(String selector) throws Exception {
        assertThat(Outcome.of(selector, VALUES)).isEqualTo(Outcome.FALSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u = 5",
                "u <> 5",
                "5 < u",
                "s = u",
                "u = u",
                "u <> TRUE",
                "u BETWEEN 1 AND 2",
                "int BETWEEN u AND 9",
                "int NOT BETWEEN 1 AND u",
                "u IN ('a')",
                "u NOT IN ('a')",
                "u LIKE '%'",
                "u NOT LIKE '%'",
                "u + 1 = 1",
                "-u = 1",
                "1 / u = u"
            })
    void takesAComparisonWithAMissingValueAsUnknown(String selector) throws Exception {
        assertThat(Outcome.of(selector, VALUES)).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void takesAValueOfATypeThatNoPropertyHasAsEqualToNothing() throws Exception {
        Map<String, Object> values = Outcome.values("o", new byte[] {1});

        assertThat(Outcome.of("o = o", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("o = 1", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("o", values)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void includesBothBoundsOfBetween() throws Exception {
        assertThat(Outcome.of("int BETWEEN 5 AND 5", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("int BETWEEN 4.9 AND 5.1", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("int BETWEEN 6 AND 4", VALUES)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("int NOT BETWEEN 5 AND 9", VALUES)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("int NOT BETWEEN 6 AND 9", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("int + 1 BETWEEN 2 * 3 AND 3 + 4 AND s = 'five'", VALUES))
                .isEqualTo(Outcome.TRUE);
    }

    @Test
    void decidesBetweenByOneBoundWhereTheOtherIsMissing() throws Exception {
        assertThat(Outcome.of("int BETWEEN u AND 4", VALUES)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("int BETWEEN 6 AND u", VALUES)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("int NOT BETWEEN 6 AND u", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("int NOT BETWEEN u AND 4", VALUES)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void findsAStringInAList() throws Exception {
        Map<String, Object> uk = Outcome.values("Country", "UK");
        Map<String, Object> peru = Outcome.values("Country", "Peru");

        assertThat(Outcome.of("Country IN ('UK', 'US', 'France', 'UK')", uk)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("Country IN ('UK', 'US', 'France')", peru)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("Country NOT IN ('UK', 'US', 'France')", uk)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("Country NOT IN ('UK', 'US', 'France')", peru)).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @CsvSource({
        "2 + 3 * 4, 14",
        "(2 + 3) * 4, 20",
        "2 - 3 - 4, -5",
        "2 - (3 - 4), 3",
        "100 / 10 * 2, 20",
        "7 / 2, 3",
        "-7 / 2, -3",
        "7 / 2.0, 3.5",
        "1 - -1, 2",
        "-int * 2, -10",
        "+int, 5",
        "- - int, 5",
        "-(int + 1), -6",
        "byte * short + long, 30",
        "float / 2, 2.5",
        "int / 2, 2",
        "9223372036854775807 + 1, -9223372036854775808",
        "9223372036854775807 * 2, -2",
        "-9223372036854775808 / -1, -9223372036854775808",
        "2147483647 + 1, 2147483648"
    })
    void calculatesByTheRulesOfJava(String arithmetic, String result) throws Exception {
        assertThat(Outcome.of(arithmetic + " = " + result, VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of(arithmetic + " <> " + result, VALUES)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void takesDivisionByAnExactZeroAsUnknownAndByAnApproximateOneAsInfinite() throws Exception {
        assertThat(Outcome.of("int / 0 = 1", VALUES)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of("int / (int - 5) = 1", VALUES)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of("int / 0.0 > 1e308", VALUES)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("0.0 / 0 = 0.0 / 0", VALUES)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void takesArithmeticOnWhatIsNoNumberAsUnknown() throws Exception {
        assertThat(Outcome.of("s + 1 > 1", VALUES)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of("-b = 1", VALUES)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Selector.parse("NumberOfOrders > 1").matches(name -> "2")).isFalse();
    }
}
