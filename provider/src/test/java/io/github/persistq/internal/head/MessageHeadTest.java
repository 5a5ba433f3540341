package io.github.persistq.internal.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MessageHeadTest {
    private static final MessageHead FULL = MessageHead.builder()
            .messageId("ID:1")
            .timestampMillis(1)
            .correlationId("c")
            .destination(DestinationRef.queue("orders"))
            .replyTo(DestinationRef.temporaryTopic("answers"))
            .persistent(false)
            .type("t")
            .expirationMillis(2)
            .deliveryTimeMillis(3)
            .priority(9)
            .bodyKind(BodyKind.MAP)
            .property("a", "x")
            .property("b", 7)
            .build();

    @Test
    void readsBackAHeadWithEveryField() {
        assertThat(MessageHead.decode(FULL.encode())).isEqualTo(FULL);
    }

    @Test
    void readsBackAHeadWithNothingSet() {
        MessageHead empty = MessageHead.builder().build();

        assertThat(MessageHead.decode(empty.encode())).isEqualTo(empty);
        assertThat(empty.encode().length()).isEqualTo(4);
    }

    @Test
    void keepsTheStoredFormOfVersionOne() {
        String expected =
                "01000301 08 49443a31 02 0100000000000000 03 02 63 05 00 0c 6f7264657273 06 03 0e 616e7377657273"
                        + "07 02 74 08 0200000000000000 09 0300000000000000 0a 09000000 0b 02 02 61 0a 02 78 02 62 06 07000000 00";

        String actual = HexFormat.of().formatHex(FULL.encode().toArray());

        assertThat(actual).isEqualTo(expected.replace(" ", ""));
    }

    @Test
    void readsBackRandomHeads() {
        Seeded.run(random -> {
            RandomHeads heads = new RandomHeads(random);
            for (int i = 0; i < 5_000; i++) {
                MessageHead head = heads.next();
                assertThat(MessageHead.decode(head.encode())).isEqualTo(head);
            }
        });
    }

    @Test
    @Timeout(60)
    void answersDamageWithAValidHeadOrACleanError() {
        Seeded.run(random -> {
            RandomHeads heads = new RandomHeads(random);
            for (int i = 0; i < 40; i++) {
                byte[] good = heads.next().encode().toArray();
                for (int bit = 0; bit < 8 * good.length; bit++) {
                    byte[] flipped = good.clone();
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    decodesOrFailsCleanly(Bytes.wrap(flipped));
                }
            }
        });
    }

    @Test
    void rejectsEveryHeadThatIsCutShort() {
        byte[] good = FULL.encode().toArray();

        for (int length = 0; length < good.length; length++) {
            Bytes cut = Bytes.wrap(good, 0, length);
            assertThatThrownBy(() -> MessageHead.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    @Timeout(60)
    void answersRandomBytesWithAValidHeadOrACleanError() {
        Seeded.run(random -> {
            for (int i = 0; i < 20_000; i++) {
                byte[] garbage = new byte[3 + random.nextInt(64)];
                random.nextBytes(garbage);
                garbage[0] = 1;
                garbage[1] &= 1;
                garbage[2] = (byte) random.nextInt(6);
                decodesOrFailsCleanly(Bytes.wrap(garbage));
            }
        });
    }

    @Test
    void rejectsBytesAfterTheEnd() {
        byte[] longer = {1, 0, 0, 0, 0};

        assertThatThrownBy(() -> MessageHead.decode(Bytes.wrap(longer)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("1 bytes follow the end at 4");
    }

    @Test
    void namesTheVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> MessageHead.decode(Bytes.wrap(new byte[] {2, 0, 0, 0})))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("version 2; expected 1");
    }

    @Test
    void rejectsAPropertyOfATypeThatOnlyBodiesHave() {
        byte[] withChar = {1, 0, 0, 11, 1, 2, 'a', 5, 0, 0, 0};

        assertThatThrownBy(() -> MessageHead.decode(Bytes.wrap(withChar)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("Property 'a'");
    }

    @Test
    void addsPropertiesOverThoseOfTheSameName() {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("JMS_PERSISTQ_ORIGIN", "orders");
        extra.put("a", "y");

        MessageHead changed = FULL.withProperties(extra);

        assertThat(changed.properties())
                .containsExactly(entry("a", "y"), entry("b", 7), entry("JMS_PERSISTQ_ORIGIN", "orders"));
        assertThat(FULL.properties()).containsOnlyKeys("a", "b");
        assertThat(changed.messageId()).isEqualTo("ID:1");
    }

    @Test
    void refusesAPropertyOfAnotherClass() {
        assertThatThrownBy(() -> FULL.withProperties(Map.of("x", 'c')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Character");
    }

    @Test
    void changesOneFieldAndKeepsTheOthers() {
        DestinationRef dead = DestinationRef.queue("DLQ.orders");

        MessageHead changed = FULL.withDestination(dead).withExpiration(0);

        assertThat(changed)
                .isEqualTo(
                        FULL.toBuilder().destination(dead).expirationMillis(0).build());
        assertThat(changed.replyTo()).isEqualTo(FULL.replyTo());
    }

    @Test
    void givesSelectorsTheHeadersThatTheyMayName() {
        assertThat(FULL.selectorValue("JMSMessageID")).isEqualTo("ID:1");
        assertThat(FULL.selectorValue("JMSTimestamp")).isEqualTo(1L);
        assertThat(FULL.selectorValue("JMSCorrelationID")).isEqualTo("c");
        assertThat(FULL.selectorValue("JMSType")).isEqualTo("t");
        assertThat(FULL.selectorValue("JMSPriority")).isEqualTo(9);
    }

    @Test
    void givesSelectorsTheDeliveryModeAsText() {
        assertThat(FULL.selectorValue("JMSDeliveryMode")).isEqualTo("NON_PERSISTENT");
        assertThat(MessageHead.builder().build().selectorValue("JMSDeliveryMode"))
                .isEqualTo("PERSISTENT");
    }

    @Test
    void givesSelectorsPropertiesWithTheTypeTheyWereSetWith() {
        assertThat(FULL.selectorValue("a")).isEqualTo("x");
        assertThat(FULL.selectorValue("b")).isEqualTo(7);
        assertThat(FULL.withProperties(Map.of("JMSXGroupID", "g")).selectorValue("JMSXGroupID"))
                .isEqualTo("g");
    }

    @Test
    void givesSelectorsNullForWhatIsNotSet() {
        MessageHead empty = MessageHead.builder().build();

        assertThat(empty.selectorValue("missing")).isNull();
        assertThat(empty.selectorValue("JMSType")).isNull();
        assertThat(empty.selectorValue("JMSXGroupID")).isNull();
    }

    @Test
    void givesSelectorsACorrelationIdOfBytesAsText() {
        MessageHead head = MessageHead.builder()
                .correlationBytes(Bytes.wrap(new byte[] {'o', 'k'}))
                .build();

        assertThat(head.selectorValue("JMSCorrelationID")).isEqualTo("ok");
    }

    @Test
    void keepsOnlyTheLastFormOfTheCorrelationId() {
        MessageHeadBuilder head = MessageHead.builder().correlationId("text");

        assertThat(head.correlationBytes(Bytes.EMPTY).build().correlationId()).isNull();
        assertThat(head.correlationId("text").build().correlationBytes()).isNull();
    }

    private static void decodesOrFailsCleanly(Bytes bytes) {
        try {
            MessageHead.decode(bytes).encode();
        } catch (MalformedMessageException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }
}
