package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JmsMapMessageTest {
    private final JmsMapMessage message = MessageFactory.map();

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("io.github.persistq.internal.message.ConversionTable#bodyPairs")
    void convertsEveryPairOfTypesAsTheTableSays(String from, String to, boolean supported) throws Exception {
        set("e", from);
        JmsMapMessage received = Messages.received(message);

        if (supported) {
            assertThat(read(received, to)).isEqualTo(ConversionTable.expected(from, to));
        } else {
            assertThatThrownBy(() -> read(received, to))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("'e'");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.persistq.internal.message.ConversionTable#numbers")
    void throwsNumberFormatExceptionForTextThatIsNoNumber(String to) throws Exception {
        message.setString("e", "1x");

        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long"})
    void throwsNumberFormatExceptionForAnUnsetEntryReadAsAnIntegralType(String to) {
        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double", "char"})
    void throwsNullPointerExceptionForAnUnsetEntryReadAsAFloatingTypeOrChar(String to) {
        assertThatThrownBy(() -> read(message, to)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void readsAnUnsetEntryAsFalseOrNull() throws Exception {
        assertThat(message.getBoolean("e")).isFalse();
        assertThat(message.getString("e")).isNull();
        assertThat(message.getBytes("e")).isNull();
        assertThat(message.getObject("e")).isNull();
        assertThat(message.itemExists("e")).isFalse();
    }

    @Test
    void keepsNullEntriesAsOnesThatExist() throws Exception {
        message.setString("a", null);
        message.setBytes("b", null);
        message.setObject("c", null);

        JmsMapMessage received = Messages.received(message);

        assertThat(Collections.list(received.getMapNames())).containsExactly("a", "b", "c");
        assertThat(received.itemExists("b")).isTrue();
        assertThat(received.getObject("c")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"boolean", "byte", "short", "char", "int", "long", "float", "double", "String", "byte[]"})
    void keepsTheTypeOfObjects(String type) throws Exception {
        message.setObject("e", ConversionTable.sample(type));

        assertThat(Messages.received(message).getObject("e")).isEqualTo(ConversionTable.sample(type));
    }

    @Test
    void rejectsObjectsOfOtherClasses() {
        for (Object value : List.of(List.of(), new int[0], new Byte[0], java.math.BigInteger.ONE)) {
            assertThatThrownBy(() -> message.setObject("e", value))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("'e'");
        }
    }

    @Test
    void rejectsANameThatIsNullOrEmpty() {
        assertThatThrownBy(() -> message.setInt(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setBytes("", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acceptsNamesThatAreNoIdentifiers() throws Exception {
        message.setInt("a b-c", 1);

        assertThat(Messages.received(message).getInt("a b-c")).isEqualTo(1);
    }

    @Test
    void capturesBytesWhenTheyAreSet() throws Exception {
        byte[] bytes = {1, 2, 3};
        message.setBytes("whole", bytes);
        message.setBytes("part", bytes, 1, 2);
        message.setObject("object", bytes);

        bytes[1] = 9;

        assertThat(message.getBytes("whole")).containsExactly(1, 2, 3);
        assertThat(message.getBytes("part")).containsExactly(2, 3);
        assertThat((byte[]) message.getObject("object")).containsExactly(1, 2, 3);
    }

    @Test
    void givesCopiesOfItsBytes() throws Exception {
        message.setBytes("e", new byte[] {1});

        message.getBytes("e")[0] = 9;
        ((byte[]) message.getObject("e"))[0] = 9;
        ((byte[]) message.getBody(Map.class).get("e"))[0] = 9;

        assertThat(message.getBytes("e")).containsExactly(1);
    }

    @Test
    void rejectsAPartOutsideOfTheArray() {
        assertThatThrownBy(() -> message.setBytes("e", new byte[2], 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void isReadOnlyOnceItWasReceived() throws Exception {
        JmsMapMessage received = Messages.received(message);

        List<Write> writes = List.of(
                m -> m.setBoolean("e", true),
                m -> m.setByte("e", (byte) 1),
                m -> m.setShort("e", (short) 1),
                m -> m.setChar("e", 'c'),
                m -> m.setInt("e", 1),
                m -> m.setLong("e", 1),
                m -> m.setFloat("e", 1),
                m -> m.setDouble("e", 1),
                m -> m.setString("e", ""),
                m -> m.setBytes("e", new byte[1]),
                m -> m.setBytes("e", new byte[1], 0, 1),
                m -> m.setObject("e", 1));

        for (Write write : writes) {
            assertThatThrownBy(() -> write.to(received)).isInstanceOf(MessageNotWriteableException.class);
        }
    }

    @Test
    void isEmptyAndWriteableAfterClearBody() throws Exception {
        message.setInt("e", 1);
        JmsMapMessage received = Messages.received(message);

        received.clearBody();

        assertThat(received.itemExists("e")).isFalse();
        received.setInt("f", 2);
        assertThat(received.getInt("f")).isEqualTo(2);
    }

    @Test
    void givesItsBodyAsAMap() throws Exception {
        message.setInt("a", 1);
        message.setString("b", "x");

        assertThat(message.isBodyAssignableTo(Map.class)).isTrue();
        assertThat(message.isBodyAssignableTo(Object.class)).isTrue();
        assertThat((Object) message.getBody(Map.class)).isEqualTo(Map.of("a", 1, "b", "x"));
    }

    @Test
    void refusesItsBodyAsAnotherClass() throws Exception {
        message.setInt("a", 1);

        assertThat(message.isBodyAssignableTo(HashMap.class)).isFalse();
        assertThatThrownBy(() -> message.getBody(HashMap.class)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.getBody(String.class)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void givesNullAsAnyClassWhenItIsEmpty() throws Exception {
        assertThat(message.isBodyAssignableTo(String.class)).isTrue();
        assertThat(message.getBody(String.class)).isNull();
    }

    private void set(String name, String type) throws JMSException {
        Object sample = ConversionTable.sample(type);
        switch (type) {
            case "boolean" -> message.setBoolean(name, (boolean) sample);
            case "byte" -> message.setByte(name, (byte) sample);
            case "short" -> message.setShort(name, (short) sample);
            case "char" -> message.setChar(name, (char) sample);
            case "int" -> message.setInt(name, (int) sample);
            case "long" -> message.setLong(name, (long) sample);
            case "float" -> message.setFloat(name, (float) sample);
            case "double" -> message.setDouble(name, (double) sample);
            case "String" -> message.setString(name, (String) sample);
            default -> message.setBytes(name, (byte[]) sample);
        }
    }

    private static Object read(JmsMapMessage from, String type) throws JMSException {
        return switch (type) {
            case "boolean" -> from.getBoolean("e");
            case "byte" -> from.getByte("e");
            case "short" -> from.getShort("e");
            case "char" -> from.getChar("e");
            case "int" -> from.getInt("e");
            case "long" -> from.getLong("e");
            case "float" -> from.getFloat("e");
            case "double" -> from.getDouble("e");
            case "String" -> from.getString("e");
            default -> from.getBytes("e");
        };
    }

    @FunctionalInterface
    private interface Write {
        void to(JmsMapMessage message) throws JMSException;
    }
}
