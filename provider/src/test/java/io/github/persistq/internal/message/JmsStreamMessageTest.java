package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JmsStreamMessageTest {
    private final JmsStreamMessage message = MessageFactory.stream();

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("io.github.persistq.internal.message.ConversionTable#bodyPairs")
    void convertsEveryPairOfTypesAsTheTableSays(String from, String to, boolean supported) throws Exception {
        write(from);
        JmsStreamMessage received = Messages.received(message);

        if (supported) {
            assertThat(read(received, to)).isEqualTo(ConversionTable.expected(from, to));
        } else {
            assertThatThrownBy(() -> read(received, to)).isInstanceOf(MessageFormatException.class);
        }
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("io.github.persistq.internal.message.ConversionTable#bodyPairs")
    void leavesTheCursorWhereItWasAfterAFailedConversion(String from, String to, boolean supported) throws Exception {
        write(from);
        message.reset();

        if (!supported) {
            assertThatThrownBy(() -> read(message, to)).isInstanceOf(MessageFormatException.class);
            assertThat(read(message, from)).isEqualTo(ConversionTable.sample(from));
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.persistq.internal.message.ConversionTable#numbers")
    void leavesTheCursorWhereItWasAfterTextThatIsNoNumber(String to) throws Exception {
        message.writeString("one");
        message.reset();

        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NumberFormatException.class);
        assertThat(message.readString()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long"})
    void throwsNumberFormatExceptionForNullReadAsAnIntegralType(String to) throws Exception {
        message.writeObject(null);
        message.reset();

        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NumberFormatException.class);
        assertThat(message.readObject()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "char"})
    void throwsNullPointerExceptionForNullReadAsAFloatingTypeOrChar(String to) throws Exception {
        message.writeString(null);
        message.reset();

        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NullPointerException.class);
        assertThat(message.readString()).isNull();
    }

    @Test
    void readsNullAsFalseOrNullOrTheEndOfAnArray() throws Exception {
        message.writeObject(null);
        message.writeString(null);
        message.writeBytes(null);
        message.writeInt(1);
        message.reset();

        assertThat(message.readBoolean()).isFalse();
        assertThat(message.readObject()).isNull();
        assertThat(message.readBytes(new byte[4])).isEqualTo(-1);
        assertThat(message.readInt()).isEqualTo(1);
    }

    @Test
    void readsObjectsInTheOrderAndTypesTheyWereWrittenIn() throws Exception {
        List<Object> values = List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, "seven", new byte[] {8});
        for (Object value : values) {
            message.writeObject(value);
        }

        JmsStreamMessage received = Messages.received(message);

        for (Object value : values) {
            assertThat(received.readObject()).isEqualTo(value);
        }
    }

    @Test
    void throwsMessageEofExceptionAtTheEndForEveryRead() throws Exception {
        message.reset();

        for (String type :
                List.of("boolean", "byte", "short", "char", "int", "long", "float", "double", "String", "byte[]")) {
            assertThatThrownBy(() -> read(message, type)).isInstanceOf(MessageEOFException.class);
        }
        assertThatThrownBy(message::readObject).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void readsAByteArrayInParts() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3, 4, 5});
        message.writeInt(6);
        message.reset();
        byte[] part = new byte[2];

        assertThat(message.readBytes(part)).isEqualTo(2);
        assertThat(part).containsExactly(1, 2);
        assertThat(message.readBytes(part)).isEqualTo(2);
        assertThat(part).containsExactly(3, 4);
        assertThat(message.readBytes(part)).isEqualTo(1);
        assertThat(part[0]).isEqualTo((byte) 5);
        assertThat(message.readInt()).isEqualTo(6);
    }

    @Test
    void endsAByteArrayThatFilledTheTargetWithMinusOne() throws Exception {
        message.writeBytes(new byte[] {1, 2});
        message.writeInt(3);
        message.reset();

        assertThat(message.readBytes(new byte[2])).isEqualTo(2);
        assertThat(message.readBytes(new byte[2])).isEqualTo(-1);
        assertThat(message.readInt()).isEqualTo(3);
    }

    @Test
    void readsAnEmptyByteArrayAsZeroBytes() throws Exception {
        message.writeBytes(new byte[0]);
        message.writeInt(1);
        message.reset();

        assertThat(message.readBytes(new byte[2])).isZero();
        assertThat(message.readInt()).isEqualTo(1);
    }

    @Test
    void refusesTheNextElementWhileAByteArrayIsPartlyRead() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeInt(4);
        message.reset();
        message.readBytes(new byte[2]);

        assertThatThrownBy(message::readInt)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("only a part was read");
        assertThatThrownBy(message::readObject).isInstanceOf(MessageFormatException.class);
        assertThat(message.readBytes(new byte[2])).isEqualTo(1);
        assertThat(message.readInt()).isEqualTo(4);
    }

    @Test
    void startsAgainAfterReset() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3});
        message.reset();
        message.readBytes(new byte[2]);

        message.reset();

        assertThat((byte[]) message.readObject()).containsExactly(1, 2, 3);
    }

    @Test
    void isWriteOnlyUntilItIsReset() {
        assertThatThrownBy(message::readInt)
                .isInstanceOf(MessageNotReadableException.class)
                .hasMessageContaining("reset()");
        assertThatThrownBy(message::readObject).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(() -> message.readBytes(new byte[1])).isInstanceOf(MessageNotReadableException.class);
    }

    @Test
    void isReadOnlyOnceItWasResetOrReceived() throws Exception {
        JmsStreamMessage received = Messages.received(message);
        message.reset();

        List<Write> writes = List.of(
                m -> m.writeBoolean(true),
                m -> m.writeByte((byte) 1),
                m -> m.writeShort((short) 1),
                m -> m.writeChar('c'),
                m -> m.writeInt(1),
                m -> m.writeLong(1),
                m -> m.writeFloat(1),
                m -> m.writeDouble(1),
                m -> m.writeString(""),
                m -> m.writeBytes(new byte[1]),
                m -> m.writeBytes(new byte[1], 0, 1),
                m -> m.writeObject(1));

        for (Write write : writes) {
            assertThatThrownBy(() -> write.to(received)).isInstanceOf(MessageNotWriteableException.class);
            assertThatThrownBy(() -> write.to(message)).isInstanceOf(MessageNotWriteableException.class);
        }
    }

    @Test
    void isEmptyAndWriteOnlyAfterClearBody() throws Exception {
        message.writeInt(1);
        JmsStreamMessage received = Messages.received(message);
        received.readInt();

        received.clearBody();

        assertThatThrownBy(received::readInt).isInstanceOf(MessageNotReadableException.class);
        received.writeString("new");
        received.reset();
        assertThat(received.readString()).isEqualTo("new");
    }

    @Test
    void staysWriteableAfterItWasSent() throws Exception {
        message.writeInt(1);
        JmsStreamMessage first = Messages.received(message);

        message.writeInt(2);

        JmsStreamMessage second = Messages.received(message);
        assertThat(first.readInt()).isEqualTo(1);
        assertThatThrownBy(first::readInt).isInstanceOf(MessageEOFException.class);
        second.readInt();
        assertThat(second.readInt()).isEqualTo(2);
    }

    @Test
    void isSentWholeHoweverMuchOfItWasRead() throws Exception {
        message.writeInt(1);
        JmsStreamMessage received = Messages.received(message);
        received.readInt();

        assertThat(Messages.received(received).readInt()).isEqualTo(1);
    }

    @Test
    void capturesBytesWhenTheyAreWrittenAndGivesCopies() throws Exception {
        byte[] bytes = {1, 2};
        message.writeBytes(bytes);
        message.writeBytes(bytes, 1, 1);
        message.writeObject(bytes);
        bytes[1] = 9;
        message.reset();

        ((byte[]) message.readObject())[0] = 9;
        message.reset();

        assertThat((byte[]) message.readObject()).containsExactly(1, 2);
        assertThat((byte[]) message.readObject()).containsExactly(2);
        assertThat((byte[]) message.readObject()).containsExactly(1, 2);
    }

    @Test
    void rejectsObjectsOfOtherClasses() {
        assertThatThrownBy(() -> message.writeObject(List.of())).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void neverGivesItsBodyAsAnything() throws Exception {
        JmsStreamMessage received = Messages.received(message);

        for (JmsStreamMessage each : List.of(message, received)) {
            assertThat(each.isBodyAssignableTo(Object.class)).isFalse();
            assertThatThrownBy(() -> each.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
        }
    }

    private void write(String type) throws JMSException {
        Object sample = ConversionTable.sample(type);
        switch (type) {
            case "boolean" -> message.writeBoolean((boolean) sample);
            case "byte" -> message.writeByte((byte) sample);
            case "short" -> message.writeShort((short) sample);
            case "char" -> message.writeChar((char) sample);
            case "int" -> message.writeInt((int) sample);
            case "long" -> message.writeLong((long) sample);
            case "float" -> message.writeFloat((float) sample);
            case "double" -> message.writeDouble((double) sample);
            case "String" -> message.writeString((String) sample);
            default -> message.writeBytes((byte[]) sample);
        }
    }

    private static Object read(JmsStreamMessage from, String type) throws JMSException {
        return switch (type) {
            case "boolean" -> from.readBoolean();
            case "byte" -> from.readByte();
            case "short" -> from.readShort();
            case "char" -> from.readChar();
            case "int" -> from.readInt();
            case "long" -> from.readLong();
            case "float" -> from.readFloat();
            case "double" -> from.readDouble();
            case "String" -> from.readString();
            default -> {
                byte[] one = new byte[1];
                assertThat(from.readBytes(one)).isEqualTo(1);
                yield one;
            }
        };
    }

    @FunctionalInterface
    private interface Write {
        void to(JmsStreamMessage message) throws JMSException;
    }
}
