package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorLogicTest {
    private static final Map<String, Object> TRUTHS = Outcome.values("t", true, "f", false);

    @ParameterizedTest
    @CsvSource({
        "t, t, TRUE, TRUE", "t, f, FALSE, TRUE", "t, u, UNKNOWN, TRUE",
        "f, t, FALSE, TRUE", "f, f, FALSE, FALSE", "f, u, FALSE, UNKNOWN",
        "u, t, UNKNOWN, TRUE", "u, f, FALSE, UNKNOWN", "u, u, UNKNOWN, UNKNOWN"
    })
    void joinsConditionsByTheTablesOfThreeValuedLogic(String left, String right, Outcome and, Outcome or)
            throws Exception {
        assertThat(Outcome.of(left + " AND " + right, TRUTHS)).isEqualTo(and);
        assertThat(Outcome.of(left + " OR " + right, TRUTHS)).isEqualTo(or);
    }

    @Test
    void negatesTrueAndFalseAndLeavesUnknown() throws Exception {
        assertThat(Outcome.of("NOT t", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("NOT f", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("NOT u", TRUTHS)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of("NOT NOT NOT f", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("NOT NOT f", TRUTHS)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void bindsNotBeforeAndBeforeOr() throws Exception {
        assertThat(Outcome.of("t OR t AND f", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("(t OR t) AND f", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("NOT f AND f", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("NOT (f AND f)", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("NOT t = f", TRUTHS)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void takesABareBooleanPropertyOrLiteralAsACondition() throws Exception {
        assertThat(Outcome.of("t", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("((f))", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("TRUE", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("FALSE", TRUTHS)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void takesABarePropertyOfAnotherTypeAsFalse() throws Exception {
        Map<String, Object> values = Outcome.values("s", "true", "n", 1);

        assertThat(Outcome.of("s", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("n", values)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("NOT NOT s", values)).isEqualTo(Outcome.FALSE);
    }

    @Test
    void comparesConditionsInParentheses() throws Exception {
        assertThat(Outcome.of("(t OR f) = TRUE", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("(u AND t) = TRUE", TRUTHS)).isEqualTo(Outcome.UNKNOWN);
        assertThat(Outcome.of("t <> (1 > 2)", TRUTHS)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void testsForMissingValuesAndIsNeverUnknown() throws Exception {
        assertThat(Outcome.of("u IS NULL", TRUTHS)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("u IS NOT NULL", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("f IS NULL", TRUTHS)).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("f IS NOT NULL", TRUTHS)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void doesNotMatchWhatIsUnknown() throws Exception {
        assertThat(Selector.parse("u = 1").matches(name -> null)).isFalse();
        assertThat(Selector.parse("NOT (u = 1)").matches(name -> null)).isFalse();
        assertThat(Selector.parse("u <> 1").matches(name -> null)).isFalse();
    }

    @Test
    void evaluatesFromLeftToRightAndOnlyAsFarAsNeeded() throws Exception {
        StringBuilder asked = new StringBuilder();

        boolean matches = Selector.parse("a AND b OR c OR d").matches(name -> {
            asked.append(name);
            return name.equals("c");
        });

        assertThat(matches).isTrue();
        assertThat(asked).hasToString("ac");
    }

    @Test
    void keepsItsTextAsGiven() throws Exception {
        assertThat(Selector.parse(" a  = 1").text()).isEqualTo(" a  = 1");
        assertThat(Selector.parse(" a  = 1")).hasToString(" a  = 1");
    }
}
