package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 10, exceptions: where the specification says which one must be thrown. */
class Chapter10ExceptionsTest extends Statements {
    @Test
    @Spec("10.2")
    void anExceptionTellsWhatIsWrong() {
        assertThatThrownBy(() -> session.createConsumer(queue, "colour <> ("))
                .isInstanceOf(JMSException.class)
                .message()
                .isNotBlank();
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(queue, "colour <> ("))
                    .isInstanceOf(JMSRuntimeException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    @Spec("10.3")
    void aCommitOfASessionThatIsNotTransactedIsIllegal() {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    void aClientIdentifierThatIsInUseIsInvalid() throws Exception {
        String id = unique("client");
        newConnection().setClientID(id);
        Connection other = newConnection();

        assertThatThrownBy(() -> other.setClientID(id)).isInstanceOf(InvalidClientIDException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.setClientID(id)).isInstanceOf(InvalidClientIDRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    void noDestinationIsAnInvalidOne() {
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(null))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
            assertThatThrownBy(() -> context.createProducer().send(null, "hello"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    @ArtemisDiffers("throws a JMSException of no subclass")
    void aDeletedTemporaryQueueIsNoLongerValid() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        temporary.delete();

        assertThatThrownBy(() -> session.createConsumer(temporary)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("10.3")
    @ArtemisDiffers("creates the deleted temporary queue anew")
    void nothingIsSentToADeletedTemporaryQueue() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        temporary.delete();
        Message message = session.createMessage();

        assertThatThrownBy(() -> session.createProducer(null).send(temporary, message))
                .isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createProducer().send(temporary, "hello"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    void aDestinationThatIsNotUnderstoodIsInvalid() {
        Destination neitherQueueNorTopic = new Destination() {};

        assertThatThrownBy(() -> session.createConsumer(neitherQueueNorTopic))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(neitherQueueNorTopic))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("10.3")
    void aSelectorOfInvalidSyntaxIsRefused() {
        for (String selector : List.of("colour <> (", "colour LIKE 7", "colour BETWEEN 'foo' AND", "= 4")) {
            assertThatThrownBy(() -> session.createConsumer(queue, selector))
                    .as(selector)
                    .isInstanceOf(InvalidSelectorException.class);
            assertThatThrownBy(() -> session.createBrowser(queue, selector).getEnumeration())
                    .as(selector)
                    .isInstanceOf(InvalidSelectorException.class);
        }
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createBrowser(queue, "colour <> (").getEnumeration())
                    .isInstanceOfAny(InvalidSelectorException.class, InvalidSelectorRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    void theEndOfAStreamMessageIsUnexpected() throws Exception {
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(1);
        stream.reset();
        assertThat(stream.readInt()).isEqualTo(1);

        assertThatThrownBy(stream::readInt).isInstanceOf(MessageEOFException.class);
    }

    @Test
    @Spec("10.3")
    void theEndOfABytesMessageIsUnexpected() throws Exception {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeByte((byte) 1);
        bytes.reset();

        assertThatThrownBy(bytes::readInt).isInstanceOf(MessageEOFException.class);
    }

    @Test
    @Spec("10.3")
    void aStreamMessageTakesNoObjectsOfOtherClassesAndNoWrongReads() throws Exception {
        StreamMessage stream = session.createStreamMessage();

        assertThatThrownBy(() -> stream.writeObject(List.of())).isInstanceOf(MessageFormatException.class);

        stream.writeBoolean(true);
        stream.reset();
        assertThatThrownBy(stream::readShort).isInstanceOf(MessageFormatException.class);
    }

    @Test
    @Spec("10.3")
    void aPropertyOfAnotherTypeIsAFormatError() throws Exception {
        Message message = session.createMessage();
        message.setBooleanProperty("flag", true);

        assertThatThrownBy(() -> message.getShortProperty("flag")).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setObjectProperty("list", List.of()))
                .isInstanceOf(MessageFormatException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createProducer().setProperty("list", List.of()))
                    .isInstanceOf(MessageFormatRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    void aTextThatIsNoNumberIsANumberFormatError() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("number", "four");
        MapMessage map = session.createMapMessage();
        map.setString("number", "four");

        assertThatThrownBy(() -> message.getIntProperty("number")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> map.getLong("number")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    @Spec("10.3")
    void aWriteOnlyMessageIsNotRead() throws Exception {
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(1);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);

        assertThatThrownBy(stream::readInt).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(bytes::readInt).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(bytes::getBodyLength).isInstanceOf(MessageNotReadableException.class);
    }

    @Test
    @Spec("10.3")
    void aReadOnlyMessageIsNotWritten() throws Exception {
        send("hello");
        TextMessage received = (TextMessage) next(session.createConsumer(queue));

        assertThatThrownBy(() -> received.setText("changed")).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> received.setIntProperty("size", 4)).isInstanceOf(MessageNotWriteableException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() ->
                            context.createProducer().setProperty("size", 4).send(queue, received))
                    .isInstanceOf(MessageNotWriteableRuntimeException.class);
        }
    }

    @Test
    @Spec("10.3")
    @ArtemisDiffers("throws a NullPointerException")
    void aMessageThatCannotBeAcceptedIsAFormatError() throws Exception {
        Session any = session;

        assertThatThrownBy(() -> any.createProducer(queue).send((Message) null))
                .isInstanceOf(MessageFormatException.class);
    }
}
