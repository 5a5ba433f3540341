package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.8.1.1, what a selector is written with. */
class Chapter03SelectorSyntaxTest extends SelectorStatements {
    @Test
    @Spec("3.8.1")
    void aSelectorDoesNotSeeTheBody() throws Exception {
        Message message = session.createTextMessage("red");

        assertMisses(message, "text = 'red'", "body = 'red'");
        assertMatches(message, "text IS NULL AND body IS NULL");
    }

    @Test
    @Spec("3.8.1")
    void aSelectorCombinesHeadersAndProperties() throws Exception {
        Message message = with("colour", "blue", "weight", 2600);
        message.setJMSType("car");

        assertMatches(message, "JMSType = 'car' AND colour = 'blue' AND weight > 2500");
        assertMisses(message, "JMSType = 'car' AND colour = 'blue' AND weight > 2600");
        assertMisses(message, "JMSType = 'bus' AND colour = 'blue' AND weight > 2500");
    }

    @Test
    @Spec("3.8.1.1")
    void anEmptySelectorIsNone() throws Exception {
        send("hello");

        assertThat(drain(session.createConsumer(queue, ""))).containsExactly("hello");
    }

    @Test
    @Spec("3.8.1.1")
    void aNullSelectorIsNone() throws Exception {
        send("hello");

        assertThat(drain(session.createConsumer(queue, null))).containsExactly("hello");
    }

    @Test
    @Spec("3.8.1.1")
    void andBindsTighterThanOr() throws Exception {
        Message message = with("t", true, "f", false);

        assertMatches(message, "t = TRUE OR t = TRUE AND f = TRUE", "f = TRUE AND f = TRUE OR t = TRUE");
        assertMisses(message, "(t = TRUE OR t = TRUE) AND f = TRUE");
    }

    @Test
    @Spec("3.8.1.1")
    void notBindsTighterThanAnd() throws Exception {
        Message message = with("a", 1, "b", 2);

        assertMisses(message, "NOT a = 1 AND b = 3");
        assertMatches(message, "NOT (a = 1 AND b = 3)");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers(
            value = "refuses NOT before a comparison without parentheses",
            reading = "a comparison operator binds tighter than the logical operators, as in SQL")
    void notReachesOverTheComparisonBehindIt() throws Exception {
        assertMatches(with("age", 17), "NOT age > 17", "NOT NOT age = 17");
        assertMisses(with("age", 17), "NOT age = 17");
    }

    @Test
    @Spec("3.8.1.1")
    void multiplicationBindsTighterThanAddition() throws Exception {
        assertMatches(with("n", 2), "n + 3 * 4 = 14", "3 * 4 + n = 14", "n - 6 / 2 = -1");
        assertMisses(with("n", 2), "n + 3 * 4 = 20");
    }

    @Test
    @Spec("3.8.1.1")
    void operatorsOfOneLevelAreTakenFromTheLeft() throws Exception {
        assertMatches(with("n", 10), "n - 4 - 3 = 3", "n / 5 / 2 = 1", "n / 5 * 2 = 4", "n - 4 + 3 = 9");
        assertMisses(with("n", 10), "n - 4 - 3 = 9");
    }

    @Test
    @Spec("3.8.1.1")
    void parenthesesChangeTheOrder() throws Exception {
        assertMatches(with("n", 2), "(n + 3) * 4 = 20", "((n)) = 2", "n - (4 - 3) = 1", "(n = 2)");
        assertMisses(with("n", 2), "(n + 3) * 4 = 14");
    }

    @Test
    @Spec("3.8.1.1")
    void theWordsOfTheSyntaxAreReadInAnyCase() throws Exception {
        Message message = with("age", 17, "name", "Ann", "late", true);

        assertMatches(
                message,
                "age between 15 And 19",
                "name in ('Ann', 'Bob') AND name like 'A%'",
                "late = true aNd not (late = False)",
                "other is null or name Is Not Null",
                "name LIKE '!Ann' escape '!' or late = tRUE");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("takes double quotes as well")
    void aStringLiteralStandsInSingleQuotes() throws Exception {
        assertMatches(with("name", "literal"), "name = 'literal'", "'literal' = name");
        assertInvalid("name = \"literal\"", "name = 'literal", "name = literal'");
    }

    @Test
    @Spec("3.8.1.1")
    void aDoubledQuoteInAStringLiteralIsOneQuote() throws Exception {
        assertMatches(with("name", "literal's"), "name = 'literal''s'");
        assertMatches(with("name", "'"), "name = ''''");
        assertMisses(with("name", "literals"), "name = 'literal''s'");
    }

    @Test
    @Spec("3.8.1.1")
    void aStringLiteralMayBeEmpty() throws Exception {
        assertMatches(with("name", ""), "name = ''");
        assertMisses(with("name", " "), "name = ''");
    }

    @Test
    @Spec("3.8.1.1")
    void aStringLiteralHoldsAnyUnicodeCharacter() throws Exception {
        assertMatches(with("name", "Größe 名前 \uD83D\uDE00\t\"--"), "name = 'Größe 名前 \uD83D\uDE00\t\"--'");
    }

    @Test
    @Spec("3.8.1.1")
    void anExactLiteralReachesOverTheRangeOfLong() throws Exception {
        assertMatches(with("n", Long.MAX_VALUE), "n = 9223372036854775807", "n > 9223372036854775806");
        assertMatches(with("n", -Long.MAX_VALUE), "n = -9223372036854775807");
        assertMisses(with("n", Long.MAX_VALUE), "n = 9223372036854775806");
    }

    @Test
    @Spec("3.8.1.1")
    void theLeastLongIsAnExactLiteral() throws Exception {
        assertMatches(with("n", Long.MIN_VALUE), "n = -9223372036854775808");
        assertMisses(with("n", -Long.MAX_VALUE), "n = -9223372036854775808");
    }

    @Test
    @Spec("3.8.1.1")
    void aNumberMayHaveASign() throws Exception {
        assertMatches(with("n", -957), "n = -957", "-n = 957", "n < +62", "n = - 957");
        assertMatches(with("n", 62), "n = +62", "+n = 62", "n = -(-62)");
    }

    @Test
    @Spec("3.8.1.1")
    void anExactLiteralMayBeOctalOrHexadecimalAsInJava() throws Exception {
        assertMatches(with("n", 29), "n = 035", "n = 0x1d", "n = 0X1D");
        assertMisses(with("n", 35), "n = 035");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("refuses the suffix on hexadecimal literals")
    void anExactLiteralMayHaveTheSuffixOfALong() throws Exception {
        assertMatches(with("n", 29), "n = 29L", "n = 29l", "n = 0x1dL");
        assertMisses(with("n", 29), "n = 30L");
    }

    @Test
    @Spec("3.8.1.1")
    void anApproximateLiteralMayHaveAnExponent() throws Exception {
        assertMatches(with("n", 7000.0), "n = 7E3", "n = 7e3", "n = 7.0E+3", "n = 70000E-1");
        assertMatches(with("n", -5790.0), "n = -57.9E2");
    }

    @Test
    @Spec("3.8.1.1")
    void anApproximateLiteralMayBeginOrEndWithItsPoint() throws Exception {
        assertMatches(with("n", 7.0), "n = 7.", "n = 7.0", "n = +7.");
        assertMatches(with("n", 0.5), "n = .5", "n = 0.5", "n = .5e0");
        assertMatches(with("n", 7000.0), "n = 7.e3");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers(
            value = "refuses 1.5f and 1.5d",
            reading = "the Java floating-point literal syntax has these suffixes")
    void anApproximateLiteralMayHaveTheSuffixOfAFloatOrDouble() throws Exception {
        assertMatches(with("n", 1.5), "n = 1.5f", "n = 1.5F", "n = 1.5d", "n = 1.5D");
        assertMisses(with("n", 1.5), "n = 2.5d");
    }

    @Test
    @Spec("3.8.1.1")
    void anApproximateLiteralReachesOverTheRangeOfDouble() throws Exception {
        assertMatches(with("n", Double.MAX_VALUE), "n = 1.7976931348623157E308");
        assertMatches(with("n", Double.MIN_VALUE), "n = 4.9E-324", "n > 0");
    }

    @Test
    @Spec("3.8.1.1")
    void aBooleanLiteralIsTrueOrFalse() throws Exception {
        assertMatches(with("late", true), "late = TRUE", "late <> FALSE");
        assertMisses(with("late", true), "late = FALSE", "late <> TRUE");
    }

    @Test
    @Spec("3.8.1.1")
    void aBooleanLiteralAloneIsASelector() throws Exception {
        assertMatches(with("n", 1), "TRUE", "NOT FALSE", "FALSE OR TRUE");
        assertMisses(with("n", 1), "FALSE", "TRUE AND FALSE");
    }

    @Test
    @Spec("3.8.1.1")
    void aBooleanPropertyAloneIsASelector() throws Exception {
        assertMatches(with("late", true), "late", "late AND late", "(late)");
        assertMisses(with("late", false), "late");
        assertMatches(with("late", false), "NOT late");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("refuses letters beyond ASCII")
    void anIdentifierBeginsAsAJavaIdentifierDoes() throws Exception {
        assertMatches(with("_a", 1), "_a = 1");
        assertMatches(with("$a", 1), "$a = 1");
        assertMatches(with("größe", 1), "größe = 1");
        assertMatches(with("名前", 1), "名前 = 1");
        assertInvalid("1a = 1", "#a = 1", "@a = 1");
    }

    @Test
    @Spec("3.8.1.1")
    void anIdentifierGoesOnAsAJavaIdentifierDoes() throws Exception {
        assertMatches(with("a1_$b", 1), "a1_$b = 1");
        assertInvalid("a b = 1", "a#b = 1", "a:b = 1");
    }

    @Test
    @Spec("3.8.1.1")
    void anIdentifierIsOfAnyLength() throws Exception {
        String name = "n".repeat(1_000);

        assertMatches(with(name, 1), name + " = 1");
        assertMisses(with(name, 1), name + "n = 1");
    }

    @Test
    @Spec("3.8.1.1")
    void identifiersAreCaseSensitive() throws Exception {
        assertMatches(with("colour", "red"), "colour = 'red'", "Colour IS NULL");
        assertMisses(with("colour", "red"), "Colour = 'red'", "COLOUR = 'red'");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("accepts NULL IS NULL")
    void aWordOfTheSyntaxIsNoIdentifier() throws Exception {
        for (String word :
                new String[] {"NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE"}) {
            assertInvalid(word + " > 1", word + " IS NULL");
        }
    }

    @Test
    @Spec("3.8.1.1")
    void aWordThatOnlyBeginsAsOneOfTheSyntaxIsAnIdentifier() throws Exception {
        assertMatches(with("nothing", 1, "order", 2, "island", 3), "nothing = 1 AND order = 2 OR island = 3");
        assertMatches(with("inn", "a", "likely", "b"), "inn IN ('a') AND likely LIKE 'b'");
        assertMatches(with("truely", true, "nullable", false), "truely AND NOT nullable");
    }

    @Test
    @Spec("3.8.1.1")
    void whitespaceIsSpaceTabFormFeedAndLineTerminator() throws Exception {
        assertMatches(
                with("age", 17),
                "age\t=\t17",
                "age\n=\n17",
                "age\r\n=\r\n17",
                "age\f=\f17",
                "  age =  17  ",
                "age\r=17");
    }

    @Test
    @Spec("3.8.1.1")
    void whitespaceMayBeAbsentWhereNothingRunsTogether() throws Exception {
        assertMatches(
                with("age", 17, "name", "a"), "age=17 AND(name='a')", "(age)BETWEEN(15)AND(19)", "name IN('a','b')");
    }

    @Test
    @Spec("3.8.1.1")
    void aSelectorWithASyntaxErrorIsRefusedWhenItIsPresented() throws Exception {
        assertInvalid(
                "=",
                "age =",
                "= 1",
                "age = = 1",
                "age == 1",
                "age != 1",
                "(age = 1",
                "age = 1)",
                "age = 1 AND",
                "OR age = 1",
                "age = 1 age = 2",
                "NOT",
                "()",
                "age = 1,");
    }

    @Test
    @Spec("3.8.1.1")
    void anOperatorWithoutItsPartsIsRefusedWhenItIsPresented() throws Exception {
        assertInvalid(
                "age BETWEEN 1",
                "age BETWEEN 1 AND",
                "age BETWEEN 1 OR 2",
                "name IN",
                "name IN ()",
                "name IN ('a',)",
                "name IN 'a'",
                "name LIKE",
                "name LIKE 'a' ESCAPE",
                "name IS",
                "name IS NOT",
                "name IS 1",
                "age + = 1");
    }

    @Test
    @Spec("3.8.1.1")
    void whatIsNoConditionIsRefusedWhenItIsPresented() throws Exception {
        assertInvalid("1", "'red'", "age + 1", "1 + 1", "-age", "5.0");
    }

    @Test
    @Spec("3.8.1.1")
    void aBrowserRefusesASelectorWithASyntaxError() throws Exception {
        assertThatThrownBy(() -> session.createBrowser(queue, "age =")).isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Spec("3.8.1.1")
    void aContextRefusesASelectorWithASyntaxError() throws Exception {
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(queue, "age ="))
                    .isInstanceOf(InvalidSelectorRuntimeException.class);
        }
    }

    @Test
    @Spec("3.8.1.1")
    void afterASelectorWasRefusedTheSessionGoesOn() throws Exception {
        assertInvalid("age =");
        send("hello");

        assertThat(drain(session.createConsumer(queue, "age IS NULL"))).containsExactly("hello");
    }

    @Test
    @Spec("3.8.1.3")
    @ArtemisDiffers("skips comments between /* and */")
    void thereAreNoComments() throws Exception {
        assertInvalid("age = 1 -- a comment", "age = 1 /* comment */", "/* comment */ age = 1");
    }

    @Test
    @Spec("3.8.1.3")
    void aTimeIsAnExactLiteralOfMilliseconds() throws Exception {
        long due = 1_700_000_000_000L;

        assertMatches(with("due", due), "due = 1700000000000", "due BETWEEN 1699999999999 AND 1700000000001");
        assertMisses(with("due", due), "due > 1700000000000");
    }
}
