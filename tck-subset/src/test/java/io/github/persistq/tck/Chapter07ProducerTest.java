package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter 7, sending messages: sections 7.1 and 7.2, producers and their synchronous sends. */
class Chapter07ProducerTest extends Statements {
    @Test
    @Spec("7.1")
    void aProducerKnowsTheDestinationItWasMadeFor() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);

        assertThat(((Queue) bound.getDestination()).getQueueName()).isEqualTo(queue.getQueueName());
        assertThat(unbound.getDestination()).isNull();
    }

    @Test
    @Spec("7.1")
    void aProducerWithoutADestinationAnswersEachRequestWhereItAsksFor() throws Exception {
        Queue one = session.createQueue(unique("one"));
        Queue other = session.createQueue(unique("other"));
        for (Queue replies : List.of(one, other)) {
            Message request = session.createTextMessage(replies.getQueueName());
            request.setJMSReplyTo(replies);
            session.createProducer(queue).send(request);
        }
        MessageProducer replier = session.createProducer(null);

        var requests = session.createConsumer(queue);
        for (int i = 0; i < 2; i++) {
            Message request = next(requests);
            replier.send(request.getJMSReplyTo(), session.createTextMessage("to " + text(request)));
        }

        assertThat(nextText(session.createConsumer(one))).isEqualTo("to " + one.getQueueName());
        assertThat(nextText(session.createConsumer(other))).isEqualTo("to " + other.getQueueName());
    }

    @Test
    @Spec("7.1")
    void aProducerWithADestinationRefusesToBeToldAnother() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createMessage();
        CompletionListener listener = new Completed(1);

        assertUnsupported(() -> producer.send(queue, message));
        assertUnsupported(() -> producer.send(queue, message, DeliveryMode.PERSISTENT, 4, 0));
        assertUnsupported(() -> producer.send(queue, message, listener));
        assertUnsupported(() -> producer.send(queue, message, DeliveryMode.PERSISTENT, 4, 0, listener));
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("7.1")
    void aProducerWithoutADestinationRefusesEverySendThatNamesNone() throws Exception {
        MessageProducer producer = session.createProducer(null);
        Message message = session.createMessage();
        CompletionListener listener = new Completed(1);

        assertUnsupported(() -> producer.send(message));
        assertUnsupported(() -> producer.send(message, DeliveryMode.PERSISTENT, 4, 0));
        assertUnsupported(() -> producer.send(message, listener));
        assertUnsupported(() -> producer.send(message, DeliveryMode.PERSISTENT, 4, 0, listener));
    }

    private static void assertUnsupported(org.assertj.core.api.ThrowableAssert.ThrowingCallable send) {
        assertThatThrownBy(send).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Spec("7.1")
    void aQueueSenderSendsToItsQueue() throws Exception {
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            QueueSender sender = queueSession.createSender(queue);

            sender.send(queueSession.createTextMessage("plain"));
            sender.send(queueSession.createTextMessage("with options"), DeliveryMode.NON_PERSISTENT, 4, 0);

            assertThat(sender.getQueue().getQueueName()).isEqualTo(queue.getQueueName());
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("plain", "with options");
    }

    @Test
    @Spec("7.1")
    void aQueueSenderWithoutAQueueIsToldItWithEachSend() throws Exception {
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            QueueSender sender = queueSession.createSender(null);

            sender.send(queue, queueSession.createTextMessage("plain"));
            sender.send(queue, queueSession.createTextMessage("with options"), DeliveryMode.NON_PERSISTENT, 4, 0);

            assertThat(sender.getQueue()).isNull();
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("plain", "with options");
    }

    @Test
    @Spec("7.2")
    void eachOfTheFourSynchronousSendsSends() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);

        bound.send(session.createTextMessage("1"));
        bound.send(session.createTextMessage("2"), DeliveryMode.NON_PERSISTENT, 4, 60_000);
        unbound.send(queue, session.createTextMessage("3"));
        unbound.send(queue, session.createTextMessage("4"), DeliveryMode.NON_PERSISTENT, 4, 60_000);

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec("7.2")
    @ArtemisDiffers("throws a NullPointerException")
    void noMessageIsAnInvalidMessage() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);

        assertThatThrownBy(() -> bound.send((Message) null)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> unbound.send(queue, (Message) null)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Spec("7.2")
    void aSendToNoDestinationIsToAnInvalidOne() throws Exception {
        MessageProducer unbound = session.createProducer(null);
        Message message = session.createMessage();

        assertThatThrownBy(() -> unbound.send(null, message)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("7.2")
    void aClosedProducerSendsNothingAndSaysNothingOfItself() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createMessage();
        producer.close();

        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::getPriority).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(producer::getDestination).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.setTimeToLive(1)).isInstanceOf(IllegalStateException.class);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("7.2")
    void aStringIsSentAsATextMessage() throws Exception {
        Message received = sentBy(producer -> producer.send(queue, "body"));

        assertThat(((TextMessage) received).getText()).isEqualTo("body");
    }

    @Test
    @Spec("7.2")
    void aMapIsSentAsAMapMessage() throws Exception {
        Message received = sentBy(producer -> producer.send(queue, Map.of("name", "ORCL", "value", 1.5)));

        assertThat(((MapMessage) received).getString("name")).isEqualTo("ORCL");
        assertThat(((MapMessage) received).getObject("value")).isEqualTo(1.5);
        assertThat(list(((MapMessage) received).getMapNames())).hasSize(2);
    }

    @Test
    @Spec("7.2")
    void bytesAreSentAsABytesMessageThatCanBeRead() throws Exception {
        Message received = sentBy(producer -> producer.send(queue, new byte[] {1, 2, 3}));

        assertThat(((BytesMessage) received).getBodyLength()).isEqualTo(3);
        assertThat(received.getBody(byte[].class)).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("7.2")
    void anObjectIsSentAsAnObjectMessage() throws Exception {
        Serializable body = 42L;

        Message received = sentBy(producer -> producer.send(queue, body));

        assertThat(((ObjectMessage) received).getObject()).isEqualTo(42L);
    }

    @Test
    @Spec("7.2")
    void aMessageIsSentAsItIs() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Message message = context.createTextMessage("body");
            message.setStringProperty("colour", "red");

            Message received = sentBy(producer -> producer.send(queue, message));

            assertThat(text(received)).isEqualTo("body");
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
        }
    }

    @Test
    @Spec("7.2")
    void aNullBodyIsSentAsAMessageOfItsTypeWithoutABody() throws Exception {
        Message text = sentBy(producer -> producer.send(queue, (String) null));
        Message map = sentBy(producer -> producer.send(queue, (Map<String, Object>) null));
        Message object = sentBy(producer -> producer.send(queue, (Serializable) null));

        assertThat(((TextMessage) text).getText()).isNull();
        assertThat(list(((MapMessage) map).getMapNames())).isEmpty();
        assertThat(((ObjectMessage) object).getObject()).isNull();
    }

    @Test
    @Spec("7.2")
    @ArtemisDiffers("sends a body of four bytes")
    void nullBytesAreSentAsABytesMessageWithoutABody() throws Exception {
        Message bytes = sentBy(producer -> producer.send(queue, (byte[]) null));

        assertThat(((BytesMessage) bytes).getBodyLength()).isZero();
    }

    private interface Sending {
        void by(JMSProducer producer);
    }

    /** Sends with the simplified API, and receives what was sent. */
    private Message sentBy(Sending sending) throws Exception {
        try (JMSContext context = factory.createContext()) {
            sending.by(context.createProducer());
        }
        try (var consumer = session.createConsumer(queue)) {
            return next(consumer);
        }
    }

    @Test
    @Spec("7.2")
    void aJmsProducerRefusesWhatIsNoMessage() {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();

            assertThatThrownBy(() -> producer.send(queue, (Message) null))
                    .isInstanceOf(MessageFormatRuntimeException.class);
            assertThatThrownBy(() -> producer.send(queue, Map.of("list", List.of())))
                    .isInstanceOf(MessageFormatRuntimeException.class);
        }
    }

    @Test
    @Spec("7.2")
    void aJmsProducerRefusesASendToNoDestination() {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();
            Message message = context.createMessage();

            assertThatThrownBy(() -> producer.send(null, message))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> producer.send(null, "body"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> producer.send(null, new byte[1]))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> producer.send(null, Map.of()))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> producer.send(null, (Serializable) 1))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("7.2")
    void theHeadersOfASentMessageAreSetOnceSendReturns() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSCorrelationID("the client's");
        long before = System.currentTimeMillis();

        session.createProducer(queue).send(message, DeliveryMode.NON_PERSISTENT, 7, 60_000);

        long after = System.currentTimeMillis();
        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(((Queue) message.getJMSDestination()).getQueueName()).isEqualTo(queue.getQueueName());
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSPriority()).isEqualTo(7);
        assertThat(message.getJMSExpiration()).isBetween(before + 60_000, after + 60_000);
        assertThat(message.getJMSCorrelationID()).isEqualTo("the client's");
    }
}
