package io.github.persistq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.Option.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    private enum Shape {
        ROUND,
        SQUARE
    }

    private static final Option<Integer> COUNT = Option.integer("count", Scope.FACTORY, 5, 1, 10);
    private static final Option<Long> DELAY = Option.millis("delay", Scope.DESTINATION, 0, 0, 86_400_000_000L);
    private static final Option<Long> SIZE = Option.bytes("size", Scope.STORE, 1024, 1, 8L << 30);
    private static final Option<Double> RATE = Option.decimal("rate", Scope.DESTINATION, 1, 1, 100);
    private static final Option<Boolean> FLAG = Option.flag("flag", Scope.STORE, false);
    private static final Option<Shape> SHAPE = Option.choice("shape", Scope.STORE, Shape.ROUND);
    private static final Option<String> TEXT = Option.text("text", Scope.STORE, "none", "any text");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10})
    void readsWholeNumbersWithinTheirBounds(int value) {
        assertThat(COUNT.parse(Integer.toString(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "4294967297", "99999999999999999999", "", " 5", "5.0", "five", "0x5"})
    void rejectsOtherWholeNumbersNamingTheOptionTheValueAndWhatIsExpected(String text) {
        assertThatThrownBy(() -> COUNT.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Option 'count' has the value '" + text + "'; expected a whole number from 1 to 10");
    }

    @Test
    void readsMillisecondsBeyondAnInt() {
        assertThat(DELAY.parse("86400000000")).isEqualTo(86_400_000_000L);
        assertThatThrownBy(() -> DELAY.parse("-1")).hasMessageContaining("milliseconds from 0 to 86400000000");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "65536,65536", "64k,65536", "64K,65536", "16m,16777216", "2G,2147483648", "8g,8589934592"})
    void readsBytesWithOrWithoutASuffix(String text, long bytes) {
        assertThat(SIZE.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9g", "k", "", "1t", "1kk", "1 k", "1.5m", "-1k", "9999999999g"})
    void rejectsOtherBytesShowingExamples(String text) {
        assertThatThrownBy(() -> SIZE.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Option 'size' has the value '" + text + "'")
                .hasMessageContaining("64k");
    }

    @Test
    void readsDecimalNumbers() {
        assertThat(RATE.parse("1.5")).isEqualTo(1.5);
        assertThat(RATE.parse("100")).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.99", "100.1", "NaN", "Infinity", "1,5", ""})
    void rejectsOtherDecimalNumbers(String text) {
        assertThatThrownBy(() -> RATE.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Option 'rate'");
    }

    @Test
    void readsTrueAndFalseAndNothingElse() {
        assertThat(FLAG.parse("true")).isTrue();
        assertThat(FLAG.parse("false")).isFalse();
        assertThatThrownBy(() -> FLAG.parse("yes"))
                .hasMessage("Option 'flag' has the value 'yes'; expected true or false");
    }

    @Test
    void readsChoicesInLowerCase() {
        assertThat(SHAPE.parse("square")).isEqualTo(Shape.SQUARE);
        assertThatThrownBy(() -> SHAPE.parse("SQUARE"))
                .hasMessage("Option 'shape' has the value 'SQUARE'; expected one of round, square");
    }

    @Test
    void takesTextAsItIs() {
        assertThat(TEXT.parse(" a b ")).isEqualTo(" a b ");
    }
}
