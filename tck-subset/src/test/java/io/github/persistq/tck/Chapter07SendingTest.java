package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 7, sending messages. */
class Chapter07SendingTest extends Statements {
    @Test
    @Spec("7.1")
    void aProducerWithoutADestinationIsToldItWithEachSend() throws Exception {
        MessageProducer producer = session.createProducer(null);

        producer.send(queue, session.createTextMessage("hello"));

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
        assertThatThrownBy(() -> producer.send(session.createTextMessage("nowhere")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Spec("7.2")
    void whatASendReturnedFromIsThereForAnotherConnection() throws Exception {
        Connection other = newConnection();
        other.start();
        MessageConsumer consumer = other.createSession().createConsumer(queue);

        send("hello");

        assertThat(text(consumer.receiveNoWait())).isEqualTo("hello");
    }

    @Test
    @Spec("7.2")
    void aBodyAloneIsSentAsAMessageOfItsType() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "text").send(queue, new byte[] {1, 2});

            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("text");
            assertThat(consumer.receiveBody(byte[].class, SOON)).containsExactly(1, 2);
        }
    }

    @Test
    @Spec("7.3.1")
    void anAsynchronousSendCompletesOnceTheMessageIsSent() throws Exception {
        Completed completed = new Completed(1);
        Message message = session.createTextMessage("hello");

        session.createProducer(queue).send(message, completed);

        completed.await();
        assertThat(completed.texts()).containsExactly("hello");
        assertThat(completed.failures()).isEmpty();
        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(text(session.createConsumer(queue).receiveNoWait())).isEqualTo("hello");
    }

    @Test
    @Spec("7.3.3")
    void aMixOfAsynchronousAndSynchronousSendsKeepsTheOrder() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed completed = new Completed(2);

        producer.send(session.createTextMessage("1"), completed);
        producer.send(session.createTextMessage("2"));
        producer.send(session.createTextMessage("3"), completed);
        completed.await();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("7.3.4")
    void aCommitWaitsForIncompleteSends() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        Completed completed = new Completed(3);
        for (String text : List.of("1", "2", "3")) {
            producer.send(transacted.createTextMessage(text), completed);
        }

        transacted.commit();

        assertThat(completed.texts()).containsExactly("1", "2", "3");
        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "returns from close before the completion listener was told", always = false)
    void aCloseWaitsForIncompleteSends() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed completed = new Completed(2);
        producer.send(session.createTextMessage("1"), completed);
        producer.send(session.createTextMessage("2"), completed);

        producer.close();

        assertThat(completed.texts()).containsExactly("1", "2");
    }

    @Test
    @Spec("7.3.8")
    void completionsComeInTheOrderOfTheSendsAndNotOnTheSendingThread() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed completed = new Completed(3);
        for (String text : List.of("1", "2", "3")) {
            producer.send(session.createTextMessage(text), completed);
        }

        completed.await();

        assertThat(completed.texts()).containsExactly("1", "2", "3");
        assertThat(completed.threads()).doesNotContain(Thread.currentThread());
    }

    @Test
    @Spec("7.5")
    void thePropertiesOfAJmsProducerOverrideThoseOfTheMessage() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createTextMessage("hello");
            message.setStringProperty("colour", "red");

            context.createProducer().setProperty("colour", "blue").send(queue, message);

            assertThat(next(session.createConsumer(queue)).getStringProperty("colour"))
                    .isEqualTo("blue");
        }
    }

    @Test
    @Spec("7.6")
    void theHeadersOfAJmsProducerOverrideThoseOfTheMessage() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createTextMessage("hello");
            message.setJMSType("of the message");
            message.setJMSCorrelationID("of the message");

            context.createProducer()
                    .setJMSType("of the producer")
                    .setJMSCorrelationID("of the producer")
                    .send(queue, message);

            Message received = next(session.createConsumer(queue));
            assertThat(received.getJMSType()).isEqualTo("of the producer");
            assertThat(received.getJMSCorrelationID()).isEqualTo("of the producer");
        }
    }

    @Test
    @Spec("7.7")
    void theDeliveryModeComesFromTheProducerOrTheSend() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createTextMessage("by the producer"));
        producer.send(session.createTextMessage("by the send"), DeliveryMode.PERSISTENT, 4, 0);

        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(next(consumer).getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(next(consumer).getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    }

    @Test
    @Spec("7.8")
    void aMessageWhoseTimeIsOverIsNotDelivered() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message brief = session.createTextMessage("brief");
        producer.send(brief, DeliveryMode.PERSISTENT, 4, 1);
        producer.send(session.createTextMessage("lasting"));
        long expiration = brief.getJMSExpiration();
        await().atMost(Duration.ofSeconds(10)).until(() -> System.currentTimeMillis() > expiration);

        assertThat(drain(session.createConsumer(queue))).containsExactly("lasting");
    }

    @Test
    @Spec("7.9")
    void aMessageIsNotDeliveredBeforeItsDeliveryTime() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(200);
        producer.send(session.createTextMessage("later"));

        Message received = next(session.createConsumer(queue));

        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(received.getJMSDeliveryTime());
    }

    @Test
    @Spec("7.10")
    void theSettersOfAJmsProducerReturnIt() {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();

            assertThat(producer.setProperty("colour", "red")
                            .setTimeToLive(10_000)
                            .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                            .setDisableMessageTimestamp(true)
                            .send(queue, "hello"))
                    .isSameAs(producer);
        }
    }
}
