package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContextTest extends JmsFixture {
    private JMSContext context;
    private JMSConsumer consumer;
    private JMSProducer producer;

    @BeforeEach
    void openContext() {
        context = factory.createContext();
        consumer = context.createConsumer(queue);
        producer = context.createProducer();
    }

    private JMSConsumer consumerOf(JMSContext other) {
        consumer.close();
        return other.createConsumer(queue);
    }

    @Test
    void sendsAndReceivesAllKindsOfBodies() {
        producer.send(queue, "text")
                .send(queue, Map.of("k", 1))
                .send(queue, new byte[] {1, 2})
                .send(queue, (Serializable) 7L);

        assertThat(consumer.receiveBody(String.class)).isEqualTo("text");
        assertThat((Object) consumer.receiveBody(Map.class, SOON)).isEqualTo(Map.of("k", 1));
        assertThat(consumer.receiveBodyNoWait(byte[].class)).containsExactly(1, 2);
        assertThat(consumer.receiveBodyNoWait(Serializable.class)).isEqualTo(7L);
        assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
    }

    @Test
    void sendsEmptyBodiesForNull() throws JMSException {
        producer.send(queue, (String) null);

        assertThat(((TextMessage) consumer.receive()).getText()).isNull();
    }

    @Test
    void setsHeadersAndPropertiesOnEachMessage() throws JMSException {
        producer.setProperty("s", "x")
                .setProperty("i", 1)
                .setProperty("b", true)
                .setJMSType("t")
                .setJMSCorrelationID("c")
                .setJMSReplyTo(context.createQueue("replies"))
                .setPriority(6)
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setTimeToLive(3_600_000)
                .send(queue, "a")
                .send(queue, "b");

        for (String expected : new String[] {"a", "b"}) {
            Message message = consumer.receive(SOON);
            assertThat(text(message)).isEqualTo(expected);
            assertThat(message.getStringProperty("s")).isEqualTo("x");
            assertThat(message.getIntProperty("i")).isEqualTo(1);
            assertThat(message.getBooleanProperty("b")).isTrue();
            assertThat(message.getJMSType()).isEqualTo("t");
            assertThat(message.getJMSCorrelationID()).isEqualTo("c");
            assertThat(message.getJMSReplyTo()).isEqualTo(context.createQueue("replies"));
            assertThat(message.getJMSPriority()).isEqualTo(6);
            assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + 3_600_000);
        }
    }

    @Test
    void readsBackWhatWasSetOnTheProducer() {
        producer.setProperty("l", 5L)
                .setProperty("f", 1.5f)
                .setProperty("d", 2.5)
                .setProperty("y", (byte) 1)
                .setProperty("h", (short) 2)
                .setProperty("o", (Object) "o");

        assertThat(producer.getLongProperty("l")).isEqualTo(5);
        assertThat(producer.getFloatProperty("f")).isEqualTo(1.5f);
        assertThat(producer.getDoubleProperty("d")).isEqualTo(2.5);
        assertThat(producer.getByteProperty("y")).isEqualTo((byte) 1);
        assertThat(producer.getShortProperty("h")).isEqualTo((short) 2);
        assertThat(producer.getObjectProperty("o")).isEqualTo("o");
        assertThat(producer.getPropertyNames()).containsExactlyInAnyOrder("l", "f", "d", "y", "h", "o");
        assertThat(producer.clearProperties().propertyExists("l")).isFalse();
    }

    @Test
    void refusesABadPropertyName() {
        assertThatThrownBy(() -> producer.setProperty("not a name", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> producer.setProperty("o", new Object()))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    void sendsAReceivedMessageAgainUnlessPropertiesAreToBeSet() {
        producer.send(queue, "a");
        Message received = consumer.receive(SOON);

        producer.send(queue, received);
        assertThat(consumer.receive(SOON)).isNotNull();
        producer.setProperty("p", 1);
        assertThatThrownBy(() -> producer.send(queue, received))
                .isInstanceOf(MessageNotWriteableRuntimeException.class);
    }

    @Test
    void refusesNullMessagesAndDestinations() {
        assertThatThrownBy(() -> producer.send(queue, (Message) null))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> producer.send(null, "x")).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(null)).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThatThrownBy(() -> context.createConsumer(queue, "="))
                .isInstanceOf(InvalidSelectorRuntimeException.class);
    }

    @Test
    void refusesAMapWithAnUnsupportedValue() {
        assertThatThrownBy(() -> producer.send(queue, Map.of("k", new Object())))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    void refusesUnknownSessionModes() {
        assertThatThrownBy(() -> factory.createContext(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> context.createContext(-1)).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void putsAMessageOfTheWrongBodyBackAsIfNotReceived() throws JMSException {
        producer.send(queue, "text");

        assertThatThrownBy(() -> consumer.receiveBody(byte[].class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        Message message = consumer.receive(SOON);

        assertThat(text(message)).isEqualTo("text");
        assertThat(message.getJMSRedelivered()).isFalse();
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    void countsAMessageOfTheWrongBodyAsReceivedInATransaction() {
        JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED);
        JMSConsumer other = consumerOf(transacted);
        producer.send(queue, "text");

        assertThatThrownBy(() -> other.receiveBody(byte[].class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(other.receiveNoWait()).isNull();
        transacted.rollback();

        assertThat(other.receiveBody(String.class, SOON)).isEqualTo("text");
    }

    /** receiveBody returned null for a text message without a text, as if nothing had come. It must throw (8.6). */
    @Test
    void refusesTheBodyOfATextOrObjectMessageWithoutOne() throws JMSException {
        producer.send(queue, (String) null);

        assertThatThrownBy(() -> consumer.receiveBody(String.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);

        assertThat(text(consumer.receive(SOON))).isNull();
        producer.send(queue, (Serializable) null);
        assertThatThrownBy(() -> consumer.receiveBody(Serializable.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    /** The set of a producer's property names was a copy. It must follow the producer, as its Javadoc says. */
    @Test
    void showsThePropertyNamesOfTheProducerAsTheyAre() {
        Set<String> names = producer.getPropertyNames();

        producer.setProperty("colour", "red");

        assertThat(names).containsExactly("colour");
        assertThatThrownBy(names::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesTheBodyOfAMessageWithoutOne() {
        producer.send(queue, context.createMessage());

        assertThatThrownBy(() -> consumer.receiveBody(String.class, SOON))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    void startsByItselfUnlessToldNotTo() {
        JMSContext manual = factory.createContext();
        manual.setAutoStart(false);
        JMSConsumer other = consumerOf(manual);
        producer.send(queue, "a");

        assertThat(manual.getAutoStart()).isFalse();
        assertThat(other.receiveNoWait()).isNull();
        manual.start();

        assertThat(other.receiveBody(String.class, SOON)).isEqualTo("a");
    }

    @Test
    void sharesItsConnectionWithTheContextsMadeFromIt() {
        JMSContext first = factory.createContext();
        first.setClientID("shared");
        JMSContext second = first.createContext(JMSContext.CLIENT_ACKNOWLEDGE);

        first.close();

        assertThat(second.getClientID()).isEqualTo("shared");
        assertThat(second.getSessionMode()).isEqualTo(JMSContext.CLIENT_ACKNOWLEDGE);
        second.close();
        assertThatThrownBy(second::getClientID).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    void acknowledgesWhatItReceived() {
        JMSContext client = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
        JMSConsumer other = consumerOf(client);
        producer.send(queue, "a").send(queue, "b");
        other.receive(SOON);
        client.acknowledge();
        other.receive(SOON);

        client.recover();

        assertThat(other.receiveBody(String.class, SOON)).isEqualTo("b");
        assertThat(other.receiveNoWait()).isNull();
    }

    @Test
    void commitsAndRollsBack() {
        JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED);
        transacted.createProducer().send(queue, "lost");
        transacted.rollback();
        transacted.createProducer().send(queue, "kept");
        transacted.commit();

        assertThat(transacted.getTransacted()).isTrue();
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("kept");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void hearsMessages() throws InterruptedException {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(1);
        consumer.setMessageListener(m -> heard.add("heard"));

        producer.send(queue, "a");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("heard");
        assertThat(consumer.getMessageListener()).isNotNull();
    }

    @Test
    void refusesToCloseOrStopFromItsListener() throws InterruptedException {
        BlockingQueue<Object> thrown = new ArrayBlockingQueue<>(2);
        consumer.setMessageListener(m -> {
            for (Runnable action : new Runnable[] {context::close, context::stop}) {
                try {
                    action.run();
                    thrown.add("allowed");
                } catch (RuntimeException e) {
                    thrown.add(e);
                }
            }
        });

        producer.send(queue, "a");

        assertThat(thrown.poll(SOON, TimeUnit.MILLISECONDS)).isInstanceOf(IllegalStateRuntimeException.class);
        assertThat(thrown.poll(SOON, TimeUnit.MILLISECONDS)).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    void sendsAsynchronously() throws InterruptedException {
        BlockingQueue<String> told = new ArrayBlockingQueue<>(1);
        producer.setAsync(new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                told.add("done");
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add("failed");
            }
        });

        producer.send(queue, "a");

        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("done");
        assertThat(producer.getAsync()).isNotNull();
    }

    @Test
    void refusesWorkOnceClosed() {
        context.close();
        context.close();

        assertThatThrownBy(context::createProducer).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> context.createContext(1)).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(context::createTextMessage).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> producer.send(queue, "x")).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(context::acknowledge).isInstanceOf(IllegalStateRuntimeException.class);
    }
}
