package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.JmsQueue;
import io.github.persistq.internal.destination.JmsTemporaryQueue;
import io.github.persistq.internal.destination.JmsTopic;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MessageHeadersTest {
    private static final SendStamp STAMP =
            new SendStamp("ID:7", 11, DestinationRef.queue("orders"), false, 8, 2_000, 1_500);

    private final JmsMessage message = MessageFactory.plain();

    @Test
    void startsWithTheDefaultsOfTheSpecification() {
        assertThat(message.getJMSDeliveryMode()).isEqualTo(Message.DEFAULT_DELIVERY_MODE);
        assertThat(message.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
        assertThat(message.getJMSExpiration()).isZero();
        assertThat(message.getJMSDeliveryTime()).isZero();
        assertThat(message.getJMSTimestamp()).isZero();
        assertThat(message.getJMSMessageID()).isNull();
        assertThat(message.getJMSDestination()).isNull();
        assertThat(message.getJMSReplyTo()).isNull();
        assertThat(message.getJMSCorrelationID()).isNull();
        assertThat(message.getJMSCorrelationIDAsBytes()).isNull();
        assertThat(message.getJMSType()).isNull();
        assertThat(message.getJMSRedelivered()).isFalse();
    }

    @Test
    void showsTheStampOfASendOnTheSendersObject() {
        message.stamp(STAMP);

        assertStamped(message);
    }

    @Test
    void showsTheStampOfASendToTheReceiver() throws Exception {
        message.stamp(STAMP);

        assertStamped(Messages.received(message));
    }

    @Test
    void overwritesWhatTheClientSetWhenItIsStamped() throws Exception {
        message.setJMSMessageID("mine");
        message.setJMSPriority(1);
        message.setJMSDeliveryMode(DeliveryMode.PERSISTENT);
        message.setJMSExpiration(99);
        message.setJMSDeliveryTime(98);
        message.setJMSTimestamp(97);
        message.setJMSDestination(new JmsTopic("mine"));

        message.stamp(STAMP);

        assertStamped(message);
    }

    @Test
    void stampsAReceivedMessageToo() throws Exception {
        JmsMessage received = Messages.received(message);

        received.stamp(STAMP);

        assertStamped(Messages.received(received));
    }

    @Test
    void stampsWithoutMessageIdAndTimestampWhenTheyAreDisabled() {
        message.stamp(new SendStamp(null, 0, DestinationRef.topic("t"), true, 4, 0, 0));

        assertThat(message.getJMSMessageID()).isNull();
        assertThat(message.getJMSTimestamp()).isZero();
    }

    @Test
    void carriesTheHeadersThatTheClientSets() throws Exception {
        message.setJMSCorrelationID("c");
        message.setJMSType("t");
        message.setJMSReplyTo(new JmsQueue("answers"));

        JmsMessage received = Messages.received(message);

        assertThat(received.getJMSCorrelationID()).isEqualTo("c");
        assertThat(received.getJMSType()).isEqualTo("t");
        assertThat(received.getJMSReplyTo()).isEqualTo(new JmsQueue("answers"));
    }

    @Test
    void givesTheSenderTheVeryReplyToThatItSet() {
        Destination answers = new JmsTemporaryQueue("t", ref -> {});

        message.setJMSReplyTo(answers);

        assertThat(message.getJMSReplyTo()).isSameAs(answers);
    }

    @Test
    void givesTheReceiverATemporaryReplyToThatItCannotDelete() throws Exception {
        message.setJMSReplyTo(new JmsTemporaryQueue("t", ref -> {}));

        Destination replyTo = Messages.received(message).getJMSReplyTo();

        assertThat(replyTo).isEqualTo(new JmsTemporaryQueue("t", null));
        assertThatThrownBy(() -> ((JmsTemporaryQueue) replyTo).delete()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToEncodeAReplyToThatIsNoDestination() {
        message.setJMSReplyTo(new Destination() {});

        assertThatThrownBy(message::encode).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void carriesACorrelationIdOfBytes() throws Exception {
        byte[] id = {1, 2, (byte) 0xFF};
        message.setJMSCorrelationIDAsBytes(id);
        id[0] = 9;

        assertThat(Messages.received(message).getJMSCorrelationIDAsBytes()).containsExactly(1, 2, 0xFF);
    }

    @Test
    void readsACorrelationIdInTheOtherForm() {
        message.setJMSCorrelationID("grün");
        assertThat(message.getJMSCorrelationIDAsBytes()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));

        message.setJMSCorrelationIDAsBytes("blau".getBytes(StandardCharsets.UTF_8));
        assertThat(message.getJMSCorrelationID()).isEqualTo("blau");
    }

    @Test
    void dropsTheCorrelationIdWhenEitherFormIsSetToNull() {
        message.setJMSCorrelationIDAsBytes(new byte[1]);
        message.setJMSCorrelationID(null);
        assertThat(message.getJMSCorrelationIDAsBytes()).isNull();

        message.setJMSCorrelationID("c");
        message.setJMSCorrelationIDAsBytes(null);
        assertThat(message.getJMSCorrelationID()).isNull();
    }

    @Test
    void marksAMessageRedeliveredFromTheSecondDeliveryOn() throws Exception {
        assertThat(Messages.received(message, 1, Trust.JDK_VALUES).getJMSRedelivered())
                .isFalse();
        assertThat(Messages.received(message, 2, Trust.JDK_VALUES).getJMSRedelivered())
                .isTrue();
    }

    @Test
    void doesNotSendARedeliveredFlag() throws Exception {
        message.setJMSRedelivered(true);

        assertThat(message.getJMSRedelivered()).isTrue();
        assertThat(Messages.received(message).getJMSRedelivered()).isFalse();
    }

    @Test
    void letsHeadersOfAReceivedMessageBeChanged() throws Exception {
        JmsMessage received = Messages.received(message);

        assertThatCode(() -> {
                    received.setJMSCorrelationID("c");
                    received.setJMSType("t");
                    received.setJMSReplyTo(null);
                    received.setJMSRedelivered(true);
                    received.setJMSMessageID("ID:x");
                })
                .doesNotThrowAnyException();
        assertThat(received.getJMSCorrelationID()).isEqualTo("c");
    }

    @Test
    void rejectsADeliveryModeOrPriorityThatDoesNotExist() {
        assertThatThrownBy(() -> message.setJMSDeliveryMode(3))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("delivery mode 3");
        assertThatThrownBy(() -> message.setJMSPriority(10)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> message.setJMSPriority(-1))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("0 to 9");
    }

    @Test
    void acknowledgesThroughTheActionThatWasSet() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        message.setAcknowledger(calls::incrementAndGet);

        message.acknowledge();
        message.acknowledge();

        assertThat(calls).hasValue(2);
    }

    @Test
    void ignoresAcknowledgeWhenNoActionWasSet() {
        assertThatCode(message::acknowledge).doesNotThrowAnyException();
    }

    @Test
    void givesHeadersOfAnyJavaStringBackUnchanged() throws Exception {
        message.setJMSType("\uD800x");
        message.setJMSCorrelationID("\uDFFF");

        JmsMessage received = Messages.received(message);

        assertThat(received.getJMSType()).isEqualTo("\uD800x");
        assertThat(received.getJMSCorrelationID()).isEqualTo("\uDFFF");
    }

    private static void assertStamped(JmsMessage stamped) {
        assertThat(stamped.getJMSMessageID()).isEqualTo("ID:7");
        assertThat(stamped.getJMSTimestamp()).isEqualTo(11);
        assertThat(stamped.getJMSDestination()).isEqualTo(new JmsQueue("orders"));
        assertThat(stamped.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(stamped.getJMSPriority()).isEqualTo(8);
        assertThat(stamped.getJMSExpiration()).isEqualTo(2_000);
        assertThat(stamped.getJMSDeliveryTime()).isEqualTo(1_500);
    }
}
