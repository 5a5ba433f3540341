package io.github.persistq.internal.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.Bytes;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456, Integer.MAX_VALUE})
    void readsBackEveryLengthOfVarint(int value) {
        WireReader in = written(out -> out.varint(value));

        assertThat(in.varint()).isEqualTo(value);
        in.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "äöü",
                "日本",
                "\uD83D\uDE00",
                "\uFFFD",
                "\u0000",
                "\uD83D",
                "\uDE00",
                "a\uDE00\uD83Db",
                "\uD83D\uD83D\uDE00"
            })
    void readsBackAnyStringWithLoneSurrogatesToo(String text) {
        WireReader in = written(out -> out.string(text));

        assertThat(in.string()).isEqualTo(text);
        in.end();
    }

    @Test
    void readsBackNumbersAtTheirLimits() {
        WireReader in = written(out -> {
            out.value(Byte.MIN_VALUE);
            out.value(Short.MIN_VALUE);
            out.value(Character.MAX_VALUE);
            out.value(Integer.MIN_VALUE);
            out.value(Long.MIN_VALUE);
            out.value(Float.MIN_VALUE);
            out.value(Double.NaN);
        });

        assertThat(in.value()).isEqualTo(Byte.MIN_VALUE);
        assertThat(in.value()).isEqualTo(Short.MIN_VALUE);
        assertThat(in.value()).isEqualTo(Character.MAX_VALUE);
        assertThat(in.value()).isEqualTo(Integer.MIN_VALUE);
        assertThat(in.value()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.value()).isEqualTo(Float.MIN_VALUE);
        assertThat(in.value()).isEqualTo(Double.NaN);
        in.end();
    }

    @Test
    void keepsTheTypeOfNullBooleansAndByteArrays() {
        WireReader in = written(out -> {
            out.value(null);
            out.value(true);
            out.value(false);
            out.value(new byte[] {1, 2});
        });

        assertThat(in.value()).isNull();
        assertThat(in.value()).isEqualTo(true);
        assertThat(in.value()).isEqualTo(false);
        assertThat(in.value()).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void refusesToWriteAValueOfAnotherClass() {
        assertThatThrownBy(() -> new WireWriter(0).value(new StringBuilder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }

    @Test
    void rejectsALengthBeyondTheBytesThatAreThereBeforeAllocating() {
        WireReader in = written(out -> out.varint(Integer.MAX_VALUE));

        assertThatThrownBy(in::bytes)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("only 0 are left");
    }

    @Test
    void rejectsACountBeyondTheBytesThatAreThere() {
        WireReader in = written(out -> out.varint(1_000_000));

        assertThatThrownBy(in::count)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("The count at 0 is 1000000");
    }

    @Test
    void rejectsAVarintOfMoreThan31Bits() {
        byte[] negative = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        byte[] endless = {-1, -1, -1, -1, -1, -1, -1, -1};

        assertThatThrownBy(() -> new WireReader(Bytes.wrap(negative)).varint())
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> new WireReader(Bytes.wrap(endless)).varint())
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void rejectsTextThatIsNotUtf8() {
        byte[] damaged = {4, (byte) 0xC3, 0x28};

        assertThatThrownBy(() -> new WireReader(Bytes.wrap(damaged)).string())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void rejectsUtf16OfAnOddNumberOfBytes() {
        assertThatThrownBy(() -> new WireReader(Bytes.wrap(new byte[] {3, 0x41})).string())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("odd number");
    }

    @Test
    void readsFromTheMiddleOfALargerArray() {
        byte[] array = {9, 9, 7, 0, 0, 0, 9};

        WireReader in = new WireReader(Bytes.wrap(array, 2, 4));

        assertThat(in.i32()).isEqualTo(7);
        in.end();
    }

    private static WireReader written(Consumer<WireWriter> content) {
        WireWriter out = new WireWriter(0);
        content.accept(out);
        return new WireReader(out.toBytes());
    }
}
