package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.11, bytes. */
class Chapter03BytesMessageTest extends Statements {
    @Test
    @Spec("3.11")
    void booleansAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBoolean(true);
        message.writeBoolean(false);

        BytesMessage received = arrival(message);

        assertThat(received.getBodyLength()).isEqualTo(2);
        assertThat(received.readBoolean()).isTrue();
        assertThat(received.readBoolean()).isFalse();
    }

    @Test
    @Spec("3.11")
    void everyByteIsReadAsItWasWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            message.writeByte((byte) value);
        }

        BytesMessage received = arrival(message);

        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            assertThat(received.readByte()).isEqualTo((byte) value);
        }
    }

    @Test
    @Spec("3.11")
    void aByteIsReadWithoutItsSignToo() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeByte((byte) -1);
        message.writeByte((byte) 127);

        BytesMessage received = arrival(message);

        assertThat(received.readUnsignedByte()).isEqualTo(255);
        assertThat(received.readUnsignedByte()).isEqualTo(127);
    }

    @Test
    @Spec("3.11")
    void shortsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeShort(Short.MIN_VALUE);
        message.writeShort(Short.MAX_VALUE);
        message.writeShort((short) -1);

        BytesMessage received = arrival(message);

        assertThat(received.readShort()).isEqualTo(Short.MIN_VALUE);
        assertThat(received.readShort()).isEqualTo(Short.MAX_VALUE);
        assertThat(received.readUnsignedShort()).isEqualTo(65_535);
    }

    @Test
    @Spec("3.11")
    void charsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeChar('a');
        message.writeChar('\uFFFF');
        message.writeChar('\0');

        BytesMessage received = arrival(message);

        assertThat(received.readChar()).isEqualTo('a');
        assertThat(received.readChar()).isEqualTo('\uFFFF');
        assertThat(received.readChar()).isEqualTo('\0');
    }

    @Test
    @Spec("3.11")
    void intsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(Integer.MIN_VALUE);
        message.writeInt(Integer.MAX_VALUE);

        BytesMessage received = arrival(message);

        assertThat(received.readInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(received.readInt()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @Spec("3.11")
    void longsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeLong(Long.MIN_VALUE);
        message.writeLong(Long.MAX_VALUE);

        BytesMessage received = arrival(message);

        assertThat(received.readLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(received.readLong()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @Spec("3.11")
    void floatsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeFloat(-0f);
        message.writeFloat(Float.NaN);
        message.writeFloat(Float.MIN_VALUE);

        BytesMessage received = arrival(message);

        assertThat(Float.valueOf(received.readFloat())).isEqualTo(Float.valueOf(-0f));
        assertThat(received.readFloat()).isNaN();
        assertThat(received.readFloat()).isEqualTo(Float.MIN_VALUE);
    }

    @Test
    @Spec("3.11")
    void doublesAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeDouble(Math.PI);
        message.writeDouble(Double.NEGATIVE_INFINITY);
        message.writeDouble(Double.MAX_VALUE);

        BytesMessage received = arrival(message);

        assertThat(received.readDouble()).isEqualTo(Math.PI);
        assertThat(received.readDouble()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(received.readDouble()).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    @Spec("3.11")
    void stringsAreReadAsTheyWereWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeUTF("");
        message.writeUTF("Größe 名前 \uD83D\uDE00 \0");

        BytesMessage received = arrival(message);

        assertThat(received.readUTF()).isEmpty();
        assertThat(received.readUTF()).isEqualTo("Größe 名前 \uD83D\uDE00 \0");
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(value = "writes true as -1", reading = "the javadoc of BytesMessage.writeBoolean names the byte 1")
    void valuesAreEncodedAsDataOutputStreamsDo() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeShort((short) 0x0102);
        message.writeInt(0x03040506);
        message.writeChar('a');
        message.writeUTF("b");
        message.writeBoolean(true);

        assertThat(arrival(message).getBody(byte[].class)).containsExactly(1, 2, 3, 4, 5, 6, 0, 'a', 0, 1, 'b', 1);
    }

    @Test
    @Spec("3.11")
    void aMegabyteArrives() throws Exception {
        byte[] bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(bytes);

        session.createProducer(queue).send(message);
        BytesMessage received = (BytesMessage) next(session.createConsumer(queue));

        byte[] read = new byte[bytes.length];
        assertThat(received.getBodyLength()).isEqualTo(bytes.length);
        assertThat(received.readBytes(read)).isEqualTo(bytes.length);
        assertThat(Arrays.equals(read, bytes)).isTrue();
    }

    @Test
    @Spec("3.11")
    void aPartOfAnArrayIsWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3, 4, 5}, 1, 3);

        assertThat(arrival(message).getBody(byte[].class)).containsExactly(2, 3, 4);
    }

    @Test
    @Spec("3.11")
    void readBytesFillsTheArrayAndGoesOnBehindIt() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3, 4, 5});
        BytesMessage received = arrival(message);
        byte[] two = new byte[2];

        assertThat(received.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(1, 2);
        assertThat(received.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(3, 4);
    }

    @Test
    @Spec("3.11")
    void readBytesTellsHowManyWereLeftAndThenThatNoneAre() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        BytesMessage received = arrival(message);
        byte[] buffer = {9, 9, 9, 9};

        assertThat(received.readBytes(buffer)).isEqualTo(3);
        assertThat(buffer).containsExactly(1, 2, 3, 9);
        assertThat(received.readBytes(buffer)).isEqualTo(-1);
    }

    @Test
    @Spec("3.11")
    void readBytesReadsNoMoreThanItWasAskedFor() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        BytesMessage received = arrival(message);
        byte[] buffer = {9, 9, 9};

        assertThat(received.readBytes(buffer, 2)).isEqualTo(2);

        assertThat(buffer).containsExactly(1, 2, 9);
        assertThat(received.readByte()).isEqualTo((byte) 3);
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "throws IllegalArgumentException for a negative length",
            reading = "the javadoc of BytesMessage.readBytes names IndexOutOfBoundsException")
    void readBytesRefusesALengthThatTheArrayHasNot() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        BytesMessage received = arrival(message);

        assertThatThrownBy(() -> received.readBytes(new byte[2], 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> received.readBytes(new byte[2], -1)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(received.readByte()).isEqualTo((byte) 1);
    }

    @Test
    @Spec("3.11")
    void theBodyLengthIsThatOfAllBytesWhereverTheReaderIs() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(1);
        message.writeInt(2);
        BytesMessage received = arrival(message);

        received.readInt();

        assertThat(received.getBodyLength()).isEqualTo(8);
        assertThat(received.readInt()).isEqualTo(2);
    }

    @Test
    @Spec("3.11")
    void aNewMessageIsWriteOnly() throws Exception {
        BytesMessage message = session.createBytesMessage();

        readers(message)
                .forEach((type, reader) ->
                        assertThatThrownBy(reader, "read %s", type).isInstanceOf(MessageNotReadableException.class));
        assertThatThrownBy(message::getBodyLength).isInstanceOf(MessageNotReadableException.class);
    }

    @Test
    @Spec("3.11")
    void aResetMessageIsReadOnlyFromItsBeginning() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(7);

        message.reset();

        assertThatThrownBy(() -> message.writeInt(8)).isInstanceOf(MessageNotWriteableException.class);
        assertThat(message.getBodyLength()).isEqualTo(4);
        assertThat(message.readInt()).isEqualTo(7);
        message.reset();
        assertThat(message.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11.2")
    void noWriterWorksOnAReceivedMessage() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(7);

        BytesMessage received = arrival(message);

        for (ThrowingCallable writer : writers(received)) {
            assertThatThrownBy(writer).isInstanceOf(MessageNotWriteableException.class);
        }
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers("returns from readUTF without an exception")
    void behindTheLastByteEveryReaderMeetsTheEnd() throws Exception {
        BytesMessage message = session.createBytesMessage();

        BytesMessage received = arrival(message);

        readers(received)
                .forEach((type, reader) ->
                        assertThatThrownBy(reader, "read %s", type).isInstanceOf(MessageEOFException.class));
        assertThat(received.readBytes(new byte[1])).isEqualTo(-1);
    }

    @Test
    @Spec("3.11")
    void aValueThatIsCutShortMeetsTheEnd() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        BytesMessage received = arrival(message);

        assertThatThrownBy(received::readInt).isInstanceOf(MessageEOFException.class);
        received.reset();

        assertThat(received.readShort()).isEqualTo((short) 0x0102);
    }

    @Test
    @Spec("3.11")
    void theSenderReadsItsMessageOnceItIsSent() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(7);
        session.createProducer(queue).send(message);

        message.reset();

        assertThat(message.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.11")
    void objectsAreWrittenAsTheirPrimitives() throws Exception {
        BytesMessage message = session.createBytesMessage();
        for (Object value : List.of(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6.0, "seven", new byte[] {8})) {
            message.writeObject(value);
        }

        BytesMessage received = arrival(message);

        assertThat(received.readBoolean()).isTrue();
        assertThat(received.readByte()).isEqualTo((byte) 1);
        assertThat(received.readShort()).isEqualTo((short) 2);
        assertThat(received.readChar()).isEqualTo('c');
        assertThat(received.readInt()).isEqualTo(3);
        assertThat(received.readLong()).isEqualTo(4);
        assertThat(received.readFloat()).isEqualTo(5f);
        assertThat(received.readDouble()).isEqualTo(6.0);
        assertThat(received.readUTF()).isEqualTo("seven");
        assertThat(received.readByte()).isEqualTo((byte) 8);
    }

    @Test
    @Spec("3.11")
    void anObjectOfAnotherClassIsNotWritten() throws Exception {
        BytesMessage message = session.createBytesMessage();

        assertThatThrownBy(() -> message.writeObject(List.of())).isInstanceOf(MessageFormatException.class);

        assertThat(arrival(message).getBodyLength()).isZero();
    }

    @Test
    @Spec("3.12")
    void nullIsNotWrittenIntoBytes() throws Exception {
        BytesMessage message = session.createBytesMessage();

        assertThatThrownBy(() -> message.writeObject(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Spec("3.12")
    void theBytesThatWereWrittenAreACopy() throws Exception {
        byte[] bytes = {1, 2, 3};
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(bytes);

        bytes[0] = 9;

        assertThat(arrival(message).getBody(byte[].class)).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.11")
    void theBytesOfAnAsynchronousSendCanBeReadOnceItCompletes() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(7);
        CompletableFuture<Message> completed = new CompletableFuture<>();

        session.createProducer(queue).send(message, Completion.of(completed));

        BytesMessage sent = (BytesMessage) completed.get(SOON, TimeUnit.MILLISECONDS);
        assertThat(sent.readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.12")
    void theBytesOfTheBodyAreACopy() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});
        BytesMessage received = arrival(message);

        received.getBody(byte[].class)[0] = 9;

        assertThat(received.getBody(byte[].class)).containsExactly(1, 2, 3);
        assertThat(received.readByte()).isEqualTo((byte) 1);
    }

    /** Every reader that needs at least one byte. */
    private static Map<String, ThrowingCallable> readers(BytesMessage message) {
        Map<String, ThrowingCallable> readers = new TreeMap<>();
        readers.put("boolean", message::readBoolean);
        readers.put("byte", message::readByte);
        readers.put("unsigned byte", message::readUnsignedByte);
        readers.put("short", message::readShort);
        readers.put("unsigned short", message::readUnsignedShort);
        readers.put("char", message::readChar);
        readers.put("int", message::readInt);
        readers.put("long", message::readLong);
        readers.put("float", message::readFloat);
        readers.put("double", message::readDouble);
        readers.put("UTF", message::readUTF);
        return readers;
    }

    private static List<ThrowingCallable> writers(BytesMessage message) {
        return List.of(
                () -> message.writeBoolean(true),
                () -> message.writeByte((byte) 1),
                () -> message.writeShort((short) 1),
                () -> message.writeChar('a'),
                () -> message.writeInt(1),
                () -> message.writeLong(1),
                () -> message.writeFloat(1),
                () -> message.writeDouble(1),
                () -> message.writeUTF("a"),
                () -> message.writeBytes(new byte[1]),
                () -> message.writeBytes(new byte[1], 0, 1),
                () -> message.writeObject(1));
    }
}
