package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.RandomHeads;
import io.github.persistq.internal.head.Seeded;
import io.github.persistq.spi.Bytes;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageCodecTest {
    @ParameterizedTest
    @EnumSource(BodyKind.class)
    void givesEveryKindOfMessageBackAsTheSameKind(BodyKind kind) throws Exception {
        JmsMessage message = random(kind, new RandomHeads(new Random(1)), new Random(1));

        assertThat(Messages.received(message)).hasSameClassAs(message);
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    void givesRandomMessagesBackEqualToTheByte(BodyKind kind) {
        Seeded.run(random -> {
            RandomHeads values = new RandomHeads(random);
            for (int i = 0; i < 1_000; i++) {
                JmsMessage message = random(kind, values, random);

                JmsMessage received = Messages.received(message);

                assertThat(received.head()).isEqualTo(message.head());
                assertThat(received.encode()).isEqualTo(message.encode());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    @Timeout(120)
    void answersADamagedByteWithAValidMessageOrACleanError(BodyKind kind) {
        int messages = kind == BodyKind.OBJECT ? 1 : 10;
        Seeded.run(random -> {
            RandomHeads values = new RandomHeads(random);
            for (int i = 0; i < messages; i++) {
                EncodedMessage stored = random(kind, values, random).encode();
                for (byte[] damaged : damage(stored.head())) {
                    decodesOrFailsCleanly(Bytes.wrap(damaged), stored.body());
                }
                for (byte[] damaged : damage(stored.body())) {
                    decodesOrFailsCleanly(stored.head(), Bytes.wrap(damaged));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    @Timeout(120)
    void answersACutMessageWithAValidMessageOrACleanError(BodyKind kind) {
        Seeded.run(random -> {
            EncodedMessage stored =
                    random(kind, new RandomHeads(random), random).encode();

            for (int length = 0; length < stored.body().length(); length++) {
                Bytes cut = Bytes.wrap(stored.body().toArray(), 0, length);
                decodesOrFailsCleanly(stored.head(), cut);
            }
            for (int length = 0; length < stored.head().length(); length++) {
                Bytes cut = Bytes.wrap(stored.head().toArray(), 0, length);
                assertThatThrownBy(() -> MessageCodec.decode(cut, stored.body(), 1, Trust.JDK_VALUES))
                        .isInstanceOf(MalformedMessageException.class);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = BodyKind.class,
            names = {"TEXT", "MAP", "STREAM"})
    void rejectsABodyThatDoesNotFitItsKind(BodyKind kind) throws Exception {
        Bytes head = random(kind, new RandomHeads(new Random(2)), new Random(2))
                .encode()
                .head();
        Bytes garbage = Bytes.wrap(new byte[] {0x7E, 1});

        assertThatThrownBy(() -> MessageCodec.decode(head, garbage, 1, Trust.JDK_VALUES))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void rejectsALargeCountWithoutReservingMemoryForIt() throws Exception {
        Bytes head = MessageFactory.map().encode().head();
        Bytes body = Bytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07});

        assertThatThrownBy(() -> MessageCodec.decode(head, body, 1, Trust.JDK_VALUES))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("The count at 0");
    }

    @Test
    void readsMessagesOutOfTheMiddleOfALargerArray() throws Exception {
        JmsTextMessage message = MessageFactory.text();
        message.setText("x");
        EncodedMessage stored = message.encode();
        byte[] array = new byte[100];
        System.arraycopy(stored.head().toArray(), 0, array, 10, stored.head().length());
        System.arraycopy(stored.body().toArray(), 0, array, 60, stored.body().length());

        JmsTextMessage received = (JmsTextMessage) MessageCodec.decode(
                Bytes.wrap(array, 10, stored.head().length()),
                Bytes.wrap(array, 60, stored.body().length()),
                1,
                Trust.JDK_VALUES);

        assertThat(received.getText()).isEqualTo("x");
    }

    @Test
    void neverShowsItsContentAsText() throws Exception {
        JmsTextMessage message = MessageFactory.text();
        message.setText("secret");
        message.stamp(new SendStamp("ID:1", 0, DestinationRef.queue("q"), true, 4, 0, 0));

        assertThat(message).hasToString("TEXT message ID:1");
    }

    private static JmsMessage random(BodyKind kind, RandomHeads values, Random random) throws JMSException {
        JmsMessage message = switch (kind) {
            case NONE -> MessageFactory.plain();
            case TEXT -> text(values, random);
            case BYTES -> bytes(values);
            case MAP -> map(values, random);
            case STREAM -> stream(values, random);
            case OBJECT -> object(values, random);
        };
        message.setJMSType(values.text());
        message.setJMSCorrelationIDAsBytes(values.bytes());
        for (int i = random.nextInt(4); i > 0; i--) {
            message.setObjectProperty("p" + i, values.property());
        }
        message.stamp(
                new SendStamp("ID:" + random.nextLong(), 1, DestinationRef.topic("t"), random.nextBoolean(), 3, 4, 5));
        return message;
    }

    private static JmsMessage text(RandomHeads values, Random random) throws JMSException {
        JmsTextMessage message = MessageFactory.text();
        message.setText(random.nextInt(8) == 0 ? null : values.text());
        return message;
    }

    private static JmsMessage bytes(RandomHeads values) throws JMSException {
        JmsBytesMessage message = MessageFactory.bytes();
        message.writeBytes(values.bytes());
        return message;
    }

    private static JmsMessage map(RandomHeads values, Random random) throws JMSException {
        JmsMapMessage message = MessageFactory.map();
        for (int i = random.nextInt(5); i > 0; i--) {
            message.setObject("k" + values.text(), values.bodyValue());
        }
        return message;
    }

    private static JmsMessage stream(RandomHeads values, Random random) throws JMSException {
        JmsStreamMessage message = MessageFactory.stream();
        for (int i = random.nextInt(5); i > 0; i--) {
            message.writeObject(values.bodyValue());
        }
        return message;
    }

    private static JmsMessage object(RandomHeads values, Random random) throws JMSException {
        Map<String, Object> object = new HashMap<>();
        object.put(values.text(), values.bodyValue());
        object.put("list", new ArrayList<>(List.of(1, new Date(3), new TreeSet<>(List.of("a", "b")))));
        object.put("uuid", new UUID(random.nextLong(), random.nextLong()));
        object.put("array", new int[] {1, 2, 3});
        object.put("map", new LinkedHashMap<>(Map.of("k", new Object[] {1L})));
        JmsObjectMessage message = MessageFactory.object(Trust.JDK_VALUES);
        message.setObject((HashMap<String, Object>) object);
        return message;
    }

    private static List<byte[]> damage(Bytes bytes) {
        List<byte[]> damaged = new ArrayList<>();
        byte[] good = bytes.toArray();
        for (int at = 0; at < good.length; at++) {
            for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                byte[] flipped = good.clone();
                flipped[at] ^= (byte) mask;
                damaged.add(flipped);
            }
        }
        return damaged;
    }

    private static void decodesOrFailsCleanly(Bytes head, Bytes body) {
        try {
            JmsMessage message = MessageCodec.decode(head, body, 1, Trust.JDK_VALUES);
            message.encode();
            message.isBodyAssignableTo(String.class);
            message.getBody(Object.class);
        } catch (MalformedMessageException | JMSException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }
}
