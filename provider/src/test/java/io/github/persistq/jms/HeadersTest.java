package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadersTest extends JmsFixture {
    private Message sent(Message message) throws JMSException {
        session.createProducer(queue).send(message);
        return session.createConsumer(queue).receiveNoWait();
    }

    @Test
    void setsTheHeadersOnTheSentObjectAsTheyAreReceived() throws JMSException {
        TextMessage message = session.createTextMessage("x");

        Message received = sent(message);

        assertThat(message.getJMSMessageID()).startsWith("ID:").isEqualTo(received.getJMSMessageID());
        assertThat(message.getJMSTimestamp()).isPositive().isEqualTo(received.getJMSTimestamp());
        assertThat(message.getJMSDestination()).isEqualTo(queue).isEqualTo(received.getJMSDestination());
        assertThat(message.getJMSDeliveryMode())
                .isEqualTo(DeliveryMode.PERSISTENT)
                .isEqualTo(received.getJMSDeliveryMode());
        assertThat(message.getJMSPriority()).isEqualTo(4).isEqualTo(received.getJMSPriority());
        assertThat(message.getJMSExpiration()).isZero().isEqualTo(received.getJMSExpiration());
        assertThat(message.getJMSDeliveryTime())
                .isEqualTo(message.getJMSTimestamp())
                .isEqualTo(received.getJMSDeliveryTime());
    }

    @Test
    void givesEachMessageAnIdentifierOfItsOwn() throws JMSException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(sent(session.createMessage()).getJMSMessageID());
        }

        assertThat(ids).hasSize(100);
    }

    @Test
    void carriesWhatTheClientSets() throws JMSException {
        Message message = session.createMessage();
        message.setJMSCorrelationID("c-1");
        message.setJMSType("invoice");
        message.setJMSReplyTo(session.createQueue("replies"));
        message.setStringProperty("colour", "red");
        message.setStringProperty("JMSXGroupID", "g");

        Message received = sent(message);

        assertThat(received.getJMSCorrelationID()).isEqualTo("c-1");
        assertThat(received.getJMSType()).isEqualTo("invoice");
        assertThat(received.getJMSReplyTo()).isEqualTo(session.createQueue("replies"));
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("g");
    }

    @Test
    void overwritesTheHeadersThatASendSets() throws JMSException {
        Message message = session.createMessage();
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(9);
        message.setJMSExpiration(1);
        message.setJMSMessageID("ID:mine");

        Message received = sent(message);

        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(received.getJMSPriority()).isEqualTo(4);
        assertThat(received.getJMSExpiration()).isZero();
        assertThat(received.getJMSMessageID()).isNotEqualTo("ID:mine");
    }

    @Test
    void takesTheProducersDefaults() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(7);
        producer.setTimeToLive(3_600_000);
        Message message = session.createMessage();
        producer.send(message);

        Message received = session.createConsumer(queue).receiveNoWait();

        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(received.getJMSPriority()).isEqualTo(7);
        assertThat(received.getJMSExpiration())
                .isEqualTo(received.getJMSTimestamp() + 3_600_000)
                .isEqualTo(message.getJMSExpiration());
    }

    @Test
    void leavesOutIdentifierAndTimestampOnRequest() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageID(true);
        producer.setDisableMessageTimestamp(true);
        producer.send(session.createMessage());

        Message received = session.createConsumer(queue).receiveNoWait();

        assertThat(received.getJMSMessageID()).isNull();
        assertThat(received.getJMSTimestamp()).isZero();
        assertThat(producer.getDisableMessageID()).isTrue();
        assertThat(producer.getDisableMessageTimestamp()).isTrue();
    }

    @Test
    void setsTheDeliveryTimeOfADelayedMessage() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(3_600_000);
        Message message = session.createMessage();

        producer.send(message);

        assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp() + 3_600_000);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    void deliversADelayedMessageToAReceiverThatWaitsForIt() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(50);
        Message message = session.createMessage();
        MessageConsumer consumer = session.createConsumer(queue);

        producer.send(message);
        Message received = consumer.receive(SOON);

        assertThat(received.getJMSDeliveryTime()).isEqualTo(message.getJMSDeliveryTime());
    }

    @Test
    void acceptsAMessageOfAnotherProviderAndWritesItsHeadersBack() throws JMSException {
        ForeignText foreign = new ForeignText("hello");

        Message received = sent(foreign.message());

        assertThat(text(received)).isEqualTo("hello");
        assertThat(foreign.header("JMSMessageID")).isEqualTo(received.getJMSMessageID());
        assertThat(foreign.header("JMSDestination")).isEqualTo(queue);
        assertThat(foreign.header("JMSTimestamp")).isEqualTo(received.getJMSTimestamp());
        assertThat(foreign.header("JMSPriority")).isEqualTo(4);
        assertThat(foreign.header("JMSDeliveryTime")).isEqualTo(received.getJMSDeliveryTime());
    }
}
