package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SelectorSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "JMSType = 'car' AND color = 'blue' AND weight > 2500",
                "a",
                "NOT a",
                "a = b",
                "TRUE",
                "1 = 1",
                "'a' = 'a'",
                "TRUE = FALSE",
                "1 < 2.0",
                "a < b",
                "a + b * -c > 3",
                "(a) IN ('x')",
                "a IN ('x','y')",
                "a NOT IN ('x')",
                "a LIKE 'x%'",
                "a NOT LIKE 'x!%' ESCAPE '!'",
                "a IS NULL",
                "a IS NOT NULL",
                "a BETWEEN 1 AND 2 AND b BETWEEN 3 AND 4",
                "a NOT BETWEEN -1 AND b + 2",
                "1 BETWEEN a AND b",
                "(a = 1) = (b = 2)",
                "((((a))))",
                "NOT NOT (a OR NOT b)",
                "a=-1",
                "a<>-.5e-1",
                "JMSPriority > 4 OR JMSDeliveryMode = 'PERSISTENT'"
            })
    void takesWellFormedSelectors(String selector) {
        assertThatCode(() -> Selector.parse(selector)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | 1 | expected a value, found the end of the selector",
                "\"   \" | 4 | expected a value, found the end of the selector",
                "myProp<'foo' | 7 | < compares numbers, found a string",
                "'foo' >= myProp | 7 | >= compares numbers, found a string",
                "TRUE > a | 6 | > compares numbers, found a condition",
                "a BETWEEN 'foo' AND 'test' | 11 | expected a number, found a string",
                "a BETWEEN 1 AND TRUE | 17 | expected a number, found a condition",
                "'a' BETWEEN 1 AND 2 | 1 | expected a number, found a string",
                "a NOT IN (1,2,3) | 11 | expected a string, as IN lists only strings, found the number 1",
                "a IN () | 7 | expected a string",
                "a IN ('x' 'y') | 11 | expected , or ) after a string of IN, found the string 'y'",
                "a IN ('x', | 11 | expected a string",
                "a IN 'x' | 6 | expected ( and a list of strings after IN",
                "a IN (b) | 7 | found the identifier b",
                "'x' IN ('x') | 1 | expected an identifier before IN, found a string",
                "a LIKE 7 | 8 | expected a string as the pattern of LIKE, found the number 7",
                "a LIKE b | 8 | expected a string as the pattern of LIKE, found the identifier b",
                "'a' LIKE 'a' | 1 | expected an identifier before LIKE",
                "a LIKE 'x' ESCAPE '' | 19 | expected one character after ESCAPE",
                "a LIKE 'x' ESCAPE 'ab' | 19 | expected one character after ESCAPE",
                "a LIKE 'x' ESCAPE b | 19 | expected a string of one character after ESCAPE",
                "a LIKE 'x!' ESCAPE '!' | 8 | ends with its escape character",
                "TRUE = 0 | 6 | a condition cannot be compared with a number",
                "1 <> 'a' | 3 | a number cannot be compared with a string",
                "(a > 1) = 'x' | 9 | a condition cannot be compared with a string",
                "a + 1 = 'x' | 7 | a number cannot be compared with a string",
                "'a' + 1 > 2 | 1 | expected a number, found a string",
                "a * (b AND c) > 2 | 5 | expected a number, found a condition",
                "-'a' = 1 | 2 | expected a number, found a string",
                "-TRUE | 2 | expected a number, found a condition",
                "5 | 1 | expected a condition, found a number",
                "'text' | 1 | expected a condition, found a string",
                "a + 1 | 1 | expected a condition, found a number",
                "-a | 1 | expected a condition, found a number",
                "a AND 5 | 7 | expected a condition, found a number",
                "a OR (b + 1) | 6 | expected a condition, found a number",
                "NOT 'x' | 5 | expected a condition, found a string",
                "a IS 5 | 6 | expected NULL or NOT NULL after IS, found the number 5",
                "a IS NOT TRUE | 10 | expected NULL or NOT NULL after IS",
                "a NOT IS NULL | 7 | expected BETWEEN, IN or LIKE after NOT",
                "5 IS NULL | 1 | expected an identifier before IS",
                "a + 1 IS NULL | 1 | expected an identifier before IS",
                "a = NULL | 5 | to test for a missing value write IS NULL",
                "a = b = c | 7 | expected an operator or the end of the selector, found '='",
                "a = | 4 | expected a value, found the end of the selector",
                "= 1 | 1 | expected a value, found '='",
                "a b | 3 | expected an operator or the end of the selector, found the identifier b",
                "a AND | 6 | expected a value",
                "AND a | 1 | expected a value, found the reserved word AND",
                "a = NOT b | 5 | expected a value, found the reserved word NOT",
                "(a = 1 | 7 | expected an operator or ), found the end of the selector",
                "a = 1) | 6 | found ')'",
                "() | 2 | expected a value, found ')'",
                "a BETWEEN 1 OR 2 | 13 | expected AND between the bounds of BETWEEN, found the reserved word OR",
                "a BETWEEN 1 AND | 16 | expected a value",
                "a = 'x | 5 | has no closing quote",
                "a = 'x'' | 5 | has no closing quote",
                "a != 1 | 3 | not equal is written <>",
                "a.b = 1 | 2 | identifiers have no dots",
                "a == 1 | 4 | expected a value, found '='",
                "a # 1 | 3 | unexpected character #",
                "a = 12abc | 5 | the number 12abc is not a number in Java's syntax",
                "a = 9223372036854775808 | 5 | is beyond the range of long",
                "a = 1e999 | 5 | is beyond the range of double",
                "a = 1__ | 5 | has an underscore that is not between digits"
            })
    void saysWhatIsWrongAndWhere(String selector, int position, String problem) {
        String text = selector == null ? "" : selector;

        assertThatThrownBy(() -> Selector.parse(text))
                .isInstanceOf(InvalidSelectorException.class)
                .hasMessageStartingWith("Invalid selector at character " + position + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void marksTheMistakeWithACaret() {
        assertThatThrownBy(() -> Selector.parse("myProp\t< 'foo'")).hasMessage("""
                        Invalid selector at character 8: < compares numbers, found a string; strings and booleans allow only = and <>
                          myProp < 'foo'
                                 ^""");
    }

    @Test
    void showsOnlyTheSurroundingsOfAMistakeInALongSelector() {
        String selector = "a = 1 AND ".repeat(1000) + "# " + "AND a = 1 ".repeat(1000);

        assertThatThrownBy(() -> Selector.parse(selector)).satisfies(error -> {
            String[] lines = error.getMessage().split("\n");
            assertThat(lines).hasSize(3);
            assertThat(lines[0]).contains("at character 10001:");
            assertThat(lines[1]).startsWith("  ...").endsWith("...").hasSizeLessThan(140);
            assertThat(lines[1].charAt(lines[2].indexOf('^'))).isEqualTo('#');
        });
    }

    @Test
    void refusesTooLongASelectorWhateverItHolds() {
        for (String part : new String[] {"(", "NOT ", "a AND ", "a OR ", "1 + ", "-", "'", "a"}) {
            assertThatThrownBy(() -> Selector.parse(part.repeat(100_000)))
                    .isInstanceOf(InvalidSelectorException.class)
                    .hasMessageContaining("the limit is 65536");
        }
    }

    @Test
    void limitsTheNestingOfParentheses() throws Exception {
        String deepest = "(".repeat(Parser.MAX_DEPTH) + "a" + ")".repeat(Parser.MAX_DEPTH);

        assertThat(Selector.parse(deepest).matches(name -> true)).isTrue();
        assertThatThrownBy(() -> Selector.parse("(" + deepest + ")"))
                .isInstanceOf(InvalidSelectorException.class)
                .hasMessageContaining("at character 201: parentheses are nested deeper than 200");
        assertThatThrownBy(() -> Selector.parse("(".repeat(Parser.MAX_LENGTH)))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void countsNestingAndNotTheNumberOfParentheses() throws Exception {
        Selector selector = Selector.parse("(a) AND ".repeat(1000) + "(a)");

        assertThat(selector.matches(name -> true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'a AND ', a",
        "'a OR ', a",
        "'NOT NOT ', a",
        "'1 + ', 1 > 0",
        "'1 * ', 1 > 0",
        "'- ', 1 < 2",
        "'+-a*', 1 < 2"
    })
    void takesLongFlatChains(String link, String last) throws Exception {
        String selector = link.repeat((Parser.MAX_LENGTH - last.length()) / link.length()) + last;

        Selector parsed = Selector.parse(selector);

        assertThatCode(() -> parsed.matches(name -> true)).doesNotThrowAnyException();
        assertThat(parsed.text()).isEqualTo(selector);
    }

    @Test
    void takesTheDeepestNestingOnASmallStack() throws Exception {
        String selector = "(b OR b AND NOT ".repeat(Parser.MAX_DEPTH) + "a" + ")".repeat(Parser.MAX_DEPTH);
        FutureTask<Boolean> task =
                new FutureTask<>(() -> Selector.parse(selector).matches(name -> true));

        new Thread(null, task, "small stack", 768 * 1024).start();

        assertThat(task.get()).isTrue();
    }

    @Test
    void takesAStringAndAnIdentifierAsLongAsTheSelectorMayBe() throws Exception {
        String name = "n".repeat(30_000);
        String value = "v".repeat(30_000);

        assertThat(Selector.parse(name + " = '" + value + "'").matches(n -> n.equals(name) ? value : null))
                .isTrue();
        assertThatThrownBy(() -> Selector.parse("a = " + "9".repeat(60_000))).hasMessageContaining("range of long");
        assertThatThrownBy(() -> Selector.parse("a = " + "1_".repeat(30_000) + "x"))
                .isInstanceOf(InvalidSelectorException.class);
    }
}
