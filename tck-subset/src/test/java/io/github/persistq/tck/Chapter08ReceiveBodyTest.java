package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.StreamMessage;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 8, receiving messages: section 8.6, receiving bodies. */
class Chapter08ReceiveBodyTest extends Statements {
    private static final int AUTO = JMSContext.AUTO_ACKNOWLEDGE;

    @Test
    @Spec("8.6")
    void aTextIsReceivedAsAnythingThatAStringIs() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer()
                    .send(queue, "1")
                    .send(queue, "2")
                    .send(queue, "3")
                    .send(queue, "4");

            JMSConsumer consumer = context.createConsumer(queue);

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("1");
            assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo("2");
            assertThat(consumer.receiveBody(CharSequence.class, SOON)).isEqualTo("3");
            assertThat((Object) consumer.receiveBody(Comparable.class, SOON)).isEqualTo("4");
        }
    }

    @Test
    @Spec("8.6")
    void anObjectIsReceivedAsAnythingThatItIs() {
        try (JMSContext context = factory.createContext()) {
            for (int i = 0; i < 3; i++) {
                context.createProducer().send(queue, (Serializable) 42L);
            }

            JMSConsumer consumer = context.createConsumer(queue);

            assertThat(consumer.receiveBody(Serializable.class, SOON)).isEqualTo(42L);
            assertThat(consumer.receiveBody(Long.class, SOON)).isEqualTo(42L);
            assertThat(consumer.receiveBody(Number.class, SOON)).isEqualTo(42L);
        }
    }

    @Test
    @Spec("8.6")
    void aMapIsReceivedAsAMapOrAnObject() {
        try (JMSContext context = factory.createContext()) {
            Map<String, Object> body = Map.of("name", "ORCL", "value", 1.5);
            context.createProducer().send(queue, body).send(queue, body);

            JMSConsumer consumer = context.createConsumer(queue);

            assertThat((Object) consumer.receiveBody(Map.class, SOON)).isEqualTo(body);
            assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo(body);
        }
    }

    @Test
    @Spec("8.6")
    void bytesAreReceivedAsBytesOrAnObject() {
        try (JMSContext context = factory.createContext()) {
            byte[] body = {1, 2, 3};
            context.createProducer().send(queue, body).send(queue, body);

            JMSConsumer consumer = context.createConsumer(queue);

            assertThat(consumer.receiveBody(byte[].class, SOON)).isEqualTo(body);
            assertThat(consumer.receiveBody(Object.class, SOON)).isEqualTo(body);
        }
    }

    @Test
    @Spec("8.6")
    void theBodyOfTheNextMessageIsReceivedOnceItComes() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            CompletableFuture<String> received = CompletableFuture.supplyAsync(
                    () -> consumer.receiveBody(String.class), task -> new Thread(task, "receiving").start());

            send("hello");

            assertThat(received.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.6")
    void noBodyIsReceivedOnceTheTimeIsOverOrAtOnce() {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);

            assertThat(consumer.receiveBody(String.class, 20)).isNull();
            assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
        }
    }

    @Test
    @Spec("8.6")
    void aBodyIsReceivedWithoutWaiting() {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            context.createProducer().send(queue, "hello");

            assertThat(consumer.receiveBodyNoWait(String.class)).isEqualTo("hello");
            assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
        }
    }

    @Test
    @Spec("8.6")
    void aReceivedBodyIsAcknowledgedByASessionThatDoesSoByItself() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "hello");
            assertThat(context.createConsumer(queue).receiveBody(String.class, SOON))
                    .isEqualTo("hello");
        }
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(queue).receiveBody(String.class, BRIEFLY))
                    .isNull();
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("acknowledges the message whose body was not received")
    void theBodyOfAStreamIsNotReceived() throws Exception {
        try (JMSContext context = factory.createContext()) {
            StreamMessage stream = context.createStreamMessage();
            stream.writeInt(1);
            context.createProducer().send(queue, stream);
            JMSConsumer consumer = context.createConsumer(queue);

            assertNotReceived(consumer, Object.class);

            assertThat(((StreamMessage) consumer.receiveNoWait()).readInt()).isEqualTo(1);
        }
    }

    @Test
    @Spec("8.6")
    void aMessageWithoutABodyHasNoneToReceive() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, context.createMessage());
            JMSConsumer consumer = context.createConsumer(queue);

            assertNotReceived(consumer, Object.class);
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("returns null")
    void aTextMessageWithoutATextHasNoBodyToReceive() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, (String) null);
            JMSConsumer consumer = context.createConsumer(queue);

            assertNotReceived(consumer, String.class);
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("returns null")
    void anObjectMessageWithoutAnObjectHasNoBodyToReceive() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, (Serializable) null);
            JMSConsumer consumer = context.createConsumer(queue);

            assertNotReceived(consumer, Serializable.class);
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("acknowledges the message whose body was not received")
    void aBodyOfAnotherTypeIsNotReceived() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "text");
            JMSConsumer consumer = context.createConsumer(queue);

            assertNotReceived(consumer, byte[].class);
            assertNotReceived(consumer, Map.class);
            assertNotReceived(consumer, Long.class);
            assertThatThrownBy(() -> consumer.receiveBodyNoWait(byte[].class))
                    .isInstanceOf(MessageFormatRuntimeException.class);

            assertThat(consumer.receiveBodyNoWait(String.class)).isEqualTo("text");
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("acknowledges the message whose body was not received")
    void bytesAndMapsAreNotReceivedAsAText() {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            context.createProducer().send(queue, new byte[] {1});
            assertNotReceived(consumer, String.class);
            assertThat(consumer.receiveBodyNoWait(byte[].class)).containsExactly(1);

            context.createProducer().send(queue, Map.of("name", "value"));
            assertNotReceived(consumer, String.class);
            assertThat((Object) consumer.receiveBodyNoWait(Map.class)).isEqualTo(Map.of("name", "value"));
        }
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("acknowledges the message whose body was not received")
    void anAcknowledgingSessionDeliversTheFailedMessageAgainBeforeAllOthersAsIfForTheFirstTime() throws Exception {
        for (int mode : List.of(AUTO, JMSContext.DUPS_OK_ACKNOWLEDGE)) {
            try (JMSContext context = factory.createContext(mode)) {
                context.createProducer().send(queue, "first").send(queue, "second");
                JMSConsumer consumer = context.createConsumer(queue);

                assertNotReceived(consumer, byte[].class);

                Message first = consumer.receive(SOON);
                assertThat(text(first)).isEqualTo("first");
                assertThat(first.getJMSRedelivered()).isFalse();
                assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
                assertThat(text(consumer.receive(SOON))).isEqualTo("second");
            }
        }
    }

    @Test
    @Spec("8.6")
    void aClientAcknowledgeSessionDoesNotDeliverTheFailedMessageAgainUntilItRecovers() throws Exception {
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            context.createProducer().send(queue, "first").send(queue, "second");
            JMSConsumer consumer = context.createConsumer(queue);
            assertNotReceived(consumer, byte[].class);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("second");

            context.recover();

            assertRedelivered(consumer.receive(SOON), "first");
        }
    }

    @Test
    @Spec("8.6")
    void aClientAcknowledgesTheFailedMessageWithAllOthers() {
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            context.createProducer().send(queue, "first");
            assertNotReceived(context.createConsumer(queue), byte[].class);

            context.acknowledge();
            context.recover();
        }
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(queue).receive(BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("8.6")
    void aTransactedSessionDoesNotDeliverTheFailedMessageAgainUntilItRollsBack() throws Exception {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            send("first", "second");
            JMSConsumer consumer = context.createConsumer(queue);
            assertNotReceived(consumer, byte[].class);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("second");

            context.rollback();

            assertRedelivered(consumer.receive(SOON), "first");
        }
    }

    @Test
    @Spec("8.6")
    void aTransactedSessionCommitsTheFailedMessageWithAllOthers() throws Exception {
        send("first");
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertNotReceived(context.createConsumer(queue), byte[].class);
            context.commit();
        }
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.6")
    @ArtemisDiffers("acknowledges the message whose body was not received")
    void aFailedReceiveWithoutWaitingLeavesTheMessageToOthers() {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "hello");
            try (JMSConsumer consumer = context.createConsumer(queue)) {
                assertThatThrownBy(() -> consumer.receiveBodyNoWait(byte[].class))
                        .isInstanceOf(MessageFormatRuntimeException.class);
            }
            assertThat(context.createConsumer(queue).receiveBody(String.class, BRIEFLY))
                    .isEqualTo("hello");
        }
    }

    private static void assertNotReceived(JMSConsumer consumer, Class<?> type) {
        assertThatThrownBy(() -> consumer.receiveBody(type, BRIEFLY)).isInstanceOf(MessageFormatRuntimeException.class);
    }

    private static void assertRedelivered(Message message, String text) throws Exception {
        assertThat(text(message)).isEqualTo(text);
        assertThat(message.getJMSRedelivered()).isTrue();
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }
}
