package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueBasicsTest extends JmsFixture {
    @Test
    void receivesWhatWasSentInOrder() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);

        send("a", "b", "c");

        assertThat(text(consumer.receive())).isEqualTo("a");
        assertThat(text(consumer.receive(SOON))).isEqualTo("b");
        assertThat(text(consumer.receiveNoWait())).isEqualTo("c");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void keepsMessagesForAConsumerThatComesLater() throws JMSException {
        send("early");

        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(text(consumer.receiveNoWait())).isEqualTo("early");
    }

    @Test
    void deliversHigherPrioritiesFirstAndEachInOrder() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (int priority : new int[] {0, 9, 4, 9, 0}) {
            producer.send(session.createTextMessage("p" + priority), DeliveryMode.PERSISTENT, priority, 0);
        }

        List<String> texts = drain(session.createConsumer(queue));

        assertThat(texts).containsExactly("p9", "p9", "p4", "p0", "p0");
    }

    @Test
    void givesEachMessageToOneOfSeveralConsumers() throws JMSException {
        MessageConsumer first = session.createConsumer(queue);
        MessageConsumer second = connection.createSession().createConsumer(queue);
        send("a", "b");

        Message one = first.receive(SOON);
        Message two = second.receive(SOON);

        assertThat(List.of(text(one), text(two))).containsExactly("a", "b");
        assertThat(first.receiveNoWait()).isNull();
        assertThat(second.receiveNoWait()).isNull();
    }

    @Test
    void keepsQueuesApart() throws JMSException {
        sendTo(session.createQueue("one"), "1");
        sendTo(session.createQueue("two"), "2");

        assertThat(drain(session.createConsumer(session.createQueue("two")))).containsExactly("2");
        assertThat(drain(session.createConsumer(session.createQueue("one")))).containsExactly("1");
    }

    @Test
    void seesAMessageOfAnotherConnectionAsSoonAsItsSendHasReturned() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        try (Connection other = factory.createConnection()) {
            Session sending = other.createSession();
            sending.createProducer(queue).send(sending.createTextMessage("from afar"));

            assertThat(text(consumer.receiveNoWait())).isEqualTo("from afar");
        }
    }

    @Test
    void sendsOverAConnectionThatWasNeverStarted() throws JMSException {
        try (Connection other = factory.createConnection()) {
            Session sending = other.createSession();
            sending.createProducer(queue).send(sending.createTextMessage("quiet"));
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("quiet");
    }

    @Test
    void wakesAReceiverThatWaits() throws Exception {
        BlockingQueue<Message> received = new ArrayBlockingQueue<>(1);
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        daemon("receiver", () -> {
            try {
                received.add(consumer.receive());
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        send("wake up");

        assertThat(text(received.poll(SOON, TimeUnit.MILLISECONDS))).isEqualTo("wake up");
    }

    @Test
    void returnsNullWhenNothingComesInTime() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(consumer.receive(1)).isNull();
        assertThat(consumer.receive(-1)).isNull();
    }

    @Test
    void carriesAllKindsOfBodies() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(42);
        MapMessage map = session.createMapMessage();
        map.setString("k", "v");
        StreamMessage stream = session.createStreamMessage();
        stream.writeDouble(2.5);
        producer.send(bytes);
        producer.send(map);
        producer.send(stream);
        producer.send(session.createObjectMessage(List.of(1, 2).hashCode()));
        producer.send(session.createMessage());
        producer.send(session.createTextMessage());

        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(((BytesMessage) consumer.receiveNoWait()).readInt()).isEqualTo(42);
        assertThat(((MapMessage) consumer.receiveNoWait()).getString("k")).isEqualTo("v");
        assertThat(((StreamMessage) consumer.receiveNoWait()).readDouble()).isEqualTo(2.5);
        assertThat(((ObjectMessage) consumer.receiveNoWait()).getObject())
                .isEqualTo(List.of(1, 2).hashCode());
        assertThat(consumer.receiveNoWait()).isNotInstanceOf(TextMessage.class);
        assertThat(text(consumer.receiveNoWait())).isNull();
    }

    @Test
    void takesASnapshotOfTheMessageWhenItIsSent() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        TextMessage message = session.createTextMessage("first");
        producer.send(message);
        message.setText("second");
        producer.send(message);

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "second");
    }

    @Test
    void sendsAReceivedMessageAgain() throws JMSException {
        send("again");
        MessageConsumer consumer = session.createConsumer(queue);
        Message received = consumer.receiveNoWait();
        String firstId = received.getJMSMessageID();

        session.createProducer(queue).send(received);
        Message second = consumer.receiveNoWait();

        assertThat(text(second)).isEqualTo("again");
        assertThat(second.getJMSMessageID()).isNotEqualTo(firstId);
        assertThat(second.getJMSRedelivered()).isFalse();
    }

    @Test
    void listsTheDeliveryCountAmongThePropertiesAndNothingOfItsOwn() throws JMSException {
        send("a");

        Message message = session.createConsumer(queue).receiveNoWait();

        assertThat(Collections.list((Enumeration<?>) message.getPropertyNames()).stream()
                        .map(Object::toString))
                .containsExactly("JMSXDeliveryCount");
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(message.getJMSRedelivered()).isFalse();
    }

    @Test
    void sendsThroughAProducerWithoutADestination() throws JMSException {
        MessageProducer producer = session.createProducer(null);
        Queue other = session.createQueue("other");

        producer.send(queue, session.createTextMessage("1"));
        producer.send(other, session.createTextMessage("2"), DeliveryMode.NON_PERSISTENT, 4, 0);

        assertThat(producer.getDestination()).isNull();
        assertThat(drain(session.createConsumer(queue))).containsExactly("1");
        assertThat(drain(session.createConsumer(other))).containsExactly("2");
    }

    @Test
    void acceptsTheQueueOfAnotherProviderByItsName() throws JMSException {
        Queue foreign = new Queue() {
            @Override
            public String getQueueName() {
                return "orders";
            }
        };

        sendTo(foreign, "x");

        assertThat(drain(session.createConsumer(queue))).containsExactly("x");
    }

    @Test
    void servesManyWaitingReceiversOneMessageEach() throws Exception {
        int receivers = 50;
        BlockingQueue<String> received = new ArrayBlockingQueue<>(receivers);
        for (int i = 0; i < receivers; i++) {
            MessageConsumer consumer = connection.createSession().createConsumer(queue);
            daemon("receiver-" + i, () -> {
                try {
                    received.add(text(consumer.receive()));
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
        }

        for (int i = 0; i < receivers; i++) {
            send("m" + i);
        }

        for (int i = 0; i < receivers; i++) {
            assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
        }
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void wakesOneWaitingReceiverAfterTheOtherForMessagesThatAreDueAtOnce() throws Exception {
        int receivers = 10;
        BlockingQueue<String> received = new ArrayBlockingQueue<>(receivers);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            MessageConsumer consumer = connection.createSession().createConsumer(queue);
            threads.add(daemon("receiver-" + i, () -> {
                try {
                    received.add(text(consumer.receive()));
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        eventually(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.setDeliveryDelay(50);
        for (int i = 0; i < receivers; i++) {
            producer.send(transacted.createTextMessage("m" + i));
        }

        transacted.commit();

        for (int i = 0; i < receivers; i++) {
            assertThat(received.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
        }
    }
}
