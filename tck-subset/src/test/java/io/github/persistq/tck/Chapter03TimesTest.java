package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.4, headers that speak of time. */
class Chapter03TimesTest extends Statements {
    private static final long MINUTE = 60_000;

    @Test
    @Spec("3.4.4")
    void theTimestampLiesBetweenTheCallAndTheReturnOfSend() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSTimestamp()).isBetween(before, after);
    }

    @Test
    @Spec("3.4.4")
    void theReceiverSeesTheTimestampOfTheSend() throws Exception {
        Message message = session.createMessage();

        assertThat(arrival(message).getJMSTimestamp()).isEqualTo(message.getJMSTimestamp());
    }

    @Test
    @Spec("3.4.4")
    void aSendIgnoresTheTimestampThatTheMessageHad() throws Exception {
        Message message = session.createMessage();
        message.setJMSTimestamp(42);
        long before = System.currentTimeMillis();

        assertThat(arrival(message).getJMSTimestamp()).isGreaterThanOrEqualTo(before);
    }

    @Test
    @Spec("3.4.4")
    void theTimestampOfATransactedSendIsThatOfTheSendAndNotOfTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        Message message = transacted.createMessage();
        transacted.createProducer(queue).send(message);
        long sent = System.currentTimeMillis();

        waitPast(sent + 20);
        transacted.commit();

        assertThat(next(session.createConsumer(queue)).getJMSTimestamp())
                .isLessThanOrEqualTo(sent)
                .isEqualTo(message.getJMSTimestamp());
    }

    @Test
    @Spec("3.4.4")
    void withTimestampsDisabledTheTimestampIsZeroOrAsUsual() throws Exception {
        Message message = session.createMessage();
        message.setJMSTimestamp(42);
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageTimestamp(true);
        long before = System.currentTimeMillis();

        producer.send(message);

        assertThat(producer.getDisableMessageTimestamp()).isTrue();
        long received = next(session.createConsumer(queue)).getJMSTimestamp();
        assertThat(received).isEqualTo(message.getJMSTimestamp());
        assertThat(received == 0 || received >= before)
                .as("timestamp %s", received)
                .isTrue();
    }

    @Test
    @Spec("3.4.9")
    void theExpirationIsTheTimeOfTheSendPlusTheTimeToLiveOfTheProducer() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(MINUTE);

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSExpiration()).isBetween(before + MINUTE, after + MINUTE);
    }

    @Test
    @Spec("3.4.9")
    void theTimeToLiveOfTheSendOverridesThatOfTheProducer() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(MINUTE);

        long before = System.currentTimeMillis();
        producer.send(message, DeliveryMode.PERSISTENT, 4, 2 * MINUTE);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSExpiration()).isBetween(before + 2 * MINUTE, after + 2 * MINUTE);
    }

    @Test
    @Spec("3.4.9")
    void theReceiverSeesTheExpirationThatTheSenderSees() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(MINUTE);

        producer.send(message);

        assertThat(next(session.createConsumer(queue)).getJMSExpiration())
                .isPositive()
                .isEqualTo(message.getJMSExpiration());
    }

    @Test
    @Spec("3.4.9")
    void withoutATimeToLiveTheExpirationIsZero() throws Exception {
        Message message = session.createMessage();
        message.setJMSExpiration(42);

        assertThat(arrival(message).getJMSExpiration()).isZero();
        assertThat(message.getJMSExpiration()).isZero();
    }

    @Test
    @Spec("3.4.9")
    void theExpirationOfATransactedSendCountsFromTheSendAndNotFromTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.setTimeToLive(MINUTE);
        producer.send(transacted.createMessage());
        long sent = System.currentTimeMillis();

        waitPast(sent + 20);
        transacted.commit();

        assertThat(next(session.createConsumer(queue)).getJMSExpiration()).isLessThanOrEqualTo(sent + MINUTE);
    }

    @Test
    @Spec("3.4.9")
    void anExpiredMessageIsNotReceived() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createTextMessage("short-lived");
        producer.setTimeToLive(1);
        producer.send(message);
        producer.setTimeToLive(0);
        producer.send(session.createTextMessage("lasting"));

        waitPast(message.getJMSExpiration());

        assertThat(drain(session.createConsumer(queue))).containsExactly("lasting");
    }

    @Test
    @Spec("3.4.9")
    void anExpiredMessageIsDestroyed() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(1);
        Message message = session.createTextMessage("short-lived");
        producer.send(message);
        waitPast(message.getJMSExpiration());

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();

        assertThat(list(session.createBrowser(queue).getEnumeration())).isEmpty();
    }

    @Test
    @Spec("3.4.13")
    void theDeliveryTimeIsTheTimeOfTheSendPlusTheDelay() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(50);
        Message message = session.createMessage();

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSDeliveryTime()).isBetween(before + 50, after + 50);
    }

    @Test
    @Spec("3.4.13")
    void theReceiverSeesTheDeliveryTimeThatTheSenderSees() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(20);
        Message message = session.createMessage();

        producer.send(message);

        assertThat(next(session.createConsumer(queue)).getJMSDeliveryTime())
                .isPositive()
                .isEqualTo(message.getJMSDeliveryTime());
    }

    @Test
    @Spec("3.4.13")
    @ArtemisDiffers("keeps the delivery time that the message had, and delivers by it")
    void withoutADelayTheDeliveryTimeIsTheTimeOfTheSend() throws Exception {
        Message message = session.createMessage();
        message.setJMSDeliveryTime(42);
        MessageProducer producer = session.createProducer(queue);

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSDeliveryTime()).isBetween(before, after);
        assertThat(next(session.createConsumer(queue)).getJMSDeliveryTime()).isEqualTo(message.getJMSDeliveryTime());
    }

    @Test
    @Spec("3.4.13")
    void theDeliveryTimeOfATransactedSendCountsFromTheSendAndNotFromTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.setDeliveryDelay(50);
        producer.send(transacted.createMessage());
        long sent = System.currentTimeMillis();

        waitPast(sent + 20);
        transacted.commit();

        assertThat(next(session.createConsumer(queue)).getJMSDeliveryTime())
                .isPositive()
                .isLessThanOrEqualTo(sent + 50);
    }

    @Test
    @Spec("3.4.13")
    void noClientReceivesAMessageBeforeItsDeliveryTime() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (long delay : new long[] {1, 10, 100}) {
            producer.setDeliveryDelay(delay);
            producer.send(session.createMessage());

            Message received = next(consumer);

            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(received.getJMSDeliveryTime());
        }
    }

    @Test
    @Spec("3.4.13")
    void aLaterMessageWithoutDelayOvertakesAnEarlierOneWithDelay() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(MINUTE);
        producer.send(session.createTextMessage("delayed"));
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("prompt"));

        assertThat(drain(session.createConsumer(queue))).containsExactly("prompt");
    }

    @Test
    @Spec("3.4.13")
    void aJmsProducersDelayReachesTheDeliveryTime() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createMessage();

            long before = System.currentTimeMillis();
            context.createProducer().setDeliveryDelay(MINUTE).send(queue, message);
            long after = System.currentTimeMillis();

            assertThat(message.getJMSDeliveryTime()).isBetween(before + MINUTE, after + MINUTE);
        }
    }

    /** Waits until the clock that messages are stamped with shows a later time. */
    private static void waitPast(long time) {
        Awaitility.await().pollInterval(2, TimeUnit.MILLISECONDS).until(() -> System.currentTimeMillis() > time);
    }
}
