package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.head.Seeded;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JmsBytesMessageTest {
    private final JmsBytesMessage message = MessageFactory.bytes();

    @Test
    void readsWhatWasWrittenInOrder() throws Exception {
        writeOneOfEach();

        JmsBytesMessage received = Messages.received(message);

        assertThat(received.readBoolean()).isTrue();
        assertThat(received.readByte()).isEqualTo((byte) -1);
        assertThat(received.readShort()).isEqualTo((short) -2);
        assertThat(received.readChar()).isEqualTo('c');
        assertThat(received.readInt()).isEqualTo(-3);
        assertThat(received.readLong()).isEqualTo(-4);
        assertThat(received.readFloat()).isEqualTo(1.5f);
        assertThat(received.readDouble()).isEqualTo(2.5);
        assertThat(received.readUTF()).isEqualTo("gr\u00fcn\u0000\uD83D");
        assertThatThrownBy(received::readByte).isInstanceOf(MessageEOFException.class);
    }

    @Test
    void readsUnsignedNumbers() throws Exception {
        message.writeByte((byte) -1);
        message.writeShort((short) -1);
        message.reset();

        assertThat(message.readUnsignedByte()).isEqualTo(255);
        assertThat(message.readUnsignedShort()).isEqualTo(65_535);
    }

    @Test
    void storesNumbersBigEndianAsDataOutputDoes() throws Exception {
        message.writeInt(0x01020304);

        assertThat(message.encode().body()).isEqualTo(Bytes.wrap(new byte[] {1, 2, 3, 4}));
    }

    @Test
    void writesObjectsAsTheirOwnTypes() throws Exception {
        for (Object value : List.of(
                true, (byte) -1, (short) -2, 'c', -3, -4L, 1.5f, 2.5, "gr\u00fcn\u0000\uD83D", new byte[] {7})) {
            message.writeObject(value);
        }
        Bytes byObject = message.encode().body();
        message.clearBody();

        writeOneOfEach();
        message.writeBytes(new byte[] {7});

        assertThat(byObject).isEqualTo(message.encode().body());
    }

    @Test
    void rejectsObjectsOfOtherClasses() {
        assertThatThrownBy(() -> message.writeObject(List.of())).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void throwsNullPointerExceptionForNull() {
        assertThatThrownBy(() -> message.writeObject(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.writeBytes(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.writeUTF(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void capturesBytesWhenTheyAreWritten() throws Exception {
        byte[] bytes = {1, 2, 3};
        message.writeBytes(bytes);
        message.writeBytes(bytes, 1, 2);

        bytes[1] = 9;

        assertThat(message.encode().body().toArray()).containsExactly(1, 2, 3, 2, 3);
    }

    @Test
    void rejectsAPartOutsideOfTheArray() throws Exception {
        assertThatThrownBy(() -> message.writeBytes(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        message.reset();
        assertThatThrownBy(() -> message.readBytes(new byte[2], 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> message.readBytes(new byte[2], -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void readsBytesInPartsAndEndsWithMinusOne() throws Exception {
        message.writeBytes(new byte[] {1, 2, 3});
        JmsBytesMessage received = Messages.received(message);
        byte[] part = new byte[2];

        assertThat(received.readBytes(part)).isEqualTo(2);
        assertThat(received.readBytes(part)).isEqualTo(1);
        assertThat(part[0]).isEqualTo((byte) 3);
        assertThat(received.readBytes(part)).isEqualTo(-1);
        assertThat(received.readBytes(part, 1)).isEqualTo(-1);
    }

    @Test
    void leavesTheCursorWhereItWasWhenTooFewBytesAreLeft() throws Exception {
        message.writeShort((short) 0x0102);
        message.reset();

        assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readLong).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(message::readUTF).isInstanceOf(MessageEOFException.class);
        assertThat(message.readShort()).isEqualTo((short) 0x0102);
    }

    @Test
    void leavesTheCursorWhereItWasAfterTextThatIsMalformed() throws Exception {
        message.writeShort((short) 1);
        message.writeByte((byte) 0xFF);
        message.reset();

        assertThatThrownBy(message::readUTF).isInstanceOf(MessageFormatException.class);
        assertThat(message.readShort()).isEqualTo((short) 1);
    }

    @Test
    void refusesTextThatWriteUtfCannotHold() throws Exception {
        assertThatThrownBy(() -> message.writeUTF("x".repeat(65_536)))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("65535");
        message.writeUTF("x".repeat(65_535));
        assertThat(Messages.received(message).readUTF()).hasSize(65_535);
    }

    @Test
    void isWriteOnlyUntilItIsReset() {
        List<Use> reads = List.of(
                JmsBytesMessage::readBoolean,
                JmsBytesMessage::readByte,
                JmsBytesMessage::readUnsignedByte,
                JmsBytesMessage::readShort,
                JmsBytesMessage::readUnsignedShort,
                JmsBytesMessage::readChar,
                JmsBytesMessage::readInt,
                JmsBytesMessage::readLong,
                JmsBytesMessage::readFloat,
                JmsBytesMessage::readDouble,
                JmsBytesMessage::readUTF,
                JmsBytesMessage::getBodyLength,
                m -> m.readBytes(new byte[1]));

        for (Use read : reads) {
            assertThatThrownBy(() -> read.of(message)).isInstanceOf(MessageNotReadableException.class);
        }
    }

    @Test
    void isReadOnlyOnceItWasResetOrReceived() throws Exception {
        JmsBytesMessage received = Messages.received(message);
        message.reset();
        List<Use> writes = List.of(
                m -> m.writeBoolean(true),
                m -> m.writeByte((byte) 1),
                m -> m.writeShort((short) 1),
                m -> m.writeChar('c'),
                m -> m.writeInt(1),
                m -> m.writeLong(1),
                m -> m.writeFloat(1),
                m -> m.writeDouble(1),
                m -> m.writeUTF(""),
                m -> m.writeBytes(new byte[1]),
                m -> m.writeBytes(new byte[1], 0, 1),
                m -> m.writeObject(1));

        for (Use write : writes) {
            assertThatThrownBy(() -> write.of(received)).isInstanceOf(MessageNotWriteableException.class);
            assertThatThrownBy(() -> write.of(message)).isInstanceOf(MessageNotWriteableException.class);
        }
    }

    @Test
    void tellsTheLengthOfItsBodyWhileItIsReadOnly() throws Exception {
        message.writeBytes(new byte[100]);
        message.reset();
        message.readInt();

        assertThat(message.getBodyLength()).isEqualTo(100);
    }

    @Test
    void startsAgainAfterReset() throws Exception {
        message.writeInt(5);
        JmsBytesMessage received = Messages.received(message);
        received.readInt();

        received.reset();

        assertThat(received.readInt()).isEqualTo(5);
    }

    @Test
    void isEmptyAndWriteOnlyAfterClearBody() throws Exception {
        message.writeInt(5);
        JmsBytesMessage received = Messages.received(message);

        received.clearBody();

        assertThatThrownBy(received::getBodyLength).isInstanceOf(MessageNotReadableException.class);
        received.writeByte((byte) 1);
        received.reset();
        assertThat(received.getBodyLength()).isEqualTo(1);
    }

    @Test
    void staysWriteableAfterItWasSent() throws Exception {
        message.writeByte((byte) 1);
        EncodedMessage first = message.encode();

        message.writeByte((byte) 2);

        assertThat(first.body().toArray()).containsExactly(1);
        assertThat(message.encode().body().toArray()).containsExactly(1, 2);
    }

    @Test
    void growsWithWhatIsWritten() {
        Seeded.run(random -> {
            byte[] expected = new byte[300_000];
            random.nextBytes(expected);
            int at = 0;
            while (at < expected.length) {
                int length = Math.min(random.nextInt(2_000), expected.length - at);
                message.writeBytes(expected, at, length);
                at += length;
            }

            assertThat(message.encode().body()).isEqualTo(Bytes.wrap(expected));
        });
    }

    @Test
    void givesItsBodyAsACopiedByteArray() throws Exception {
        message.writeInt(1);
        JmsBytesMessage received = Messages.received(message);
        received.readByte();

        assertThat(received.isBodyAssignableTo(byte[].class)).isTrue();
        received.getBody(byte[].class)[0] = 9;

        assertThat(received.getBody(byte[].class)).containsExactly(0, 0, 0, 1);
        assertThat(received.getBody(Object.class)).isEqualTo(new byte[] {0, 0, 0, 1});
        assertThat(received.readInt()).isEqualTo(1);
    }

    @Test
    void resetsAMessageBeingWrittenWhenItsBodyIsAskedFor() throws Exception {
        message.writeInt(1);

        assertThat(message.getBody(byte[].class)).hasSize(4);
        assertThat(message.readInt()).isEqualTo(1);
    }

    @Test
    void refusesItsBodyAsAnotherClassAndStaysInItsMode() throws Exception {
        message.writeInt(1);

        assertThat(message.isBodyAssignableTo(String.class)).isFalse();
        assertThatThrownBy(() -> message.getBody(String.class)).isInstanceOf(MessageFormatException.class);
        message.writeInt(2);
        assertThat(message.encode().body().length()).isEqualTo(8);
    }

    @Test
    void givesNullAsAnyClassWhenItIsEmpty() throws Exception {
        assertThat(message.isBodyAssignableTo(String.class)).isTrue();
        assertThat(message.getBody(String.class)).isNull();
        assertThat(Messages.received(message).getBody(byte[].class)).isNull();
    }

    private void writeOneOfEach() throws JMSException {
        message.writeBoolean(true);
        message.writeByte((byte) -1);
        message.writeShort((short) -2);
        message.writeChar('c');
        message.writeInt(-3);
        message.writeLong(-4);
        message.writeFloat(1.5f);
        message.writeDouble(2.5);
        message.writeUTF("gr\u00fcn\u0000\uD83D");
    }

    @FunctionalInterface
    private interface Use {
        void of(JmsBytesMessage message) throws JMSException;
    }
}
