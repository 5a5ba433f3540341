package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.11, streams, and the rows of table 3-7 for them. */
class Chapter03StreamMessageTest extends Statements {
    @Test
    @Spec("3.11")
    void valuesOfAllTypesAreReadInTheirOrder() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBoolean(true);
        message.writeByte(Byte.MIN_VALUE);
        message.writeShort(Short.MAX_VALUE);
        message.writeChar('ß');
        message.writeInt(Integer.MIN_VALUE);
        message.writeLong(Long.MAX_VALUE);
        message.writeFloat(1.5f);
        message.writeDouble(Math.PI);
        message.writeString("Größe \uD83D\uDE00");
        message.writeBytes(new byte[] {1, 2, 3});

        StreamMessage received = arrival(message);

        assertThat(received.readBoolean()).isTrue();
        assertThat(received.readByte()).isEqualTo(Byte.MIN_VALUE);
        assertThat(received.readShort()).isEqualTo(Short.MAX_VALUE);
        assertThat(received.readChar()).isEqualTo('ß');
        assertThat(received.readInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(received.readLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(received.readFloat()).isEqualTo(1.5f);
        assertThat(received.readDouble()).isEqualTo(Math.PI);
        assertThat(received.readString()).isEqualTo("Größe \uD83D\uDE00");
        byte[] bytes = new byte[3];
        assertThat(received.readBytes(bytes)).isEqualTo(3);
        assertThat(bytes).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.11.3")
    void objectsAreReadWithTheTypeTheyWereWrittenWith() throws Exception {
        List<Object> values = List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6.0, "seven");
        StreamMessage message = session.createStreamMessage();
        for (Object value : values) {
            message.writeObject(value);
        }
        message.writeObject(new byte[] {8});

        StreamMessage received = arrival(message);

        for (Object value : values) {
            assertThat(received.readObject()).isEqualTo(value);
        }
        assertThat((byte[]) received.readObject()).containsExactly(8);
    }

    @Test
    @Spec("3.11.3")
    void anObjectOfAnotherClassIsNotWritten() throws Exception {
        StreamMessage message = session.createStreamMessage();

        assertThatThrownBy(() -> message.writeObject(List.of())).isInstanceOf(MessageFormatException.class);
        message.writeInt(7);

        assertThat(arrival(message).readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11.3")
    void aStreamsBooleanIsReadAsBooleanOrString() throws Exception {
        assertRow(true, Map.of("boolean", true, "String", "true"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsByteIsReadAsAnyIntegralTypeOrString() throws Exception {
        assertRow((byte) -7, Map.of("byte", (byte) -7, "short", (short) -7, "int", -7, "long", -7L, "String", "-7"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsShortIsReadAsShortOrWiderOrString() throws Exception {
        assertRow((short) 300, Map.of("short", (short) 300, "int", 300, "long", 300L, "String", "300"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsCharIsReadAsCharOrString() throws Exception {
        assertRow('7', Map.of("char", '7', "String", "7"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsIntIsReadAsIntOrLongOrString() throws Exception {
        assertRow(70_000, Map.of("int", 70_000, "long", 70_000L, "String", "70000"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsLongIsReadAsLongOrString() throws Exception {
        assertRow(1L << 40, Map.of("long", 1L << 40, "String", "1099511627776"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsFloatIsReadAsFloatOrDoubleOrString() throws Exception {
        assertRow(1.5f, Map.of("float", 1.5f, "double", 1.5, "String", "1.5"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsDoubleIsReadAsDoubleOrString() throws Exception {
        assertRow(1e300, Map.of("double", 1e300, "String", "1.0E300"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsStringIsReadAsAnyTypeButCharAndBytes() throws Exception {
        assertRow(
                "7",
                Map.of(
                        "boolean", false, "byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "float", 7f,
                        "double", 7.0, "String", "7"));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsBytesAreReadAsBytesAlone() throws Exception {
        assertRow(new byte[] {1, 2}, Map.of("byte[]", new byte[] {1, 2}));
    }

    @Test
    @Spec("3.11.3")
    void aStreamsStringThatIsNoNumberIsNotReadAsOne() throws Exception {
        Conversions first = first("seven");

        for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
            assertThatThrownBy(() -> first.as(type).read(), type).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    @Spec("3.11.3")
    void aStreamsStringIsTrueIfItSaysSoInAnyCase() throws Exception {
        assertThat(first("TrUe").as("boolean").read()).isEqualTo(true);
        assertThat(first("yes").as("boolean").read()).isEqualTo(false);
    }

    @Test
    @Spec("3.11.3")
    void aStreamsNullIsReadAsNullOrFalse() throws Exception {
        Conversions first = first(null);

        assertThat(first.as("String").read()).isNull();
        assertThat(first.as("boolean").read()).isEqualTo(false);
    }

    @Test
    @Spec("3.11.3")
    void aStreamsNullIsNoNumber() throws Exception {
        Conversions first = first(null);

        for (String type : List.of("byte", "short", "int", "long")) {
            assertThatThrownBy(() -> first.as(type).read(), type).isInstanceOf(NumberFormatException.class);
        }
        for (String type : List.of("float", "double")) {
            assertThatThrownBy(() -> first.as(type).read(), type).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    @Spec("3.11.3")
    void aStreamsNullIsNoChar() throws Exception {
        Conversions first = first(null);

        assertThatThrownBy(() -> first.as("char").read()).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Spec("3.12")
    void aNullObjectInAStreamIsReadAsNull() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeObject(null);
        message.writeString("behind");

        StreamMessage received = arrival(message);

        assertThat(received.readObject()).isNull();
        assertThat(received.readString()).isEqualTo("behind");
    }

    @Test
    @Spec("3.11.3")
    @ArtemisDiffers("loses the value once readBytes has failed")
    void afterAMessageFormatExceptionTheValueIsReadAsAnotherType() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeLong(7);
        StreamMessage received = arrival(message);

        assertThatThrownBy(received::readInt).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(received::readBoolean).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> received.readBytes(new byte[1])).isInstanceOf(MessageFormatException.class);

        assertThat(received.readLong()).isEqualTo(7);
    }

    @Test
    @Spec("3.11.3")
    @ArtemisDiffers("moves on, and then meets the end of the stream")
    void afterANumberFormatExceptionTheValueIsReadAsAnotherType() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeString("seven");
        StreamMessage received = arrival(message);

        assertThatThrownBy(received::readInt).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(received::readDouble).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(received::readChar).isInstanceOf(MessageFormatException.class);

        assertThat(received.readString()).isEqualTo("seven");
    }

    @Test
    @Spec("3.11")
    void aNewStreamIsWriteOnly() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(1);

        assertThatThrownBy(message::readInt).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(message::readObject).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(() -> message.readBytes(new byte[1])).isInstanceOf(MessageNotReadableException.class);
    }

    @Test
    @Spec("3.11")
    void aResetStreamIsReadOnlyFromItsBeginning() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(7);

        message.reset();

        assertThatThrownBy(() -> message.writeInt(8)).isInstanceOf(MessageNotWriteableException.class);
        assertThat(message.readInt()).isEqualTo(7);
        message.reset();
        assertThat(message.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11.2")
    void noWriterWorksOnAReceivedStream() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(7);

        StreamMessage received = arrival(message);

        for (ThrowingCallable writer : writers(received)) {
            assertThatThrownBy(writer).isInstanceOf(MessageNotWriteableException.class);
        }
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    void behindTheLastValueEveryReaderMeetsTheEnd() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(7);
        StreamMessage received = arrival(message);
        received.readInt();

        for (ThrowingCallable reader : List.<ThrowingCallable>of(
                received::readBoolean,
                received::readByte,
                received::readShort,
                received::readChar,
                received::readInt,
                received::readLong,
                received::readFloat,
                received::readDouble,
                received::readString,
                received::readObject,
                () -> received.readBytes(new byte[1]))) {
            assertThatThrownBy(reader).isInstanceOf(MessageEOFException.class);
        }
    }

    @Test
    @Spec("3.11")
    void aByteArrayIsReadInPieces() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3, 4, 5});
        message.writeInt(7);
        StreamMessage received = arrival(message);
        byte[] two = new byte[2];

        assertThat(received.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(1, 2);
        assertThat(received.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(3, 4);
        assertThat(received.readBytes(two)).isEqualTo(1);
        assertThat(two[0]).isEqualTo((byte) 5);
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    void aByteArrayThatFillsTheBufferIsEndedByMinusOne() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2});
        message.writeInt(7);
        StreamMessage received = arrival(message);

        assertThat(received.readBytes(new byte[2])).isEqualTo(2);
        assertThat(received.readBytes(new byte[2])).isEqualTo(-1);
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "lets other reads take what follows",
            reading = "the javadoc of StreamMessage.readBytes asks for a MessageFormatException")
    void aByteArrayThatIsHalfReadIsInTheWayOfOtherReads() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        message.writeInt(7);
        StreamMessage received = arrival(message);
        received.readBytes(new byte[2]);

        assertThatThrownBy(received::readInt).isInstanceOf(MessageFormatException.class);

        assertThat(received.readBytes(new byte[2])).isEqualTo(1);
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "fails to write a null array",
            reading = "3.12 lets a null in, and the javadoc of StreamMessage.readBytes returns -1 for it")
    void aNullByteArrayIsReadAsMinusOne() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(null);
        message.writeInt(7);
        StreamMessage received = arrival(message);

        assertThat(received.readBytes(new byte[2])).isEqualTo(-1);
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    void anEmptyByteArrayIsReadAsNothing() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[0]);
        message.writeInt(7);
        StreamMessage received = arrival(message);

        assertThat(received.readBytes(new byte[2])).isZero();
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    void aPartOfAnArrayIsWrittenToAStream() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3, 4, 5}, 1, 3);

        assertThat((byte[]) arrival(message).readObject()).containsExactly(2, 3, 4);
    }

    @Test
    @Spec("3.12")
    void theBytesThatWereWrittenToAStreamAreACopy() throws Exception {
        byte[] bytes = {1, 2, 3};
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(bytes);
        message.writeObject(bytes);

        bytes[0] = 9;

        StreamMessage received = arrival(message);
        assertThat((byte[]) received.readObject()).containsExactly(1, 2, 3);
        assertThat((byte[]) received.readObject()).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.11")
    void theStreamOfAnAsynchronousSendCanBeReadOnceItCompletes() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(7);
        CompletableFuture<Message> completed = new CompletableFuture<>();

        session.createProducer(queue).send(message, Completion.of(completed));

        StreamMessage sent = (StreamMessage) completed.get(SOON, TimeUnit.MILLISECONDS);
        assertThat(sent.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.12")
    void theBytesThatWereReadFromAStreamAreACopy() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        StreamMessage received = arrival(message);

        ((byte[]) received.readObject())[0] = 9;

        received.reset();
        assertThat((byte[]) received.readObject()).containsExactly(1, 2, 3);
    }

    private void assertRow(Object value, Map<String, Object> marked) throws JMSException {
        StreamMessage message = session.createStreamMessage();
        message.writeObject(value);
        StreamMessage received = arrival(message);
        Conversions.ofFirst(received).allow(marked);

        message.reset();
        Conversions.ofFirst(message).allow(marked);
    }

    /** The ways to read what a stream brought as a text, or as null. */
    private Conversions first(String text) throws JMSException {
        StreamMessage message = session.createStreamMessage();
        message.writeString(text);
        return Conversions.ofFirst(arrival(message));
    }

    private static List<ThrowingCallable> writers(StreamMessage message) {
        return List.of(
                () -> message.writeBoolean(true),
                () -> message.writeByte((byte) 1),
                () -> message.writeShort((short) 1),
                () -> message.writeChar('a'),
                () -> message.writeInt(1),
                () -> message.writeLong(1),
                () -> message.writeFloat(1),
                () -> message.writeDouble(1),
                () -> message.writeString("a"),
                () -> message.writeBytes(new byte[1]),
                () -> message.writeBytes(new byte[1], 0, 1),
                () -> message.writeObject(1));
    }
}
