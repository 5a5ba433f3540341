package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model. */
class Chapter03MessageTest extends Statements {
    @Test
    @Spec("3.4.3")
    void aSentMessageHasAnIdentifierOfItsOwnThatStartsWithId() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message first = session.createTextMessage("first");
        Message second = session.createTextMessage("second");

        producer.send(first);
        producer.send(second);

        assertThat(first.getJMSMessageID()).startsWith("ID:").isNotEqualTo(second.getJMSMessageID());
        assertThat(second.getJMSMessageID()).startsWith("ID:");
        assertThat(next(session.createConsumer(queue)).getJMSMessageID()).isEqualTo(first.getJMSMessageID());
    }

    @Test
    @Spec("3.4.4")
    void theTimestampLiesBetweenTheCallAndTheReturnOfSend() throws Exception {
        Message message = session.createTextMessage("hello");

        long before = System.currentTimeMillis();
        session.createProducer(queue).send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSTimestamp()).isBetween(before, after);
    }

    @Test
    @Spec("3.4.9")
    void theExpirationIsTheTimeOfTheSendPlusTheTimeToLive() throws Exception {
        Message message = session.createTextMessage("hello");
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(60_000);

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSExpiration()).isBetween(before + 60_000, after + 60_000);
        assertThat(next(session.createConsumer(queue)).getJMSExpiration()).isEqualTo(message.getJMSExpiration());
    }

    @Test
    @Spec("3.4.9")
    void withoutATimeToLiveTheExpirationIsZero() throws Exception {
        send("hello");

        assertThat(next(session.createConsumer(queue)).getJMSExpiration()).isZero();
    }

    @Test
    @Spec("3.4.11")
    void aSendOverwritesTheHeadersThatAreNotTheClientsToSet() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSDestination(session.createQueue("elsewhere"));
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(9);
        message.setJMSExpiration(1);
        message.setJMSMessageID("ID:mine");

        session.createProducer(queue).send(message);

        for (Message seen : List.of(message, next(session.createConsumer(queue)))) {
            assertThat(seen.getJMSDestination()).isEqualTo(queue);
            assertThat(seen.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(seen.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
            assertThat(seen.getJMSExpiration()).isZero();
            assertThat(seen.getJMSMessageID()).isNotEqualTo("ID:mine");
        }
    }

    @Test
    @Spec("3.4.13")
    void theDeliveryTimeIsTheTimeOfTheSendPlusTheDelay() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(50);
        Message message = session.createTextMessage("hello");

        long before = System.currentTimeMillis();
        producer.send(message);
        long after = System.currentTimeMillis();

        assertThat(message.getJMSDeliveryTime()).isBetween(before + 50, after + 50);
        assertThat(next(session.createConsumer(queue)).getJMSDeliveryTime()).isEqualTo(message.getJMSDeliveryTime());
    }

    @Test
    @Spec("3.5.3")
    void thePropertiesOfAReceivedMessageAreReadOnly() throws Exception {
        send("hello");

        Message received = next(session.createConsumer(queue));

        assertThatThrownBy(() -> received.setIntProperty("count", 1)).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    @Spec("3.5.4")
    void aPropertyIsReadAsAWiderTypeOrAStringButNotAsANarrowerOne() throws Exception {
        Message message = session.createMessage();
        message.setIntProperty("count", 7);

        assertThat(message.getLongProperty("count")).isEqualTo(7);
        assertThat(message.getStringProperty("count")).isEqualTo("7");
        assertThatThrownBy(() -> message.getShortProperty("count")).isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Spec("3.5.5")
    void aPropertyIsNotSetToAnObjectOfAnotherClass() throws Exception {
        Message message = session.createMessage();

        assertThatThrownBy(() -> message.setObjectProperty("list", List.of()))
                .isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Spec("3.5.6")
    void thePropertyNamesLeaveTheHeadersOut() throws Exception {
        Message message = session.createMessage();
        message.setJMSType("type");
        message.setStringProperty("colour", "red");

        List<?> names = list(message.getPropertyNames());

        assertThat(names)
                .map(String::valueOf)
                .contains("colour")
                .doesNotContain("JMSType", "JMSPriority", "JMSDeliveryMode", "JMSMessageID", "JMSRedelivered");
    }

    @Test
    @Spec("3.5.7")
    void clearingThePropertiesLeavesTheBody() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        message.setStringProperty("colour", "red");

        message.clearProperties();

        assertThat(message.propertyExists("colour")).isFalse();
        assertThat(message.getText()).isEqualTo("hello");
    }

    @Test
    @Spec("3.5.8")
    void aPropertyThatWasNotSetIsReadAsNull() throws Exception {
        Message message = session.createMessage();

        assertThat(message.getStringProperty("absent")).isNull();
        assertThat(message.getBooleanProperty("absent")).isFalse();
        assertThatThrownBy(() -> message.getIntProperty("absent")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    @Spec("3.5.11")
    void theFirstDeliveryCountsOneAndIsNotARedelivery() throws Exception {
        send("hello");

        Message received = next(session.createConsumer(queue));

        assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(received.getJMSRedelivered()).isFalse();
    }

    @Test
    @Spec("3.8.1.1")
    void aSelectorWithASyntaxErrorIsRefusedWhenItIsPresented() {
        assertThatThrownBy(() -> session.createConsumer(queue, "colour = 'red"))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Spec("3.8.1.1")
    void aStringPropertyIsNotANumberInASelector() throws Exception {
        Message text = session.createTextMessage("text");
        text.setStringProperty("orders", "2");
        Message number = session.createTextMessage("number");
        number.setIntProperty("orders", 2);
        MessageProducer producer = session.createProducer(queue);
        producer.send(text);
        producer.send(number);

        assertThat(drain(session.createConsumer(queue, "orders > 1"))).containsExactly("number");
    }

    @Test
    @Spec("3.8.1.2")
    void neitherAComparisonWithAnAbsentPropertyNorItsNegationMatches() throws Exception {
        send("colourless");

        assertThat(drain(session.createConsumer(queue, "colour = 'red'"))).isEmpty();
        assertThat(drain(session.createConsumer(queue, "NOT (colour = 'red')"))).isEmpty();
        assertThat(drain(session.createConsumer(queue, "colour IS NULL"))).containsExactly("colourless");
    }

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
    @Spec("3.10")
    void aMessageThatTheConsumerChangedComesAgainAsItWas() throws Exception {
        send("original");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        TextMessage received = (TextMessage) next(consumer);
        received.clearBody();
        received.setText("changed");
        received.clearProperties();
        received.setStringProperty("colour", "red");

        client.recover();

        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("original");
        assertThat(again.propertyExists("colour")).isFalse();
    }

    @Test
    @Spec("3.11.1")
    void clearingTheBodyLeavesTheProperties() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        message.setStringProperty("colour", "red");

        message.clearBody();

        assertThat(message.getText()).isNull();
        assertThat(message.getStringProperty("colour")).isEqualTo("red");
    }

    @Test
    @Spec("3.11.2")
    void theBodyOfAReceivedMessageIsReadOnlyUntilItIsCleared() throws Exception {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);
        session.createProducer(queue).send(bytes);

        BytesMessage received = (BytesMessage) next(session.createConsumer(queue));

        assertThatThrownBy(() -> received.writeInt(2)).isInstanceOf(MessageNotWriteableException.class);
        received.clearBody();
        received.writeInt(2);
        received.reset();
        assertThat(received.readInt()).isEqualTo(2);
    }

    @Test
    @Spec("3.11.3")
    @ArtemisDiffers("moves on after a NumberFormatException, and then meets the end of the stream")
    void aFailedReadOfAStreamLeavesItsPlace() throws Exception {
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("seven");
        session.createProducer(queue).send(stream);
        StreamMessage received = (StreamMessage) next(session.createConsumer(queue));

        assertThatThrownBy(received::readInt).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(received::readChar).isInstanceOf(MessageFormatException.class);

        assertThat(received.readString()).isEqualTo("seven");
    }

    @Test
    @Spec("3.12")
    void aMessageOfAnotherImplementationIsSent() throws Exception {
        TextMessage foreign = foreign(session.createTextMessage("hello"));
        foreign.setStringProperty("colour", "red");

        session.createProducer(queue).send(foreign);

        Message received = next(session.createConsumer(queue));
        assertThat(text(received)).isEqualTo("hello");
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(foreign.getJMSMessageID()).isEqualTo(received.getJMSMessageID());
    }

    /** The message behind a class that no provider knows. */
    private static TextMessage foreign(TextMessage message) {
        return (TextMessage) Proxy.newProxyInstance(
                Statements.class.getClassLoader(), new Class<?>[] {TextMessage.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(message, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
