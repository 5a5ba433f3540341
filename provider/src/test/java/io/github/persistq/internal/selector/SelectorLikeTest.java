package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorLikeTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'12%3', '', 123, TRUE",
                "'12%3', '', 12993, TRUE",
                "'12%3', '', 1234, FALSE",
                "'l_se', '', lose, TRUE",
                "'l_se', '', loose, FALSE",
                "'\\_%', '\\', _foo, TRUE",
                "'\\_%', '\\', bar, FALSE",
                "'', '', '', TRUE",
                "'', '', a, FALSE",
                "'%', '', '', TRUE",
                "'%%', '', abc, TRUE",
                "'_', '', '', FALSE",
                "'_%_', '', a, FALSE",
                "'_%_', '', ab, TRUE",
                "'%a%b%', '', xxaxxbxx, TRUE",
                "'%a%b%', '', xxbxxaxx, FALSE",
                "'%aab', '', aaab, TRUE",
                "'a.c', '', abc, FALSE",
                "'[a-z]*', '', b, FALSE",
                "'A', '', a, FALSE",
                "'100!%', '!', 100%, TRUE",
                "'100!%', '!', 1000, FALSE",
                "'a!!b', '!', a!b, TRUE",
                "'a!b', '!', ab, TRUE",
                "'%%_', '%', 'x_', FALSE",
                "'%%_', '%', '%x', TRUE",
                "'a_c', '_', 'ac', TRUE"
            })
    void matchesPatterns(String pattern, String escape, String text, Outcome outcome) throws Exception {
        String suffix = escape.isEmpty() ? "" : " ESCAPE '" + escape + "'";

        Outcome negated = outcome == Outcome.TRUE ? Outcome.FALSE : Outcome.TRUE;
        assertThat(Outcome.of("p LIKE '" + pattern + "'" + suffix, Outcome.values("p", text)))
                .isEqualTo(outcome);
        assertThat(Outcome.of("p NOT LIKE '" + pattern + "'" + suffix, Outcome.values("p", text)))
                .isEqualTo(negated);
    }

    @Test
    void letsWildcardsStandForLineEnds() throws Exception {
        assertThat(Outcome.of("p LIKE 'a_b%c'", Outcome.values("p", "a\nb\r\n\u2028c")))
                .isEqualTo(Outcome.TRUE);
    }

    @Test
    void takesACodePointOfTwoCharactersAsOne() throws Exception {
        String grin = "\uD83D\uDE00";

        assertThat(Outcome.of("p LIKE '_'", Outcome.values("p", grin))).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("p LIKE '__'", Outcome.values("p", grin))).isEqualTo(Outcome.FALSE);
        assertThat(Outcome.of("p LIKE '%" + grin + "_'", Outcome.values("p", grin + grin + "x")))
                .isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("p LIKE '" + grin + "%' ESCAPE '" + grin + "'", Outcome.values("p", "%")))
                .isEqualTo(Outcome.TRUE);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void doesNotBlowUpOnPatternsThatMakeRegularExpressionsBacktrack() throws Exception {
        Selector selector = Selector.parse("p LIKE '" + "%a".repeat(10_000) + "%b'");
        String text = "a".repeat(50_000);

        assertThat(selector.matches(name -> text)).isFalse();
        assertThat(selector.matches(name -> text + "b")).isTrue();
    }
}
