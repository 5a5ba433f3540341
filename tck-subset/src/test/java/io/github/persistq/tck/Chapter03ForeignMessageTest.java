package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.12, messages whose implementation is not the provider's. */
class Chapter03ForeignMessageTest extends Statements {
    @Test
    @Spec("3.12")
    void aForeignTextIsSent() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage("hello"), TextMessage.class);

        assertThat(text(sent(foreign))).isEqualTo("hello");
    }

    @Test
    @Spec("3.12")
    void aForeignTextWithoutATextIsSent() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage(), TextMessage.class);

        assertThat(text(sent(foreign))).isNull();
    }

    @Test
    @Spec("3.12")
    void aForeignBytesMessageIsSent() throws Exception {
        BytesMessage foreign = ForeignMessage.like(session.createBytesMessage(), BytesMessage.class);
        foreign.writeBytes(new byte[] {1, 2, 3});

        assertThat(sent(foreign).getBody(byte[].class)).containsExactly(1, 2, 3);
    }

    @Test
    @Spec("3.12")
    void aForeignMapIsSentWithTheTypesOfItsEntries() throws Exception {
        MapMessage foreign = ForeignMessage.like(session.createMapMessage(), MapMessage.class);
        foreign.setInt("count", 7);
        foreign.setChar("char", 'c');
        foreign.setBytes("bytes", new byte[] {1});
        foreign.setString("nothing", null);

        MapMessage received = (MapMessage) sent(foreign);

        assertThat(received.getObject("count")).isEqualTo(7);
        assertThat(received.getObject("char")).isEqualTo('c');
        assertThat(received.getBytes("bytes")).containsExactly(1);
        assertThat(received.itemExists("nothing")).isTrue();
    }

    @Test
    @Spec("3.12")
    void aForeignStreamIsSentWithTheTypesOfItsValues() throws Exception {
        StreamMessage foreign = ForeignMessage.like(session.createStreamMessage(), StreamMessage.class);
        foreign.writeShort((short) 7);
        foreign.writeString("hello");
        foreign.writeObject(null);
        foreign.writeBytes(new byte[] {1, 2});

        StreamMessage received = (StreamMessage) sent(foreign);

        assertThat(received.readObject()).isEqualTo((short) 7);
        assertThat(received.readObject()).isEqualTo("hello");
        assertThat(received.readObject()).isNull();
        assertThat((byte[]) received.readObject()).containsExactly(1, 2);
    }

    @Test
    @Spec("3.12")
    void aForeignObjectIsSent() throws Exception {
        ObjectMessage foreign = ForeignMessage.like(session.createObjectMessage(42), ObjectMessage.class);

        assertThat(((ObjectMessage) sent(foreign)).getObject()).isEqualTo(42);
    }

    @Test
    @Spec("3.12")
    void aForeignMessageWithoutABodyIsSent() throws Exception {
        Message foreign = ForeignMessage.like(session.createMessage(), Message.class);
        foreign.setStringProperty("colour", "red");

        assertThat(sent(foreign).getStringProperty("colour")).isEqualTo("red");
    }

    @Test
    @Spec("3.12")
    void thePropertiesOfAForeignMessageArriveWithTheirTypes() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage("hello"), TextMessage.class);
        List<Object> values = List.of(true, (byte) 1, (short) 2, 3, 4L, 5f, 6.0, "seven");
        for (int i = 0; i < values.size(); i++) {
            foreign.setObjectProperty("value" + i, values.get(i));
        }

        Message received = sent(foreign);

        for (int i = 0; i < values.size(); i++) {
            assertThat(received.getObjectProperty("value" + i)).isEqualTo(values.get(i));
        }
    }

    @Test
    @Spec("3.12")
    void theClientsHeadersOfAForeignMessageArrive() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage("hello"), TextMessage.class);
        foreign.setJMSCorrelationID("order");
        foreign.setJMSType("type");
        foreign.setJMSReplyTo(queue);

        Message received = sent(foreign);

        assertThat(received.getJMSCorrelationID()).isEqualTo("order");
        assertThat(received.getJMSType()).isEqualTo("type");
        assertThat(received.getJMSReplyTo()).isEqualTo(queue);
    }

    @Test
    @Spec("3.4.11")
    void aSendSetsTheHeadersOfAForeignMessage() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage("hello"), TextMessage.class);
        foreign.setJMSMessageID("ID:mine");
        foreign.setJMSPriority(1);
        MessageProducer producer = session.createProducer(queue);
        long before = System.currentTimeMillis();

        producer.send(foreign, DeliveryMode.NON_PERSISTENT, 7, 60_000);

        Message received = next(session.createConsumer(queue));
        assertThat(foreign.getJMSMessageID())
                .isEqualTo(received.getJMSMessageID())
                .isNotEqualTo("ID:mine");
        assertThat(foreign.getJMSDestination()).isEqualTo(queue);
        assertThat(foreign.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(foreign.getJMSPriority()).isEqualTo(7);
        assertThat(foreign.getJMSTimestamp()).isGreaterThanOrEqualTo(before);
        assertThat(foreign.getJMSExpiration())
                .isEqualTo(received.getJMSExpiration())
                .isPositive();
        assertThat(foreign.getJMSDeliveryTime()).isEqualTo(received.getJMSDeliveryTime());
    }

    @Test
    @Spec("3.12")
    void aForeignMessageIsSentTwice() throws Exception {
        StreamMessage foreign = ForeignMessage.like(session.createStreamMessage(), StreamMessage.class);
        foreign.writeInt(7);

        assertThat(((StreamMessage) sent(foreign)).readInt()).isEqualTo(7);
        assertThat(((StreamMessage) sent(foreign)).readInt()).isEqualTo(7);
    }

    @Test
    @Spec("3.12")
    void aReceivedMessageBehindAForeignClassIsSentOn() throws Exception {
        TextMessage received = arrival(session.createTextMessage("hello"));

        assertThat(text(sent(ForeignMessage.like(received, TextMessage.class)))).isEqualTo("hello");
    }

    @Test
    @Spec("3.12")
    void aJmsProducerSendsAForeignMessage() throws Exception {
        TextMessage foreign = ForeignMessage.like(session.createTextMessage("hello"), TextMessage.class);

        try (JMSContext context = factory.createContext()) {
            context.createProducer().setPriority(7).setProperty("colour", "red").send(queue, foreign);
        }

        Message received = next(session.createConsumer(queue));
        assertThat(text(received)).isEqualTo("hello");
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(foreign.getJMSPriority()).isEqualTo(7);
        assertThat(foreign.getJMSMessageID()).isEqualTo(received.getJMSMessageID());
    }

    @Test
    @Spec("3.12")
    void aMessageOfAnotherProviderIsSent() throws Exception {
        Provider other = Providers.all().stream()
                .filter(each -> each.isArtemis() != provider.isArtemis())
                .findFirst()
                .orElseThrow();
        Store otherStore = other.open(scratch.resolve("other"));
        try (JMSContext context = otherStore.factory().createContext()) {
            MapMessage foreign = context.createMapMessage();
            foreign.setLong("count", 7);
            foreign.setStringProperty("colour", "red");

            MapMessage received = (MapMessage) sent(foreign);

            assertThat(received.getObject("count")).isEqualTo(7L);
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
            assertThat(foreign.getJMSMessageID()).isEqualTo(received.getJMSMessageID());
        } finally {
            otherStore.close();
        }
    }

    /** What arrives, which is not of the class that was sent. */
    private Message sent(Message foreign) throws Exception {
        session.createProducer(queue).send(foreign);
        try (var consumer = session.createConsumer(queue)) {
            return next(consumer);
        }
    }
}
