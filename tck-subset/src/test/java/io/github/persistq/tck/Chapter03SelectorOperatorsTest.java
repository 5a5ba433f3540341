package io.github.persistq.tck;

import jakarta.jms.Message;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.8.1.1, what the operators of a selector do. */
class Chapter03SelectorOperatorsTest extends SelectorStatements {
    @Test
    @Spec("3.8.1.1")
    void numbersAreComparedBySixOperators() throws Exception {
        Message message = with("n", 5);

        assertMatches(message, "n = 5", "n > 4", "n >= 5", "n < 6", "n <= 5", "n <> 4");
        assertMisses(message, "n = 4", "n > 5", "n >= 6", "n < 5", "n <= 4", "n <> 5");
    }

    @Test
    @Spec("3.8.1.1")
    void exactAndApproximateNumbersAreComparedWithEachOther() throws Exception {
        assertMatches(with("n", 5), "n = 5.0", "n < 5.5", "n > 4.9E0", "n <> 5.1");
        assertMatches(with("n", 5.0), "n = 5", "n <= 5", "n < 6");
        assertMisses(with("n", 5), "n = 5.5", "n > 5.0");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("finds no double equal to a byte")
    void numericPropertiesOfAllTypesAreComparedWithEachOther() throws Exception {
        Message message =
                with("b", (byte) 5, "s", (short) 5, "i", 5, "l", 5L, "f", 5f, "d", 5.0, "larger", 6L, "smaller", 4f);

        assertMatches(message, "b = s", "s = i", "i = l", "l = f", "f = d", "d = b", "b = l", "s = d");
        assertMatches(message, "larger > d AND smaller < b");
    }

    @Test
    @Spec("3.8.1.1")
    void stringsAreEqualOrNot() throws Exception {
        Message message = with("name", "Ann", "same", "Ann", "other", "Bob");

        assertMatches(message, "name = 'Ann'", "name <> 'Bob'", "name = same", "name <> other");
        assertMisses(message, "name <> 'Ann'", "name = 'Bob'", "name = 'ann'", "name = 'Ann '", "name = 'An'");
    }

    @Test
    @Spec("3.8.1.1")
    void stringsAreNotOrdered() throws Exception {
        assertInvalid("name < 'Bob'", "name > 'Bob'", "name <= 'Bob'", "name >= 'Bob'");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("orders strings if both sides are properties")
    void stringPropertiesInAnOrderingDoNotMatch() throws Exception {
        Message message = with("a", "1", "b", "2");

        assertMisses(message, "a < b", "a <= b", "b > a", "b >= a");
    }

    @Test
    @Spec("3.8.1.1")
    void booleansAreEqualOrNot() throws Exception {
        Message message = with("t", true, "f", false);

        assertMatches(message, "t = TRUE", "f = FALSE", "t <> f", "t <> FALSE", "f <> TRUE");
        assertMisses(message, "t = FALSE", "f = TRUE", "t = f", "t <> TRUE");
    }

    @Test
    @Spec("3.8.1.1")
    void booleansAreNotOrdered() throws Exception {
        assertInvalid("late > FALSE", "late < TRUE", "late >= FALSE", "late <= TRUE");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("takes values of unlike types for not equal, and matches")
    void aComparisonOfUnlikeTypesIsFalse() throws Exception {
        Message message = with("text", "2", "number", 2, "flag", true);

        assertMisses(message, "text = number", "number = flag", "flag = text", "text <> number", "flag <> number");
        assertMatches(message, "NOT (text = number)", "NOT (flag <> text)");
    }

    @Test
    @Spec("3.8.1.1")
    void aStringPropertyIsNotANumber() throws Exception {
        Message message = with("NumberOfOrders", "2");

        assertMisses(message, "NumberOfOrders > 1", "NumberOfOrders = 2", "NumberOfOrders + 1 = 3");
        assertMatches(message, "NumberOfOrders = '2'");
    }

    @Test
    @Spec("3.8.1.1")
    void aNumericPropertyIsNotAString() throws Exception {
        Message message = with("n", 2);

        assertMisses(message, "n = '2'", "n LIKE '2'", "n IN ('2')");
    }

    @Test
    @Spec("3.8.1.1")
    void aLiteralOfAnotherTypeThanItsOperatorIsRefused() throws Exception {
        assertInvalid("name < 'foo'", "age BETWEEN 'foo' AND 'test'", "name LIKE 7", "name IN (1, 2, 3)", "TRUE = 0");
    }

    @Test
    @Spec("3.8.1.1")
    void thePropertysTypeIsTheOneItWasSetWith() throws Exception {
        assertMatches(with("v", "true"), "v = 'true'");
        assertMisses(with("v", "true"), "v = TRUE", "v");
        assertMatches(with("v", true), "v = TRUE");
        assertMisses(with("v", true), "v = 'true'");
    }

    @Test
    @Spec("3.8.1.1")
    void aUnaryMinusNegatesAndAUnaryPlusDoesNot() throws Exception {
        assertMatches(with("n", 5), "-n = -5", "+n = 5", "-n < 0", "n + -n = 0", "n - -n = 10", "-(n + 1) = -6");
        assertMisses(with("n", 5), "-n = 5");
    }

    @Test
    @Spec("3.8.1.1")
    void numbersAreAddedAndSubtracted() throws Exception {
        assertMatches(with("a", 7, "b", 3), "a + b = 10", "a - b = 4", "b - a = -4", "a + 1.5 = 8.5");
        assertMisses(with("a", 7, "b", 3), "a + b = 11");
    }

    @Test
    @Spec("3.8.1.1")
    void numbersAreMultipliedAndDivided() throws Exception {
        assertMatches(with("a", 12, "b", 4), "a * b = 48", "a / b = 3", "a * 0.5 = 6", "a / 0.5 = 24");
        assertMisses(with("a", 12, "b", 4), "a / b = 4");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers(
            value = "divides integers as doubles",
            reading = "Java numeric promotion makes the quotient of two integers an integer")
    void aDivisionOfExactNumbersIsExactAsInJava() throws Exception {
        assertMatches(with("a", 7), "a / 2 = 3", "a / 2.0 = 3.5", "-a / 2 = -3");
        assertMisses(with("a", 7), "a / 2 = 3.5");
    }

    @Test
    @Spec("3.8.1.1")
    void arithmeticOnFloatsAndDoublesIsApproximate() throws Exception {
        assertMatches(with("f", 1.5f, "d", 0.25), "f + d = 1.75", "f * 2 = 3", "d / 2 = 0.125", "f - d = 1.25");
    }

    @Test
    @Spec("3.8.1.1")
    void arithmeticMayStandOnBothSidesOfAComparison() throws Exception {
        assertMatches(with("a", 7, "b", 3), "a + 1 = b + 5", "2 * b < a", "a - b > b - a");
        assertMisses(with("a", 7, "b", 3), "a + 1 < b + 5");
    }

    @Test
    @Spec("3.8.1.1")
    void betweenIncludesBothEnds() throws Exception {
        assertMatches(with("age", 15), "age BETWEEN 15 AND 19");
        assertMatches(with("age", 17), "age BETWEEN 15 AND 19");
        assertMatches(with("age", 19), "age BETWEEN 15 AND 19");
        assertMisses(with("age", 14), "age BETWEEN 15 AND 19");
        assertMisses(with("age", 20), "age BETWEEN 15 AND 19");
    }

    @Test
    @Spec("3.8.1.1")
    void notBetweenExcludesBothEnds() throws Exception {
        assertMisses(with("age", 15), "age NOT BETWEEN 15 AND 19");
        assertMisses(with("age", 19), "age NOT BETWEEN 15 AND 19");
        assertMatches(with("age", 14), "age NOT BETWEEN 15 AND 19");
        assertMatches(with("age", 20), "age NOT BETWEEN 15 AND 19");
    }

    @Test
    @Spec("3.8.1.1")
    void betweenTakesArithmeticInEachPlace() throws Exception {
        Message message = with("a", 7, "low", 3, "high", 10);

        assertMatches(
                message, "a BETWEEN low AND high", "a + 1 BETWEEN low * 2 AND high - 1", "7 BETWEEN low AND high");
        assertMisses(message, "a * 2 BETWEEN low AND high");
    }

    @Test
    @Spec("3.8.1.1")
    void betweenWithItsEndsTurnedAroundMatchesNothing() throws Exception {
        assertMisses(with("age", 17), "age BETWEEN 19 AND 15");
        assertMatches(with("age", 17), "age NOT BETWEEN 19 AND 15");
    }

    @Test
    @Spec("3.8.1.1")
    void betweenGoesWithOtherConditions() throws Exception {
        assertMatches(
                with("age", 17, "late", true), "age BETWEEN 15 AND 19 AND late", "late AND age BETWEEN 15 AND 19");
        assertMisses(with("age", 17, "late", false), "age BETWEEN 15 AND 19 AND late");
    }

    @Test
    @Spec("3.8.1.1")
    void inMatchesAnyOfItsStrings() throws Exception {
        String selector = "Country IN ('UK', 'US', 'France')";

        assertMatches(with("Country", "UK"), selector);
        assertMatches(with("Country", "France"), selector);
        assertMisses(with("Country", "Peru"), selector);
        assertMisses(with("Country", "uk"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void notInMatchesAllButItsStrings() throws Exception {
        String selector = "Country NOT IN ('UK', 'US', 'France')";

        assertMatches(with("Country", "Peru"), selector);
        assertMisses(with("Country", "UK"), selector);
        assertMisses(with("Country", "France"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void inMayHaveASingleString() throws Exception {
        assertMatches(with("Country", "UK"), "Country IN ('UK')");
        assertMisses(with("Country", "US"), "Country IN ('UK')");
    }

    @Test
    @Spec("3.8.1.1")
    void aQuoteInAStringOfInIsDoubled() throws Exception {
        assertMatches(with("name", "it's"), "name IN ('it''s', 'other')");
    }

    @Test
    @Spec("3.8.1.1")
    void inTakesNothingButAnIdentifierAndStrings() throws Exception {
        assertInvalid("'UK' IN ('UK')", "Country IN (UK)", "Country IN ('UK', 1)", "Country IN ('U' + 'K')");
    }

    @Test
    @Spec("3.8.1.1")
    void aPercentSignStandsForAnySequence() throws Exception {
        String selector = "phone LIKE '12%3'";

        assertMatches(with("phone", "123"), selector);
        assertMatches(with("phone", "12993"), selector);
        assertMisses(with("phone", "1234"), selector);
        assertMisses(with("phone", "0123"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void anUnderscoreStandsForOneCharacter() throws Exception {
        String selector = "word LIKE 'l_se'";

        assertMatches(with("word", "lose"), selector);
        assertMisses(with("word", "loose"), selector);
        assertMisses(with("word", "lse"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void notLikeMatchesWhatLikeDoesNot() throws Exception {
        String selector = "phone NOT LIKE '12%3'";

        assertMisses(with("phone", "123"), selector);
        assertMisses(with("phone", "12993"), selector);
        assertMatches(with("phone", "1234"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void anEscapedUnderscoreStandsForItself() throws Exception {
        String selector = "underscored LIKE '\\_%' ESCAPE '\\'";

        assertMatches(with("underscored", "_foo"), selector);
        assertMisses(with("underscored", "bar"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void anEscapedPercentSignStandsForItself() throws Exception {
        String selector = "discount LIKE '1_!%' ESCAPE '!'";

        assertMatches(with("discount", "15%"), selector);
        assertMisses(with("discount", "155"), selector);
    }

    @Test
    @Spec("3.8.1.1")
    void anyCharacterMayBeTheEscape() throws Exception {
        for (String escape : new String[] {"!", "\\", "z", "=", "''", "."}) {
            assertMatches(with("v", "a_b"), "v LIKE 'a" + escape + "_b' ESCAPE '" + escape + "'");
            assertMisses(with("v", "axb"), "v LIKE 'a" + escape + "_b' ESCAPE '" + escape + "'");
        }
    }

    @Test
    @Spec("3.8.1.1")
    void theEscapeIsOneCharacter() throws Exception {
        assertInvalid("v LIKE 'a' ESCAPE '!!'", "v LIKE 'a' ESCAPE ''", "v LIKE 'a' ESCAPE 1");
    }

    @Test
    @Spec("3.8.1.1")
    void allOtherCharactersOfAPatternStandForThemselves() throws Exception {
        String special = "a.b*c?d[e]f(g)h+i^j$k{l}m|n\\o";

        assertMatches(with("v", special), "v LIKE '" + special + "'", "v LIKE 'a.b*%n\\o'");
        assertMisses(with("v", "axb"), "v LIKE 'a.b'");
        assertMisses(with("v", "aab"), "v LIKE 'a*b'", "v LIKE 'a+b'", "v LIKE '[a]ab'");
    }

    @Test
    @Spec("3.8.1.1")
    void aPatternIsCaseSensitiveAndCoversTheWholeValue() throws Exception {
        assertMatches(with("v", "Hello"), "v LIKE 'Hello'", "v LIKE 'H%'", "v LIKE '%o'", "v LIKE '%'");
        assertMisses(with("v", "Hello"), "v LIKE 'hello'", "v LIKE 'H'", "v LIKE 'ell'", "v LIKE ''");
        assertMatches(with("v", ""), "v LIKE ''", "v LIKE '%'");
    }

    @Test
    @Spec("3.8.1.1")
    void aPatternReachesOverLineEnds() throws Exception {
        assertMatches(with("v", "first\nsecond\r\nthird"), "v LIKE 'first%third'", "v LIKE 'first_second%'");
    }

    @Test
    @Spec("3.8.1.1")
    void severalWildcardsFindTheirPlaces() throws Exception {
        assertMatches(with("v", "abcabcabd"), "v LIKE '%abc%abd'", "v LIKE '_b%_b_'", "v LIKE '%%abd%%'");
        assertMisses(with("v", "abcabcab"), "v LIKE '%abc%abd'");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("takes literals on the left side as well")
    void likeTakesNothingButAnIdentifierAndAString() throws Exception {
        assertInvalid("'abc' LIKE 'a%'", "v LIKE w", "v LIKE 1", "v LIKE TRUE", "1 LIKE '1'");
    }

    @Test
    @Spec("3.8.1.1")
    void isNullTellsWhatIsMissing() throws Exception {
        assertMatches(with("present", 1), "absent IS NULL");
        assertMisses(with("present", 1), "present IS NULL");
    }

    @Test
    @Spec("3.8.1.1")
    void isNotNullTellsWhatIsThere() throws Exception {
        assertMatches(with("present", 1), "present IS NOT NULL");
        assertMisses(with("present", 1), "absent IS NOT NULL");
    }

    @Test
    @Spec("3.8.1.1")
    void aPropertyThatWasSetToNullIsNull() throws Exception {
        Message message = with("nothing", null);

        assertMatches(message, "nothing IS NULL");
        assertMisses(message, "nothing IS NOT NULL", "nothing = ''");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("takes literals and arithmetic as well")
    void isNullTakesNothingButAnIdentifier() throws Exception {
        assertInvalid("1 IS NULL", "'a' IS NULL", "(a + 1) IS NULL", "NULL IS NULL");
    }
}
