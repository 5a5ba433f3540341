package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.JmsQueue;
import io.github.persistq.internal.destination.JmsTopic;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import org.junit.jupiter.api.Test;

class ForeignMessagesTest {
    private static final SendStamp STAMP = new SendStamp("ID:9", 1, DestinationRef.topic("t"), false, 2, 3, 4);

    @Test
    void copiesATextMessage() throws Exception {
        JmsTextMessage theirs = MessageFactory.text();
        theirs.setText("\uD83Dhello");

        JmsMessage copy = ForeignMessages.copyOf(foreign(TextMessage.class, theirs, Map.of()));

        assertThat(((JmsTextMessage) copy).getText()).isEqualTo("\uD83Dhello");
    }

    @Test
    void copiesATextMessageWithoutText() throws Exception {
        JmsMessage copy = ForeignMessages.copyOf(foreign(TextMessage.class, MessageFactory.text(), Map.of()));

        assertThat(((JmsTextMessage) copy).getText()).isNull();
    }

    @Test
    void copiesABytesMessageThatIsStillBeingWritten() throws Exception {
        JmsBytesMessage theirs = MessageFactory.bytes();
        byte[] content = new byte[20_000];
        content[19_999] = 7;
        theirs.writeBytes(content);

        JmsMessage copy = ForeignMessages.copyOf(foreign(BytesMessage.class, theirs, Map.of()));

        assertThat(copy.encode().body().toArray()).isEqualTo(content);
    }

    @Test
    void copiesABytesMessageFromItsStartAndRewindsIt() throws Exception {
        JmsBytesMessage theirs = MessageFactory.bytes();
        theirs.writeInt(7);
        JmsBytesMessage received = Messages.received(theirs);
        received.readByte();

        JmsMessage copy = ForeignMessages.copyOf(foreign(BytesMessage.class, received, Map.of()));

        assertThat(copy.getBody(byte[].class)).containsExactly(0, 0, 0, 7);
        assertThat(received.readInt()).isEqualTo(7);
    }

    @Test
    void copiesAMapMessage() throws Exception {
        JmsMapMessage theirs = MessageFactory.map();
        theirs.setInt("a", 1);
        theirs.setBytes("b", new byte[] {2});
        theirs.setChar("c", 'x');
        theirs.setString("d", null);

        JmsMapMessage copy = (JmsMapMessage) ForeignMessages.copyOf(foreign(MapMessage.class, theirs, Map.of()));

        assertThat(copy.getInt("a")).isEqualTo(1);
        assertThat(copy.getBytes("b")).containsExactly(2);
        assertThat(copy.getChar("c")).isEqualTo('x');
        assertThat(copy.itemExists("d")).isTrue();
    }

    @Test
    void copiesAStreamMessageAndRewindsIt() throws Exception {
        JmsStreamMessage theirs = MessageFactory.stream();
        theirs.writeInt(1);
        theirs.writeObject(null);
        theirs.writeBytes(new byte[] {3});

        JmsStreamMessage copy =
                (JmsStreamMessage) ForeignMessages.copyOf(foreign(StreamMessage.class, theirs, Map.of()));

        copy.reset();
        assertThat(copy.readInt()).isEqualTo(1);
        assertThat(copy.readObject()).isNull();
        assertThat((byte[]) copy.readObject()).containsExactly(3);
        assertThat(theirs.readInt()).isEqualTo(1);
    }

    @Test
    void copiesAnObjectMessageOfAnyClass() throws Exception {
        JmsObjectMessage theirs = MessageFactory.object(Trust.JDK_VALUES);
        theirs.setObject(new Parcel("p", null));

        JmsObjectMessage copy =
                (JmsObjectMessage) ForeignMessages.copyOf(foreign(ObjectMessage.class, theirs, Map.of()));

        assertThat(((Parcel) copy.getObject()).label).isEqualTo("p");
    }

    @Test
    void copiesAPlainMessageWithItsProperties() throws Exception {
        JmsPlainMessage theirs = MessageFactory.plain();
        theirs.setIntProperty("a", 1);
        theirs.setStringProperty("b", "x");
        theirs.setDoubleProperty("JMS_VENDOR", 0.5);

        JmsMessage copy = ForeignMessages.copyOf(foreign(Message.class, theirs, Map.of()));

        assertThat(copy).isInstanceOf(JmsPlainMessage.class);
        assertThat(Collections.list(copy.getPropertyNames())).containsExactly("a", "b", "JMS_VENDOR");
        assertThat(copy.getObjectProperty("a")).isEqualTo(1);
        assertThat(copy.getObjectProperty("JMS_VENDOR")).isEqualTo(0.5);
    }

    @Test
    void copiesTheHeaders() throws Exception {
        JmsPlainMessage theirs = MessageFactory.plain();
        theirs.stamp(STAMP);
        theirs.setJMSCorrelationID("c");
        theirs.setJMSType("type");
        theirs.setJMSReplyTo(new JmsQueue("answers"));
        theirs.setJMSRedelivered(true);

        JmsMessage copy = ForeignMessages.copyOf(foreign(Message.class, theirs, Map.of()));

        assertThat(copy.getJMSMessageID()).isEqualTo("ID:9");
        assertThat(copy.getJMSTimestamp()).isEqualTo(1);
        assertThat(copy.getJMSCorrelationID()).isEqualTo("c");
        assertThat(copy.getJMSType()).isEqualTo("type");
        assertThat(copy.getJMSReplyTo()).isEqualTo(new JmsQueue("answers"));
        assertThat(copy.getJMSRedelivered()).isTrue();
        assertThat(copy.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(copy.getJMSPriority()).isEqualTo(2);
        assertThat(copy.getJMSExpiration()).isEqualTo(3);
        assertThat(copy.getJMSDeliveryTime()).isEqualTo(4);
    }

    @Test
    void takesAForeignReplyToByItsName() throws Exception {
        Topic news = () -> "news";
        Message theirs = foreign(Message.class, MessageFactory.plain(), Map.of("getJMSReplyTo", news));

        JmsMessage copy = ForeignMessages.copyOf(theirs);

        assertThat(copy.getJMSReplyTo()).isEqualTo(new JmsTopic("news"));
    }

    @Test
    void copiesACorrelationIdThatThereIsOnlyInBytes() throws Exception {
        JmsPlainMessage theirs = MessageFactory.plain();
        theirs.setJMSCorrelationIDAsBytes(new byte[] {(byte) 0xFF});
        Message foreign = foreign(Message.class, theirs, Map.of("getJMSCorrelationID", Answer.NULL));

        assertThat(ForeignMessages.copyOf(foreign).getJMSCorrelationIDAsBytes()).containsExactly(0xFF);
    }

    @Test
    void copiesMessagesOfProvidersWithoutCorrelationIdsInBytes() throws Exception {
        Message theirs = foreign(
                Message.class, MessageFactory.plain(), Map.of("getJMSCorrelationIDAsBytes", Answer.UNSUPPORTED));

        assertThat(ForeignMessages.copyOf(theirs).getJMSCorrelationID()).isNull();
    }

    @Test
    void toleratesADeliveryModeAndPriorityThatOnlyTheOtherProviderKnows() throws Exception {
        Message theirs =
                foreign(Message.class, MessageFactory.plain(), Map.of("getJMSDeliveryMode", 0, "getJMSPriority", 17));

        JmsMessage copy = ForeignMessages.copyOf(theirs);

        assertThat(copy.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(copy.getJMSPriority()).isEqualTo(9);
    }

    @Test
    void leavesOutPropertiesUnderNamesThatAreKeptForHeaders() throws Exception {
        Message theirs = foreign(
                Message.class,
                MessageFactory.plain(),
                Map.of(
                        "getPropertyNames",
                        new Vector<>(List.of("JMSPriority", "ok")).elements(),
                        "getObjectProperty",
                        "x"));

        JmsMessage copy = ForeignMessages.copyOf(theirs);

        assertThat(Collections.list(copy.getPropertyNames())).containsExactly("ok");
    }

    @Test
    void reportsAPropertyNameThatCannotBeTakenIn() {
        Message theirs = foreign(
                Message.class,
                MessageFactory.plain(),
                Map.of("getPropertyNames", new Vector<>(List.of("a-b")).elements(), "getObjectProperty", 1));

        assertThatThrownBy(() -> ForeignMessages.copyOf(theirs))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("'a-b'");
    }

    @Test
    void reportsContentThatNoMessageMayHold() throws Exception {
        JmsMapMessage theirs = MessageFactory.map();
        theirs.setInt("a", 1);
        Message foreign = foreign(MapMessage.class, theirs, Map.of("getObject", List.of()));

        assertThatThrownBy(() -> ForeignMessages.copyOf(foreign)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void writesTheHeadersOfASendOntoTheCallersObject() throws Exception {
        JmsPlainMessage theirs = MessageFactory.plain();

        ForeignMessages.stamp(foreign(Message.class, theirs, Map.of()), STAMP);

        assertThat(theirs.getJMSMessageID()).isEqualTo("ID:9");
        assertThat(theirs.getJMSTimestamp()).isEqualTo(1);
        assertThat(theirs.getJMSDestination()).isEqualTo(new JmsTopic("t"));
        assertThat(theirs.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(theirs.getJMSPriority()).isEqualTo(2);
        assertThat(theirs.getJMSExpiration()).isEqualTo(3);
        assertThat(theirs.getJMSDeliveryTime()).isEqualTo(4);
    }

    @Test
    void copiesOneOfOurOwnMessagesAsWell() throws JMSException {
        JmsTextMessage ours = MessageFactory.text();
        ours.setText("x");
        JmsTextMessage received = Messages.received(ours);

        JmsTextMessage copy = (JmsTextMessage) ForeignMessages.copyOf(received);

        copy.setText("y");
        assertThat(received.getText()).isEqualTo("x");
    }

    /** Answers that a map of values cannot hold. */
    private enum Answer {
        NULL,
        UNSUPPORTED
    }

    /** A message of a class that is not ours: passes calls on to one of ours, except those that have an answer. */
    private static <T extends Message> T foreign(Class<T> type, JmsMessage content, Map<String, Object> answers) {
        Object proxy = Proxy.newProxyInstance(
                ForeignMessagesTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == Answer.NULL) {
                        return null;
                    } else if (answer == Answer.UNSUPPORTED) {
                        throw new UnsupportedOperationException(method.getName());
                    } else if (answer != null) {
                        return answer;
                    }
                    try {
                        return method.invoke(content, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }
}
