package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.Queue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 7, sending messages: sections 7.5, 7.6 and 7.10, what a JMSProducer sets on the messages it sends. */
class Chapter07JmsProducerTest extends Statements {
    private JMSContext context;
    private JMSProducer producer;

    @BeforeEach
    void createProducer() {
        context = factory.createContext();
        producer = context.createProducer();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    @Test
    @Spec("7.5")
    void eachTypeOfPropertyArrivesAsItWasSet() throws Exception {
        producer.setProperty("boolean", true)
                .setProperty("byte", (byte) 1)
                .setProperty("short", (short) 2)
                .setProperty("int", 3)
                .setProperty("long", 4L)
                .setProperty("float", 5.5f)
                .setProperty("double", 6.5)
                .setProperty("string", "seven")
                .setProperty("object", (Object) 8L)
                .send(queue, "body");

        Message received = next(session.createConsumer(queue));

        assertThat(received.getObjectProperty("boolean")).isEqualTo(true);
        assertThat(received.getObjectProperty("byte")).isEqualTo((byte) 1);
        assertThat(received.getObjectProperty("short")).isEqualTo((short) 2);
        assertThat(received.getObjectProperty("int")).isEqualTo(3);
        assertThat(received.getObjectProperty("long")).isEqualTo(4L);
        assertThat(received.getObjectProperty("float")).isEqualTo(5.5f);
        assertThat(received.getObjectProperty("double")).isEqualTo(6.5);
        assertThat(received.getObjectProperty("string")).isEqualTo("seven");
        assertThat(received.getObjectProperty("object")).isEqualTo(8L);
    }

    @Test
    @Spec("7.5")
    void aJmsProducerReadsBackEachPropertyInTheTypeItWasSet() {
        producer.setProperty("boolean", true)
                .setProperty("byte", (byte) 1)
                .setProperty("short", (short) 2)
                .setProperty("int", 3)
                .setProperty("long", 4L)
                .setProperty("float", 5.5f)
                .setProperty("double", 6.5)
                .setProperty("string", "seven")
                .setProperty("object", (Object) 8L);

        assertThat(producer.getBooleanProperty("boolean")).isTrue();
        assertThat(producer.getByteProperty("byte")).isEqualTo((byte) 1);
        assertThat(producer.getShortProperty("short")).isEqualTo((short) 2);
        assertThat(producer.getIntProperty("int")).isEqualTo(3);
        assertThat(producer.getLongProperty("long")).isEqualTo(4L);
        assertThat(producer.getFloatProperty("float")).isEqualTo(5.5f);
        assertThat(producer.getDoubleProperty("double")).isEqualTo(6.5);
        assertThat(producer.getStringProperty("string")).isEqualTo("seven");
        assertThat(producer.getObjectProperty("object")).isEqualTo(8L);
    }

    @Test
    @Spec("7.5")
    void aJmsProducersPropertyIsReadAsAWiderTypeButNotAsANarrowerOne() {
        producer.setProperty("int", 3).setProperty("long", 4L).setProperty("boolean", true);

        assertThat(producer.getLongProperty("int")).isEqualTo(3);
        assertThat(producer.getStringProperty("int")).isEqualTo("3");
        assertThatThrownBy(() -> producer.getIntProperty("long")).isInstanceOf(MessageFormatRuntimeException.class);
        assertThatThrownBy(() -> producer.getDoubleProperty("boolean"))
                .isInstanceOf(MessageFormatRuntimeException.class);
    }

    @Test
    @Spec("7.5")
    void aPropertyThatWasNotSetOnAJmsProducerIsReadAsNull() {
        assertThat(producer.propertyExists("colour")).isFalse();
        assertThat(producer.getStringProperty("colour")).isNull();
        assertThat(producer.getObjectProperty("colour")).isNull();
        assertThat(producer.getBooleanProperty("colour")).isFalse();
        assertThatThrownBy(() -> producer.getIntProperty("colour")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    @Spec("7.5")
    void aPropertyOfAJmsProducerHasAName() {
        for (String noName : new String[] {null, ""}) {
            assertIllegalArgument(() -> producer.setProperty(noName, true));
            assertIllegalArgument(() -> producer.setProperty(noName, (byte) 1));
            assertIllegalArgument(() -> producer.setProperty(noName, (short) 1));
            assertIllegalArgument(() -> producer.setProperty(noName, 1));
            assertIllegalArgument(() -> producer.setProperty(noName, 1L));
            assertIllegalArgument(() -> producer.setProperty(noName, 1f));
            assertIllegalArgument(() -> producer.setProperty(noName, 1.0));
            assertIllegalArgument(() -> producer.setProperty(noName, "value"));
            assertIllegalArgument(() -> producer.setProperty(noName, (Object) 1));
        }
    }

    private static void assertIllegalArgument(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec("7.5")
    void aPropertyOfAJmsProducerIsNotSetToAnObjectOfAnotherClass() {
        assertThatThrownBy(() -> producer.setProperty("list", List.of()))
                .isInstanceOf(MessageFormatRuntimeException.class);
        assertThat(producer.propertyExists("list")).isFalse();
    }

    @Test
    @Spec("7.5")
    @ArtemisDiffers("returns a set of its own that can be changed")
    void theNamesOfAJmsProducersPropertiesCannotBeChangedThroughTheirSet() {
        producer.setProperty("colour", "red").setProperty("size", 4).setJMSType("no property");

        Set<String> names = producer.getPropertyNames();

        assertThat(names).containsExactlyInAnyOrder("colour", "size");
        assertThatThrownBy(() -> names.remove("colour")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> {
                    var iterator = names.iterator();
                    iterator.next();
                    iterator.remove();
                })
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(producer.getStringProperty("colour")).isEqualTo("red");
    }

    @Test
    @Spec("7.5")
    @ArtemisDiffers("returns a copy")
    void theSetOfAJmsProducersPropertyNamesFollowsItsProperties() {
        Set<String> names = producer.getPropertyNames();

        producer.setProperty("colour", "red");
        assertThat(new ArrayList<>(names)).containsExactly("colour");

        producer.clearProperties();
        assertThat(new ArrayList<>(names)).isEmpty();
    }

    @Test
    @Spec("7.5")
    void clearedPropertiesAreNotSent() throws Exception {
        producer.setProperty("colour", "red").clearProperties();
        assertThat(producer.propertyExists("colour")).isFalse();

        producer.send(queue, "body");

        assertThat(next(session.createConsumer(queue)).propertyExists("colour")).isFalse();
    }

    @Test
    @Spec("7.5")
    void clearingAJmsProducersPropertiesLeavesItsHeaders() throws Exception {
        producer.setJMSType("type")
                .setProperty("colour", "red")
                .clearProperties()
                .send(queue, "body");

        assertThat(next(session.createConsumer(queue)).getJMSType()).isEqualTo("type");
    }

    @Test
    @Spec("7.5")
    void theBodiesOfAllTypesCarryTheJmsProducersProperties() throws Exception {
        producer.setProperty("colour", "red")
                .send(queue, "text")
                .send(queue, Map.of("name", "value"))
                .send(queue, new byte[1])
                .send(queue, (Serializable) 1);

        MessageConsumer consumer = session.createConsumer(queue);

        for (int i = 0; i < 4; i++) {
            assertThat(next(consumer).getStringProperty("colour")).isEqualTo("red");
        }
    }

    @Test
    @Spec("7.5")
    void propertiesThatAreSetOnTheMessageAloneAreKept() throws Exception {
        Message message = context.createTextMessage("body");
        message.setStringProperty("colour", "red");
        message.setIntProperty("size", 4);

        producer.setProperty("colour", "blue").send(queue, message);

        Message received = next(session.createConsumer(queue));
        assertThat(received.getStringProperty("colour")).isEqualTo("blue");
        assertThat(received.getIntProperty("size")).isEqualTo(4);
    }

    @Test
    @Spec("7.5")
    void aJmsProducerDoesNotSetPropertiesOnAMessageThatWasReceived() throws Exception {
        send("hello");
        Message received = next(session.createConsumer(queue));

        assertThatThrownBy(() -> producer.setProperty("colour", "red").send(queue, received))
                .isInstanceOf(MessageNotWriteableRuntimeException.class);

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("7.5")
    void aMessageThatWasReceivedIsSentOnByAJmsProducerWithoutProperties() throws Exception {
        send("hello");
        MessageConsumer consumer = session.createConsumer(queue);
        Message received = next(consumer);

        producer.send(queue, received);

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("7.6")
    void theBodiesOfAllTypesCarryTheJmsProducersHeaders() throws Exception {
        producer.setJMSType("type")
                .setJMSCorrelationID("correlation")
                .setJMSReplyTo(queue)
                .send(queue, "text")
                .send(queue, Map.of("name", "value"))
                .send(queue, new byte[1])
                .send(queue, (Serializable) 1);

        MessageConsumer consumer = session.createConsumer(queue);

        for (int i = 0; i < 4; i++) {
            Message received = next(consumer);
            assertThat(received.getJMSType()).isEqualTo("type");
            assertThat(received.getJMSCorrelationID()).isEqualTo("correlation");
            assertThat(((Queue) received.getJMSReplyTo()).getQueueName()).isEqualTo(queue.getQueueName());
        }
    }

    @Test
    @Spec("7.6")
    void aJmsProducersReplyDestinationOverridesThatOfTheMessage() throws Exception {
        Queue replies = context.createQueue(unique("replies"));
        Message message = context.createTextMessage("body");
        message.setJMSReplyTo(queue);

        producer.setJMSReplyTo(replies).send(queue, message);

        Queue received = (Queue) next(session.createConsumer(queue)).getJMSReplyTo();
        assertThat(received.getQueueName()).isEqualTo(replies.getQueueName());
    }

    @Test
    @Spec("7.6")
    void headersThatAreSetOnTheMessageAloneAreKept() throws Exception {
        Message message = context.createTextMessage("body");
        message.setJMSType("of the message");
        message.setJMSCorrelationID("of the message");

        producer.setJMSType("of the producer").send(queue, message);

        Message received = next(session.createConsumer(queue));
        assertThat(received.getJMSType()).isEqualTo("of the producer");
        assertThat(received.getJMSCorrelationID()).isEqualTo("of the message");
    }

    @Test
    @Spec("7.6")
    void aJmsProducerTellsItsHeaders() throws Exception {
        assertThat(producer.getJMSType()).isNull();
        assertThat(producer.getJMSCorrelationID()).isNull();
        assertThat(producer.getJMSReplyTo()).isNull();

        producer.setJMSType("type").setJMSCorrelationID("correlation").setJMSReplyTo(queue);

        assertThat(producer.getJMSType()).isEqualTo("type");
        assertThat(producer.getJMSCorrelationID()).isEqualTo("correlation");
        assertThat(((Queue) producer.getJMSReplyTo()).getQueueName()).isEqualTo(queue.getQueueName());
    }

    @Test
    @Spec("7.6")
    void aCorrelationInBytesIsCopiedWhenItIsSet() throws Exception {
        byte[] correlation = {1, 2, 3};
        producer.setJMSCorrelationIDAsBytes(correlation);
        correlation[0] = 9;

        producer.send(queue, "body");

        assertThat(producer.getJMSCorrelationIDAsBytes()).containsExactly(1, 2, 3);
        assertThat(next(session.createConsumer(queue)).getJMSCorrelationIDAsBytes())
                .containsExactly(1, 2, 3);
    }

    @Test
    @Spec("7.10")
    void everySetterOfAJmsProducerReturnsIt() {
        CompletionListener none = null;

        assertThat(producer.setDeliveryDelay(0)).isSameAs(producer);
        assertThat(producer.setDeliveryMode(DeliveryMode.PERSISTENT)).isSameAs(producer);
        assertThat(producer.setDisableMessageID(true)).isSameAs(producer);
        assertThat(producer.setDisableMessageTimestamp(true)).isSameAs(producer);
        assertThat(producer.setPriority(4)).isSameAs(producer);
        assertThat(producer.setTimeToLive(0)).isSameAs(producer);
        assertThat(producer.setAsync(none)).isSameAs(producer);
        assertThat(producer.setJMSCorrelationID("id")).isSameAs(producer);
        assertThat(producer.setJMSCorrelationIDAsBytes(new byte[1])).isSameAs(producer);
        assertThat(producer.setJMSReplyTo(queue)).isSameAs(producer);
        assertThat(producer.setJMSType("type")).isSameAs(producer);
        assertThat(producer.clearProperties()).isSameAs(producer);
    }

    @Test
    @Spec("7.10")
    void everyPropertySetterOfAJmsProducerReturnsIt() {
        assertThat(producer.setProperty("p", true)).isSameAs(producer);
        assertThat(producer.setProperty("p", (byte) 1)).isSameAs(producer);
        assertThat(producer.setProperty("p", (short) 1)).isSameAs(producer);
        assertThat(producer.setProperty("p", 1)).isSameAs(producer);
        assertThat(producer.setProperty("p", 1L)).isSameAs(producer);
        assertThat(producer.setProperty("p", 1f)).isSameAs(producer);
        assertThat(producer.setProperty("p", 1.0)).isSameAs(producer);
        assertThat(producer.setProperty("p", "1")).isSameAs(producer);
        assertThat(producer.setProperty("p", (Object) 1)).isSameAs(producer);
    }

    @Test
    @Spec("7.10")
    void everySendOfAJmsProducerReturnsIt() {
        assertThat(producer.send(queue, context.createMessage())).isSameAs(producer);
        assertThat(producer.send(queue, "body")).isSameAs(producer);
        assertThat(producer.send(queue, Map.of())).isSameAs(producer);
        assertThat(producer.send(queue, new byte[1])).isSameAs(producer);
        assertThat(producer.send(queue, (Serializable) 1)).isSameAs(producer);
    }

    @Test
    @Spec("7.10")
    @ArtemisDiffers("shares the options of a send among the producers of a context")
    void aContextsProducersKnowNothingOfOneAnother() throws Exception {
        producer.setProperty("colour", "red").setJMSType("type").setPriority(9);

        JMSProducer other = context.createProducer();
        other.send(queue, "body");

        assertThat(other).isNotSameAs(producer);
        Message received = next(session.createConsumer(queue));
        assertThat(received.propertyExists("colour")).isFalse();
        assertThat(received.getJMSType()).isNull();
        assertThat(received.getJMSPriority()).isEqualTo(4);
    }
}
