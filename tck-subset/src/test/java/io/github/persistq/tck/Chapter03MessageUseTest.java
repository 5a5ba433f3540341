package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: sections 3.9 and 3.10, and what section 3.11 says of all bodies. */
class Chapter03MessageUseTest extends Statements {
    @Test
    @Spec("3.9")
    void aMessageThatWasSentMayBeChangedAndSentAgain() throws Exception {
        TextMessage message = session.createTextMessage("before");
        MessageProducer producer = session.createProducer(queue);

        producer.send(message);
        message.setText("after");
        producer.send(message);

        assertThat(drain(session.createConsumer(queue))).containsExactly("before", "after");
    }

    @Test
    @Spec("3.9")
    void aChangeOfPropertiesAfterTheSendDoesNotReachTheMessageThatWasSent() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");
        session.createProducer(queue).send(message);

        message.clearProperties();
        message.setStringProperty("shape", "round");

        Message received = next(session.createConsumer(queue));
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(received.propertyExists("shape")).isFalse();
    }

    @Test
    @Spec("3.9")
    void aChangeOfHeadersAfterTheSendDoesNotReachTheMessageThatWasSent() throws Exception {
        Message message = session.createMessage();
        message.setJMSCorrelationID("order");
        session.createProducer(queue).send(message);

        message.setJMSCorrelationID("other");
        message.setJMSType("type");

        Message received = next(session.createConsumer(queue));
        assertThat(received.getJMSCorrelationID()).isEqualTo("order");
        assertThat(received.getJMSType()).isNull();
    }

    @Test
    @Spec("3.9")
    void aChangeAfterASendInATransactionDoesNotReachTheMessageThatWasSent() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        TextMessage message = transacted.createTextMessage("before");
        transacted.createProducer(queue).send(message);

        message.setText("after");
        transacted.commit();

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("before");
    }

    @Test
    @Spec("3.9")
    void aBytesMessageThatWasSentCanBeAppendedTo() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeInt(1);
        MessageProducer producer = session.createProducer(queue);
        producer.send(message);

        message.clearBody();
        message.writeInt(2);
        producer.send(message);

        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(((BytesMessage) next(consumer)).readInt()).isEqualTo(1);
        assertThat(((BytesMessage) next(consumer)).readInt()).isEqualTo(2);
    }

    @Test
    @Spec("3.9")
    void oneMessageObjectIsSentToSeveralQueues() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        MessageProducer producer = session.createProducer(null);
        for (String name : List.of("one", "two", "three")) {
            producer.send(session.createQueue(queue.getQueueName() + name), message);
        }

        for (String name : List.of("one", "two", "three")) {
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue.getQueueName() + name));
            assertThat(drain(consumer)).containsExactly("hello");
        }
    }

    @Test
    @Spec("3.10")
    void theHeadersOfAReceivedMessageCanBeChanged() throws Exception {
        Message received = arrival(session.createTextMessage("hello"));

        received.setJMSCorrelationID("order");
        received.setJMSType("type");
        received.setJMSReplyTo(queue);

        assertThat(received.getJMSCorrelationID()).isEqualTo("order");
        assertThat(received.getJMSType()).isEqualTo("type");
        assertThat(received.getJMSReplyTo()).isEqualTo(queue);
    }

    @Test
    @Spec("3.10")
    void aReceivedMessageIsSentOnAsItIs() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        message.setStringProperty("colour", "red");
        message.setJMSCorrelationID("order");

        TextMessage sentOn = arrival(arrival(message));

        assertThat(sentOn.getText()).isEqualTo("hello");
        assertThat(sentOn.getStringProperty("colour")).isEqualTo("red");
        assertThat(sentOn.getJMSCorrelationID()).isEqualTo("order");
    }

    @Test
    @Spec("3.10")
    void aMessageThatTheConsumerChangedComesAgainAsItWas() throws Exception {
        TextMessage message = session.createTextMessage("original");
        message.setStringProperty("colour", "red");
        message.setJMSType("type");
        session.createProducer(queue).send(message);
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        TextMessage received = (TextMessage) next(consumer);
        received.clearBody();
        received.setText("changed");
        received.clearProperties();
        received.setStringProperty("shape", "round");
        received.setJMSType("changed");

        client.recover();

        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("original");
        assertThat(again.getStringProperty("colour")).isEqualTo("red");
        assertThat(again.propertyExists("shape")).isFalse();
        assertThat(again.getJMSType()).isEqualTo("type");
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    @Test
    @Spec("3.10")
    void aStreamThatTheConsumerReadComesAgainFromItsBeginning() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeInt(1);
        message.writeInt(2);
        session.createProducer(queue).send(message);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        assertThat(((StreamMessage) next(consumer)).readInt()).isEqualTo(1);

        transacted.rollback();

        assertThat(((StreamMessage) next(consumer)).readInt()).isEqualTo(1);
    }

    @Test
    @Spec("3.11")
    void eachTypeOfMessageArrivesAsItself() throws Exception {
        assertThat((Message) arrival(session.createTextMessage("hello"))).isInstanceOf(TextMessage.class);
        assertThat((Message) arrival(session.createBytesMessage())).isInstanceOf(BytesMessage.class);
        assertThat((Message) arrival(session.createMapMessage())).isInstanceOf(MapMessage.class);
        assertThat((Message) arrival(session.createStreamMessage())).isInstanceOf(StreamMessage.class);
        assertThat((Message) arrival(session.createObjectMessage("hello"))).isInstanceOf(ObjectMessage.class);
    }

    @Test
    @Spec("3.11.1")
    void clearingTheBodyLeavesPropertiesAndHeaders() throws Exception {
        for (Message message : filled()) {
            message.setStringProperty("colour", "red");
            message.setJMSType("type");

            message.clearBody();

            assertThat(message.getStringProperty("colour")).isEqualTo("red");
            assertThat(message.getJMSType()).isEqualTo("type");
        }
    }

    @Test
    @Spec("3.11.1")
    @ArtemisDiffers("delivers the text that was cleared")
    void aClearedTextIsNull() throws Exception {
        TextMessage message = session.createTextMessage("hello");

        message.clearBody();

        assertThat(message.getText()).isNull();
        assertThat(arrival(message).getText()).isNull();
    }

    @Test
    @Spec("3.11.1")
    void aClearedObjectIsNull() throws Exception {
        ObjectMessage message = session.createObjectMessage("hello");

        message.clearBody();

        assertThat(message.getObject()).isNull();
        assertThat(arrival(message).getObject()).isNull();
    }

    @Test
    @Spec("3.11.1")
    void aClearedMapIsEmpty() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setInt("count", 7);

        message.clearBody();

        assertThat(list(message.getMapNames())).isEmpty();
        assertThat(arrival(message).itemExists("count")).isFalse();
    }

    @Test
    @Spec("3.11.1")
    void clearedBytesAreWrittenFromTheBeginning() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeLong(1);

        message.clearBody();
        message.writeByte((byte) 2);

        assertThat(arrival(message).getBodyLength()).isEqualTo(1);
    }

    @Test
    @Spec("3.11.1")
    void aClearedStreamIsWrittenFromTheBeginning() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeString("old");

        message.clearBody();
        message.writeString("new");

        assertThat(arrival(message).readString()).isEqualTo("new");
    }

    @Test
    @Spec("3.11.2")
    void theBodyOfAReceivedMessageIsReadOnly() throws Exception {
        List<Message> received = new ArrayList<>();
        for (Message message : filled()) {
            received.add(arrival(message));
        }

        for (Message message : received) {
            assertThatThrownBy(() -> write(message), message.getClass().getName())
                    .isInstanceOf(MessageNotWriteableException.class);
        }
    }

    @Test
    @Spec("3.11.2")
    void theReceivedBodyIsWhatItWasAfterARefusedWrite() throws Exception {
        TextMessage received = arrival(session.createTextMessage("hello"));

        assertThatThrownBy(() -> received.setText("changed")).isInstanceOf(MessageNotWriteableException.class);

        assertThat(received.getText()).isEqualTo("hello");
    }

    @Test
    @Spec("3.11.2")
    @ArtemisDiffers("fails to write an object over a received one")
    void aReceivedBodyThatWasClearedCanBeWritten() throws Exception {
        for (Message message : filled()) {
            Message received = arrival(message);

            received.clearBody();
            write(received);

            assertThat(read(arrival(received))).isEqualTo("written");
        }
    }

    @Test
    @Spec("3.11.2")
    void clearingAReceivedBodyLeavesThePropertiesReadOnly() throws Exception {
        Message received = arrival(session.createTextMessage("hello"));

        received.clearBody();

        assertThatThrownBy(() -> received.setIntProperty("count", 1)).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    @Spec("3.11")
    void theBodyOfATextIsAString() throws Exception {
        TextMessage message = session.createTextMessage("hello");

        for (Message each : List.of(message, arrival(message))) {
            assertThat(each.getBody(String.class)).isEqualTo("hello");
            assertThat(each.getBody(CharSequence.class)).isEqualTo("hello");
            assertThat(each.getBody(Object.class)).isEqualTo("hello");
            assertThatThrownBy(() -> each.getBody(Integer.class)).isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    @Spec("3.11")
    void theBodyOfAMapIsAMap() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setString("name", "Ann");
        message.setInt("age", 17);

        for (Message each : List.of(message, arrival(message))) {
            Map<?, ?> body = each.getBody(Map.class);
            assertThat(body.get("name")).isEqualTo("Ann");
            assertThat(body.get("age")).isEqualTo(17);
            assertThat(body).hasSize(2);
            assertThatThrownBy(() -> each.getBody(String.class)).isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    @Spec("3.11")
    void theBodyOfBytesIsAByteArray() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[] {1, 2, 3});

        BytesMessage received = arrival(message);

        assertThat(received.getBody(byte[].class)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> received.getBody(String.class)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Spec("3.11")
    void theBodyOfAnObjectIsTheObject() throws Exception {
        ObjectMessage message = session.createObjectMessage(new ArrayList<>(List.of("a", "b")));

        for (Message each : List.of(message, arrival(message))) {
            assertThat((Object) each.getBody(ArrayList.class)).isEqualTo(List.of("a", "b"));
            assertThat(each.getBody(Serializable.class)).isEqualTo(List.of("a", "b"));
            assertThatThrownBy(() -> each.getBody(String.class)).isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    @Spec("3.11")
    void aStreamHasNoBodyOfOneClass() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeString("hello");

        for (Message each : List.of(message, arrival(message))) {
            assertThatThrownBy(() -> each.getBody(String.class)).isInstanceOf(MessageFormatException.class);
            assertThatThrownBy(() -> each.getBody(Object.class)).isInstanceOf(MessageFormatException.class);
            assertThat(each.isBodyAssignableTo(String.class)).isFalse();
            assertThat(each.isBodyAssignableTo(Object.class)).isFalse();
        }
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "fails with a MessageFormatException",
            reading = "the javadoc of Message.getBody says null, whatever the class")
    void aMessageWithoutABodyHasANullBodyOfAnyClass() throws Exception {
        Message message = session.createMessage();

        for (Message each : List.of(message, arrival(message))) {
            assertThat(each.getBody(String.class)).isNull();
            assertThat((Object) each.getBody(Map.class)).isNull();
            assertThat(each.isBodyAssignableTo(String.class)).isTrue();
            assertThat(each.isBodyAssignableTo(Integer.class)).isTrue();
        }
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "returns an empty map as the body, whatever the class",
            reading = "the javadoc of Message.getBody says null for a message without a body")
    void anEmptyBodyIsNullWhateverTheClass() throws Exception {
        List<Message> empty = List.of(
                session.createTextMessage(),
                session.createObjectMessage(),
                session.createMapMessage(),
                session.createBytesMessage());

        for (Message message : empty) {
            Message received = arrival(message);
            assertThat(received.getBody(String.class))
                    .as(received.getClass().getName())
                    .isNull();
            assertThat(received.isBodyAssignableTo(Integer.class))
                    .as(received.getClass().getName())
                    .isTrue();
        }
    }

    @Test
    @Spec("3.11")
    void aBodyIsAssignableToTheClassesThatItIsReadAs() throws Exception {
        TextMessage text = session.createTextMessage("hello");
        MapMessage map = session.createMapMessage();
        map.setInt("count", 7);
        ObjectMessage object = session.createObjectMessage(7);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(7);

        assertThat(text.isBodyAssignableTo(String.class)).isTrue();
        assertThat(text.isBodyAssignableTo(Map.class)).isFalse();
        assertThat(map.isBodyAssignableTo(Map.class)).isTrue();
        assertThat(map.isBodyAssignableTo(String.class)).isFalse();
        assertThat(object.isBodyAssignableTo(Integer.class)).isTrue();
        assertThat(object.isBodyAssignableTo(Number.class)).isTrue();
        assertThat(object.isBodyAssignableTo(String.class)).isFalse();
        assertThat(arrival(bytes).isBodyAssignableTo(byte[].class)).isTrue();
        assertThat(arrival(bytes).isBodyAssignableTo(String.class)).isFalse();
    }

    /** A message of each type that has a body, with something in it. */
    private List<Message> filled() throws Exception {
        MapMessage map = session.createMapMessage();
        map.setString("value", "old");
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeUTF("old");
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("old");
        return List.of(session.createTextMessage("old"), session.createObjectMessage("old"), map, bytes, stream);
    }

    private static void write(Message message) throws Exception {
        if (message instanceof TextMessage text) {
            text.setText("written");
        } else if (message instanceof ObjectMessage object) {
            object.setObject("written");
        } else if (message instanceof MapMessage map) {
            map.setString("value", "written");
        } else if (message instanceof BytesMessage bytes) {
            bytes.writeUTF("written");
        } else {
            ((StreamMessage) message).writeString("written");
        }
    }

    private static Object read(Message message) throws Exception {
        if (message instanceof TextMessage text) {
            return text.getText();
        } else if (message instanceof ObjectMessage object) {
            return object.getObject();
        } else if (message instanceof MapMessage map) {
            return map.getString("value");
        } else if (message instanceof BytesMessage bytes) {
            return bytes.readUTF();
        } else {
            return ((StreamMessage) message).readString();
        }
    }
}
