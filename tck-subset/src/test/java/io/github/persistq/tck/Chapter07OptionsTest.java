package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 7, sending messages: sections 7.4 and 7.7 to 7.9, delivery mode, priority, time-to-live and delivery delay. */
class Chapter07OptionsTest extends Statements {
    @Test
    @Spec("7.4")
    void aProducerBeginsWithTheDefaultOptions() throws Exception {
        MessageProducer producer = session.createProducer(queue);

        assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(producer.getPriority()).isEqualTo(4);
        assertThat(producer.getTimeToLive()).isZero();
        assertThat(producer.getDeliveryDelay()).isZero();
        assertThat(producer.getDisableMessageID()).isFalse();
        assertThat(producer.getDisableMessageTimestamp()).isFalse();
    }

    @Test
    @Spec("7.4")
    void aJmsProducerBeginsWithTheDefaultOptions() {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();

            assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(producer.getPriority()).isEqualTo(4);
            assertThat(producer.getTimeToLive()).isZero();
            assertThat(producer.getDeliveryDelay()).isZero();
            assertThat(producer.getDisableMessageID()).isFalse();
            assertThat(producer.getDisableMessageTimestamp()).isFalse();
        }
    }

    @Test
    @Spec("7.4")
    void aProducersOptionsHoldForAllItsMessages() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(7);
        producer.setTimeToLive(60_000);
        producer.send(session.createTextMessage("1"));
        producer.send(session.createTextMessage("2"));

        MessageConsumer consumer = session.createConsumer(queue);

        for (int i = 0; i < 2; i++) {
            Message received = next(consumer);
            assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(received.getJMSPriority()).isEqualTo(7);
            assertThat(received.getJMSExpiration()).isEqualTo(received.getJMSTimestamp() + 60_000);
        }
    }

    @Test
    @Spec("7.4")
    void aJmsProducersOptionsHoldForAllItsMessages() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createProducer()
                    .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                    .setPriority(7)
                    .setTimeToLive(60_000)
                    .send(queue, "1")
                    .send(queue, "2");
        }

        MessageConsumer consumer = session.createConsumer(queue);

        for (int i = 0; i < 2; i++) {
            Message received = next(consumer);
            assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(received.getJMSPriority()).isEqualTo(7);
            assertThat(received.getJMSExpiration()).isEqualTo(received.getJMSTimestamp() + 60_000);
        }
    }

    @Test
    @Spec("7.4")
    void theOptionsOfASendOverrideTheProducersForThatMessageAlone() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(4);
        producer.setTimeToLive(60_000);
        producer.send(session.createTextMessage("overridden"), DeliveryMode.PERSISTENT, 4, 0);
        producer.send(session.createTextMessage("as the producer's"));

        MessageConsumer consumer = session.createConsumer(queue);

        Message overridden = next(consumer);
        assertThat(overridden.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(overridden.getJMSExpiration()).isZero();
        Message plain = next(consumer);
        assertThat(plain.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(plain.getJMSExpiration()).isPositive();
        assertThat(producer.getTimeToLive()).isEqualTo(60_000);
    }

    @Test
    @Spec("7.4")
    void aSendWithOptionsKeepsTheProducersDeliveryDelay() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(40);
        Message message = session.createTextMessage("later");
        long before = System.currentTimeMillis();

        producer.send(message, DeliveryMode.PERSISTENT, 4, 0);

        assertThat(message.getJMSDeliveryTime()).isBetween(before + 40, System.currentTimeMillis() + 40);
    }

    @Test
    @Spec("7.4")
    void aProducerRefusesOptionsThatAreNone() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createMessage();

        assertThatThrownBy(() -> producer.setDeliveryMode(0)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setDeliveryMode(3)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setPriority(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setPriority(10)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(message, 0, 4, 0)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(message, DeliveryMode.PERSISTENT, 10, 0))
                .isInstanceOf(JMSException.class);
        assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(producer.getPriority()).isEqualTo(4);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("7.4")
    void aJmsProducerRefusesOptionsThatAreNone() {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();

            assertThatThrownBy(() -> producer.setDeliveryMode(0)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> producer.setPriority(-1)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> producer.setPriority(10)).isInstanceOf(JMSRuntimeException.class);
            assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(producer.getPriority()).isEqualTo(4);
        }
    }

    @Test
    @Spec("7.7")
    void theDeliveryModeSetOnAMessageIsIgnored() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);

        session.createProducer(queue).send(message);

        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(next(session.createConsumer(queue)).getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    }

    @Test
    @Spec("7.7")
    void messagesOfBothDeliveryModesAreDeliveredOnce() throws Exception {
        for (int mode : List.of(DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT)) {
            session.createProducer(queue).send(session.createTextMessage("mode " + mode), mode, 4, 0);
        }

        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(drain(consumer)).containsExactly("mode 2", "mode 1");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("7.8")
    void theExpirationSetOnAMessageIsIgnored() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSExpiration(1);

        session.createProducer(queue).send(message);

        assertThat(message.getJMSExpiration()).isZero();
        assertThat(next(session.createConsumer(queue)).getJMSExpiration()).isZero();
    }

    @Test
    @Spec("7.8")
    void theTimeToLiveOfATransactedSendCountsFromTheSendNotTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        Message brief = transacted.createTextMessage("brief");
        producer.send(brief, DeliveryMode.PERSISTENT, 4, 20);
        producer.send(transacted.createTextMessage("lasting"));
        awaitTime(brief.getJMSExpiration() + 1);

        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("lasting");
    }

    @Test
    @Spec("7.8")
    void aListenerIsNotCalledWithAMessageWhoseTimeIsOver() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message brief = session.createTextMessage("brief");
        producer.send(brief, DeliveryMode.PERSISTENT, 4, 1);
        producer.send(session.createTextMessage("lasting"));
        awaitTime(brief.getJMSExpiration() + 1);
        Inbox inbox = new Inbox();

        session.createConsumer(queue).setMessageListener(inbox);

        assertThat(inbox.nextText()).isEqualTo("lasting");
    }

    @Test
    @Spec("7.8")
    void aJmsProducersTimeToLiveEndsAMessage() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message brief = context.createTextMessage("brief");
            context.createProducer().setTimeToLive(1).send(queue, brief);
            awaitTime(brief.getJMSExpiration() + 1);
        }

        assertThat(drain(session.createConsumer(queue))).isEmpty();
    }

    @Test
    @Spec("7.8")
    void aMessageIsDeliveredWhileItsTimeLasts() throws Exception {
        session.createProducer(queue).send(session.createTextMessage("in time"), DeliveryMode.PERSISTENT, 4, 60_000);

        assertThat(drain(session.createConsumer(queue))).containsExactly("in time");
    }

    @Test
    @Spec("7.9")
    @ArtemisDiffers("keeps the client's delivery time")
    void theDeliveryTimeSetOnAMessageIsIgnored() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSDeliveryTime(System.currentTimeMillis() + 60_000);

        session.createProducer(queue).send(message);

        assertThat(message.getJMSDeliveryTime()).isLessThanOrEqualTo(System.currentTimeMillis());
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("7.9")
    void aDelayedMessageHoldsNobodyUp() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(60_000);
        producer.send(session.createTextMessage("much later"));
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));

        assertThat(drain(session.createConsumer(queue))).containsExactly("now");
    }

    @Test
    @Spec("7.9")
    void aListenerIsNotCalledBeforeTheDeliveryTime() throws Exception {
        Inbox inbox = new Inbox();
        Session listening = connection.createSession();
        listening.createConsumer(queue).setMessageListener(inbox);
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(50);

        producer.send(session.createTextMessage("later"));

        long deliveryTime = inbox.next().getJMSDeliveryTime();
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(deliveryTime);
    }

    @Test
    @Spec("7.9")
    void theDeliveryDelayOfATransactedSendCountsFromTheSendNotTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.setDeliveryDelay(30);
        Message message = transacted.createTextMessage("later");
        producer.send(message);
        long deliveryTime = message.getJMSDeliveryTime();
        assertThat(deliveryTime).isLessThanOrEqualTo(System.currentTimeMillis() + 30);
        awaitTime(deliveryTime + 1);

        transacted.commit();

        Message received = session.createConsumer(queue).receiveNoWait();
        assertThat(text(received)).isEqualTo("later");
        assertThat(received.getJMSDeliveryTime()).isEqualTo(deliveryTime);
    }

    @Test
    @Spec("7.9")
    void theDeliveryTimeIsTheSameForTheSenderAndTheReceiver() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createTextMessage("later");
            long before = System.currentTimeMillis();
            context.createProducer().setDeliveryDelay(30).send(queue, message);
            long after = System.currentTimeMillis();

            assertThat(message.getJMSDeliveryTime()).isBetween(before + 30, after + 30);
            assertThat(next(session.createConsumer(queue)).getJMSDeliveryTime())
                    .isEqualTo(message.getJMSDeliveryTime());
        }
    }

    @Test
    @Spec("7.9")
    void aMessageThatExpiresBeforeItsDeliveryTimeIsNotDelivered() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(40);
        producer.setTimeToLive(1);
        Message brief = session.createTextMessage("brief");
        producer.send(brief);
        awaitTime(brief.getJMSDeliveryTime() + 1);

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("7.9")
    void delayedMessagesOfOneDelayComeInTheOrderOfTheirSends() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(30);
        for (String text : List.of("1", "2", "3")) {
            producer.send(session.createTextMessage(text));
        }

        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(nextText(consumer)).isEqualTo("1");
        assertThat(nextText(consumer)).isEqualTo("2");
        assertThat(nextText(consumer)).isEqualTo("3");
    }

    @Test
    @Spec("3.4.3")
    void aMessageWithoutAnIdentifierHasNoneOrAProperOne() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageID(true);
        Message message = session.createTextMessage("hello");
        producer.send(message);
        Message received = next(session.createConsumer(queue));

        assertThat(producer.getDisableMessageID()).isTrue();
        assertThat(received.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
        assertThat(received.getJMSMessageID() == null
                        || received.getJMSMessageID().startsWith("ID:"))
                .isTrue();
    }

    @Test
    @Spec("3.4.4")
    void aMessageWithoutATimestampHasZeroOrAProperOne() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageTimestamp(true);
        Message message = session.createTextMessage("hello");
        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();
        Message received = next(session.createConsumer(queue));

        assertThat(producer.getDisableMessageTimestamp()).isTrue();
        assertThat(received.getJMSTimestamp()).isEqualTo(message.getJMSTimestamp());
        assertThat(received.getJMSTimestamp() == 0
                        || received.getJMSTimestamp() >= before && received.getJMSTimestamp() <= after)
                .isTrue();
    }

    @Test
    @Spec("3.4.9")
    void aMessageWithoutATimestampStillExpires() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageTimestamp(true);
        Message message = session.createTextMessage("brief");
        long before = System.currentTimeMillis();

        producer.send(message, DeliveryMode.PERSISTENT, 4, 20);

        assertThat(message.getJMSExpiration()).isBetween(before + 20, System.currentTimeMillis() + 20);
        awaitTime(message.getJMSExpiration() + 1);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    private static void awaitTime(long millis) {
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> System.currentTimeMillis() >= millis);
    }
}
