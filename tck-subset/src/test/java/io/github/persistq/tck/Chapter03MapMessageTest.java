package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.11, maps, and the rows of table 3-7 for them. */
class Chapter03MapMessageTest extends Statements {
    private static final String NAME = "value";

    @Test
    @Spec("3.11")
    void entriesOfAllTypesArriveByTheirNames() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setBoolean("boolean", true);
        message.setByte("byte", Byte.MIN_VALUE);
        message.setShort("short", Short.MAX_VALUE);
        message.setChar("char", 'ß');
        message.setInt("int", Integer.MIN_VALUE);
        message.setLong("long", Long.MAX_VALUE);
        message.setFloat("float", 1.5f);
        message.setDouble("double", Math.PI);
        message.setString("String", "Größe \uD83D\uDE00");
        message.setBytes("bytes", new byte[] {1, 2, 3});

        MapMessage received = arrival(message);

        assertThat(received.getBoolean("boolean")).isTrue();
        assertThat(received.getByte("byte")).isEqualTo(Byte.MIN_VALUE);
        assertThat(received.getShort("short")).isEqualTo(Short.MAX_VALUE);
        assertThat(received.getChar("char")).isEqualTo('ß');
        assertThat(received.getInt("int")).isEqualTo(Integer.MIN_VALUE);
        assertThat(received.getLong("long")).isEqualTo(Long.MAX_VALUE);
        assertThat(received.getFloat("float")).isEqualTo(1.5f);
        assertThat(received.getDouble("double")).isEqualTo(Math.PI);
        assertThat(received.getString("String")).isEqualTo("Größe \uD83D\uDE00");
        assertThat(received.getBytes("bytes")).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.11")
    void theNamesOfAMapAreEnumerated() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("one", 1);
        message.setString("two", "2");
        message.setObject("none", null);

        assertThat(list(message.getMapNames())).map(String::valueOf).containsExactlyInAnyOrder("one", "two", "none");
        assertThat(list(arrival(message).getMapNames()))
                .map(String::valueOf)
                .containsExactlyInAnyOrder("one", "two", "none");
    }

    @Test
    @Spec("3.11")
    void aNewMapHasNoNames() throws Exception {
        MapMessage message = session.createMapMessage();

        assertThat(list(message.getMapNames())).isEmpty();
        assertThat(list(arrival(message).getMapNames())).isEmpty();
    }

    @Test
    @Spec("3.11")
    void anItemExistsOnceItIsSet() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("one", 1);
        message.setString("nothing", null);

        MapMessage received = arrival(message);

        assertThat(received.itemExists("one")).isTrue();
        assertThat(received.itemExists("nothing")).isTrue();
        assertThat(received.itemExists("other")).isFalse();
    }

    @Test
    @Spec("3.11")
    void anEntryThatIsSetTwiceHoldsTheLaterValueAndType() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setString("count", "seven");
        message.setInt("count", 8);

        MapMessage received = arrival(message);

        assertThat(received.getObject("count")).isEqualTo(8);
        assertThat(list(received.getMapNames())).hasSize(1);
    }

    @Test
    @Spec("3.11")
    void theNamesOfAMapAreAnyTextButNoneIsEmpty() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("not an identifier!", 1);
        message.setInt("Größe", 2);

        assertThatThrownBy(() -> message.setInt("", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setString(null, "x")).isInstanceOf(IllegalArgumentException.class);

        MapMessage received = arrival(message);
        assertThat(received.getInt("not an identifier!")).isEqualTo(1);
        assertThat(received.getInt("Größe")).isEqualTo(2);
    }

    @Test
    @Spec("3.11")
    void theEntriesOfAMapAreReadBeforeItIsSent() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("count", 7);

        assertThat(message.getInt("count")).isEqualTo(7);
        message.setInt("count", 8);
        assertThat(message.getInt("count")).isEqualTo(8);
    }

    @Test
    @Spec("3.11")
    void aThousandEntriesArrive() throws Exception {
        MapMessage message = session.createMapMessage();
        for (int i = 0; i < 1_000; i++) {
            message.setInt("entry" + i, i);
        }

        MapMessage received = arrival(message);

        for (int i = 0; i < 1_000; i++) {
            assertThat(received.getInt("entry" + i)).isEqualTo(i);
        }
    }

    @Test
    @Spec("3.11.3")
    void anObjectEntryIsOfTheObjectsType() throws Exception {
        List<Object> values = List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6.0, "seven");
        MapMessage message = session.createMapMessage();
        for (int i = 0; i < values.size(); i++) {
            message.setObject("value" + i, values.get(i));
        }
        message.setObject("bytes", new byte[] {8});

        MapMessage received = arrival(message);

        for (int i = 0; i < values.size(); i++) {
            assertThat(received.getObject("value" + i)).isEqualTo(values.get(i));
        }
        assertThat((byte[]) received.getObject("bytes")).containsExactly(8);
    }

    @Test
    @Spec("3.11.3")
    void anEntrySetAsAPrimitiveIsReadAsItsObject() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("foo", 6);
        message.setChar("char", 'c');

        MapMessage received = arrival(message);

        assertThat(received.getObject("foo")).isEqualTo(6);
        assertThat(received.getObject("char")).isEqualTo('c');
    }

    @Test
    @Spec("3.11.3")
    void anEntryIsNotSetToAnObjectOfAnotherClass() throws Exception {
        MapMessage message = session.createMapMessage();

        assertThatThrownBy(() -> message.setObject(NAME, List.of())).isInstanceOf(MessageFormatException.class);

        assertThat(message.itemExists(NAME)).isFalse();
    }

    @Test
    @Spec("3.11.3")
    void aMapsBooleanIsReadAsBooleanOrString() throws Exception {
        assertRow(true, Map.of("boolean", true, "String", "true"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsByteIsReadAsAnyIntegralTypeOrString() throws Exception {
        assertRow((byte) -7, Map.of("byte", (byte) -7, "short", (short) -7, "int", -7, "long", -7L, "String", "-7"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsShortIsReadAsShortOrWiderOrString() throws Exception {
        assertRow((short) 300, Map.of("short", (short) 300, "int", 300, "long", 300L, "String", "300"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsCharIsReadAsCharOrString() throws Exception {
        assertRow('7', Map.of("char", '7', "String", "7"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsIntIsReadAsIntOrLongOrString() throws Exception {
        assertRow(70_000, Map.of("int", 70_000, "long", 70_000L, "String", "70000"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsLongIsReadAsLongOrString() throws Exception {
        assertRow(1L << 40, Map.of("long", 1L << 40, "String", "1099511627776"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsFloatIsReadAsFloatOrDoubleOrString() throws Exception {
        assertRow(1.5f, Map.of("float", 1.5f, "double", 1.5, "String", "1.5"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsDoubleIsReadAsDoubleOrString() throws Exception {
        assertRow(1e300, Map.of("double", 1e300, "String", "1.0E300"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsStringIsReadAsAnyTypeButCharAndBytes() throws Exception {
        assertRow(
                "7",
                Map.of(
                        "boolean", false, "byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "float", 7f,
                        "double", 7.0, "String", "7"));
    }

    @Test
    @Spec("3.11.3")
    void aMapsBytesAreReadAsBytesAlone() throws Exception {
        assertRow(new byte[] {1, 2}, Map.of("byte[]", new byte[] {1, 2}));
    }

    @Test
    @Spec("3.11.3")
    void aMapsStringThatIsNoNumberIsNotReadAsOne() throws Exception {
        Conversions entry = entry("seven");

        for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
            assertThatThrownBy(() -> entry.as(type).read(), type).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    @Spec("3.11.3")
    void aMapsStringIsTrueIfItSaysSoInAnyCase() throws Exception {
        assertThat(entry("TrUe").as("boolean").read()).isEqualTo(true);
        assertThat(entry("yes").as("boolean").read()).isEqualTo(false);
    }

    @Test
    @Spec("3.11.3")
    void aMapsNullIsReadAsNullOrFalse() throws Exception {
        Conversions entry = entry(null);

        assertThat(entry.as("String").read()).isNull();
        assertThat(entry.as("byte[]").read()).isNull();
        assertThat(entry.as("boolean").read()).isEqualTo(false);
    }

    @Test
    @Spec("3.11.3")
    void aMapsNullIsNoNumber() throws Exception {
        assertNoNumber(entry(null));
    }

    @Test
    @Spec("3.11.3")
    void aMapsNullIsNoChar() throws Exception {
        Conversions entry = entry(null);

        assertThatThrownBy(() -> entry.as("char").read()).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Spec("3.11.3")
    void anEntryThatWasNotSetIsReadAsNull() throws Exception {
        MapMessage received = arrival(session.createMapMessage());
        Conversions absent = Conversions.ofEntry(received, "absent");

        assertThat(received.getObject("absent")).isNull();
        assertThat(absent.as("String").read()).isNull();
        assertThat(absent.as("byte[]").read()).isNull();
        assertThat(absent.as("boolean").read()).isEqualTo(false);
        assertThatThrownBy(() -> absent.as("char").read()).isInstanceOf(NullPointerException.class);
        assertNoNumber(absent);
    }

    @Test
    @Spec("3.11.2")
    void noSetterWorksOnAReceivedMap() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt(NAME, 7);

        MapMessage received = arrival(message);

        for (ThrowingCallable setter : setters(received)) {
            assertThatThrownBy(setter).isInstanceOf(MessageNotWriteableException.class);
        }
        assertThat(received.getInt(NAME)).isEqualTo(7);
    }

    @Test
    @Spec("3.12")
    void nullEntriesArriveAsNull() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setObject("object", null);
        message.setString("string", null);
        message.setBytes("bytes", null);

        MapMessage received = arrival(message);

        assertThat(received.getObject("object")).isNull();
        assertThat(received.getString("string")).isNull();
        assertThat(received.getBytes("bytes")).isNull();
    }

    @Test
    @Spec("3.12")
    @ArtemisDiffers("keeps the array it was given")
    void theBytesThatWereSetInAMapAreACopy() throws Exception {
        byte[] bytes = {1, 2, 3};
        MapMessage message = session.createMapMessage();
        message.setBytes("bytes", bytes);
        message.setObject("object", bytes);

        bytes[0] = 9;

        assertThat(message.getBytes("bytes")).containsExactly(1, 2, 3);
        assertThat(arrival(message).getBytes("object")).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.12")
    @ArtemisDiffers("returns its own array")
    void theBytesThatWereReadFromAMapAreACopy() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setBytes("bytes", new byte[] {1, 2, 3});
        MapMessage received = arrival(message);

        received.getBytes("bytes")[0] = 9;
        ((byte[]) received.getObject("bytes"))[1] = 9;

        assertThat(received.getBytes("bytes")).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.11")
    void aPartOfAnArrayIsSetInAMap() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setBytes("bytes", new byte[] {1, 2, 3, 4, 5}, 1, 3);

        assertThat(arrival(message).getBytes("bytes")).containsExactly(2, 3, 4);
    }

    private void assertRow(Object value, Map<String, Object> marked) throws JMSException {
        MapMessage message = session.createMapMessage();
        message.setObject(NAME, value);
        Conversions.ofEntry(message, NAME).allow(marked);

        Conversions.ofEntry(arrival(message), NAME).allow(marked);
    }

    private static void assertNoNumber(Conversions entry) {
        for (String type : List.of("byte", "short", "int", "long")) {
            assertThatThrownBy(() -> entry.as(type).read(), type).isInstanceOf(NumberFormatException.class);
        }
        for (String type : List.of("float", "double")) {
            assertThatThrownBy(() -> entry.as(type).read(), type).isInstanceOf(NullPointerException.class);
        }
    }

    /** The ways to read what a map brought as a text, or as null. */
    private Conversions entry(String text) throws JMSException {
        MapMessage message = session.createMapMessage();
        message.setString(NAME, text);
        return Conversions.ofEntry(arrival(message), NAME);
    }

    private static List<ThrowingCallable> setters(MapMessage message) {
        return List.of(
                () -> message.setBoolean(NAME, true),
                () -> message.setByte(NAME, (byte) 1),
                () -> message.setShort(NAME, (short) 1),
                () -> message.setChar(NAME, 'a'),
                () -> message.setInt(NAME, 1),
                () -> message.setLong(NAME, 1),
                () -> message.setFloat(NAME, 1),
                () -> message.setDouble(NAME, 1),
                () -> message.setString(NAME, "a"),
                () -> message.setBytes(NAME, new byte[1]),
                () -> message.setBytes(NAME, new byte[1], 0, 1),
                () -> message.setObject(NAME, 1));
    }
}
