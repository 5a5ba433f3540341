package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "57, 57",
        "-957, -957",
        "+62, 62",
        "0, 0",
        "00, 0",
        "035, 29",
        "-035, -29",
        "0x1d, 29",
        "0X1D, 29",
        "0b1101, 13",
        "57L, 57",
        "57l, 57",
        "0x1dL, 29",
        "035L, 29",
        "1_000_000, 1000000",
        "0_35, 29",
        "0x1_d, 29",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "- 9223372036854775808, -9223372036854775808",
        "0x7fffffffffffffff, 9223372036854775807",
        "0xffffffffffffffff, -1",
        "0xffffffff, 4294967295",
        "- -5, 5",
        "-+-5, 5",
        "-(-5), 5"
    })
    void readsExactNumbersInJavaSyntax(String literal, long value) throws Exception {
        Selector selector = Selector.parse("p = " + literal);

        assertThat(selector.matches(name -> value)).isTrue();
        assertThat(selector.matches(name -> value + 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "7., 7.0",
        "-95.7, -95.7",
        "+6.2, 6.2",
        "7E3, 7000",
        "-57.9E2, -5790",
        ".7e4, 7000",
        "7000., 7000",
        "7.e1, 70",
        "1e-2, 0.01",
        "1E+2, 100",
        "1.5D, 1.5",
        "1.5f, 1.5",
        "7d, 7",
        "7F, 7",
        "09.5, 9.5",
        "0x1p3, 8",
        "0x1.8p1D, 3",
        "0x1.8p-1f, 0.75",
        "1_0.2_5, 10.25",
        "1e-400, 0"
    })
    void readsApproximateNumbersInJavaSyntax(String literal, double value) throws Exception {
        Selector selector = Selector.parse("p = " + literal);

        assertThat(selector.matches(name -> value)).isTrue();
        assertThat(selector.matches(name -> value + 1)).isFalse();
    }

    @Test
    void roundsALiteralWithTheSuffixFToFloat() throws Exception {
        Map<String, Object> values = Outcome.values("p", 0.1f);

        assertThat(Outcome.of("p = 0.1F", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("p = 0.1", values)).isEqualTo(Outcome.FALSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09",
                "0x",
                "0b2",
                "0xg",
                "12abc",
                "1.5.3",
                "7E",
                "7E-",
                "1__",
                "_1.",
                "1_",
                "0x_1",
                "1_.5",
                "1._5",
                "1.5L",
                "9223372036854775808",
                "-9223372036854775809",
                "0x10000000000000000",
                "1e309",
                "1e39f",
                "7é"
            })
    void refusesMalformedAndOutOfRangeNumbers(String literal) {
        assertThatThrownBy(() -> Selector.parse("p > " + literal)).isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void tellsASubtractionFromAnExponent() throws Exception {
        Map<String, Object> values = Outcome.values("p", 25L, "q", 3);

        assertThat(Outcome.of("p = 0x1e-5", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("q = 7-4", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("q = 7 -4", values)).isEqualTo(Outcome.TRUE);
    }

    @Test
    void readsADoubledQuoteInAStringAsOne() throws Exception {
        assertThat(Outcome.of("p = 'literal''s'", Outcome.values("p", "literal's")))
                .isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("p = ''''", Outcome.values("p", "'"))).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("p = ''", Outcome.values("p", ""))).isEqualTo(Outcome.TRUE);
    }

    @Test
    void keepsEveryCharacterOfAStringAsItIs() throws Exception {
        String text = "a\\n\t\n AND \uD83D\uDE00 %_ \"";

        assertThat(Outcome.of("p = '" + text + "'", Outcome.values("p", text))).isEqualTo(Outcome.TRUE);
    }

    @Test
    void readsBooleanLiteralsAndWordsInAnyCase() throws Exception {
        Map<String, Object> values = Outcome.values("b", true, "s", "x", "n", 5);

        assertThat(Outcome.of("b = TRUE aNd b <> fAlSe", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("not (s is null) or false", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("n bEtween 1 And 9 AND s In ('x') and s liKe 'x' Escape '!'", values))
                .isEqualTo(Outcome.TRUE);
    }

    @Test
    void takesAllJavaIdentifiers() throws Exception {
        for (String name :
                new String[] {"_a", "$a", "a1", "été", "名前", "\uD835\uDC9C", "nulls", "INN", "jmspriority"}) {
            assertThat(Outcome.of(name + " = 1", Outcome.values(name, 1)))
                    .as(name)
                    .isEqualTo(Outcome.TRUE);
        }
    }

    @Test
    void doesNotTakeIdentifiersWithOtherLettersForReservedWords() throws Exception {
        for (String name : new String[] {"ıs", "ın", "lıke", "iſ", "falſe"}) {
            assertThat(Outcome.of(name + " = 1", Outcome.values(name, 1)))
                    .as(name)
                    .isEqualTo(Outcome.TRUE);
        }
    }

    @Test
    void distinguishesIdentifiersByCase() throws Exception {
        assertThat(Outcome.of("name = 1", Outcome.values("Name", 1))).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "null", "Escape",
                "in"
            })
    void refusesReservedWordsAsIdentifiers(String word) {
        assertThatThrownBy(() -> Selector.parse(word + " > 1")).isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void takesTheSixHeaderFieldsOfTheSpecification() throws Exception {
        Map<String, Object> values = Outcome.values(
                "JMSDeliveryMode", "NON_PERSISTENT", "JMSPriority", 4, "JMSTimestamp", 17L, "JMSMessageID", "ID:1");

        String selector = "JMSDeliveryMode = 'NON_PERSISTENT' AND JMSPriority >= 4 AND JMSTimestamp = 17"
                + " AND JMSMessageID LIKE 'ID:%' AND JMSCorrelationID IS NULL AND JMSType IS NULL";

        assertThat(Outcome.of(selector, values)).isEqualTo(Outcome.TRUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JMSDestination",
                "JMSReplyTo",
                "JMSExpiration",
                "JMSRedelivered",
                "JMSDeliveryTime",
                "JMSFoo",
                "JMS",
                "JMStype"
            })
    void refusesOtherHeaderFields(String name) {
        assertThatThrownBy(() -> Selector.parse("a = 1 AND " + name + " IS NULL"))
                .isInstanceOf(InvalidSelectorException.class)
                .hasMessageContaining("character 11")
                .hasMessageContaining(name);
    }

    @Test
    void takesPropertiesDefinedByTheSpecificationAndTheProvider() throws Exception {
        Map<String, Object> values = Outcome.values("JMSXGroupID", "g", "JMS_PersistQ_x", 1, "JMSXDeliveryCount", 2);

        assertThat(Outcome.of("JMSXGroupID = 'g' AND JMS_PersistQ_x = 1 AND JMSXDeliveryCount > 1", values))
                .isEqualTo(Outcome.TRUE);
    }

    @Test
    void takesSpaceTabFormFeedAndLineEndsAsWhitespaceAndNoneWhereNoneIsNeeded() throws Exception {
        Map<String, Object> values = Outcome.values("a", 1, "s", "x");

        assertThat(Outcome.of("\t\fa\r\n=\n1\rAND\fs\t='x' ", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("'x'=s AND a=1", values)).isEqualTo(Outcome.TRUE);
        assertThat(Outcome.of("(a)=(1)AND(s)LIKE'x'", values)).isEqualTo(Outcome.TRUE);
    }
}
