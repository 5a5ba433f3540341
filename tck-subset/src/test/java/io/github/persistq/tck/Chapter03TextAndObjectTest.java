package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.11, texts and objects. */
class Chapter03TextAndObjectTest extends Statements {
    @Test
    @Spec("3.11")
    void aTextArrives() throws Exception {
        assertThat(arrival(session.createTextMessage("hello")).getText()).isEqualTo("hello");
    }

    @Test
    @Spec("3.11")
    void aTextOfAnyCharactersArrives() throws Exception {
        String text = "<a>Größe 名前 \uD83D\uDE00</a>\r\n\t\0\uFFFF";

        assertThat(arrival(session.createTextMessage(text)).getText()).isEqualTo(text);
    }

    @Test
    @Spec("3.11")
    void aTextWithHalfACharacterArrives() throws Exception {
        String text = "half \uD83D of a pair";

        assertThat(arrival(session.createTextMessage(text)).getText()).isEqualTo(text);
    }

    @Test
    @Spec("3.11")
    void anEmptyTextIsNotNull() throws Exception {
        assertThat(arrival(session.createTextMessage("")).getText()).isEmpty();
    }

    @Test
    @Spec("3.11")
    void aTextIsNullUntilItIsSet() throws Exception {
        TextMessage message = session.createTextMessage();

        assertThat(message.getText()).isNull();
        assertThat(arrival(message).getText()).isNull();
    }

    @Test
    @Spec("3.12")
    void aTextMayBeSetToNull() throws Exception {
        TextMessage message = session.createTextMessage("hello");

        message.setText(null);

        assertThat(message.getText()).isNull();
        assertThat(arrival(message).getText()).isNull();
    }

    @Test
    @Spec("3.11")
    void aTextOfAMillionCharactersArrives() throws Exception {
        String text = "0123456789".repeat(100_000);
        session.createProducer(queue).send(session.createTextMessage(text));

        assertThat(nextText(session.createConsumer(queue))).isEqualTo(text);
    }

    @Test
    @Spec("3.11")
    void anObjectArrives() throws Exception {
        ObjectMessage message = session.createObjectMessage();
        message.setObject(42);

        assertThat(arrival(message).getObject()).isEqualTo(42);
    }

    @Test
    @Spec("3.11")
    void aCollectionOfObjectsArrives() throws Exception {
        HashMap<String, List<Integer>> map = new HashMap<>(Map.of("primes", new ArrayList<>(List.of(2, 3, 5))));

        assertThat(arrival(session.createObjectMessage(map)).getObject()).isEqualTo(map);
    }

    @Test
    @Spec("3.11")
    void anObjectIsNullUntilItIsSet() throws Exception {
        ObjectMessage message = session.createObjectMessage();

        assertThat(message.getObject()).isNull();
        assertThat(arrival(message).getObject()).isNull();
    }

    @Test
    @Spec("3.12")
    @ArtemisDiffers("delivers the object that was there before")
    void anObjectMayBeSetToNull() throws Exception {
        ObjectMessage message = session.createObjectMessage("hello");

        message.setObject(null);

        assertThat(message.getObject()).isNull();
        assertThat(arrival(message).getObject()).isNull();
    }

    @Test
    @Spec("3.12")
    void anObjectThatIsChangedAfterItWasSetIsSentAsItWas() throws Exception {
        ArrayList<String> list = new ArrayList<>(List.of("before"));
        ObjectMessage message = session.createObjectMessage();
        message.setObject(list);

        list.add("after");

        assertThat(arrival(message).getObject()).isEqualTo(List.of("before"));
    }

    @Test
    @Spec("3.12")
    void eachReadOfAnObjectReturnsACopy() throws Exception {
        ObjectMessage received = arrival(session.createObjectMessage(new ArrayList<>(List.of("sent"))));

        received.getBody(ArrayList.class).clear();

        assertThat(received.getObject()).isEqualTo(List.of("sent"));
    }

    @Test
    @Spec("3.12")
    void whatTheSenderReadsOfItsObjectIsACopy() throws Exception {
        ArrayList<String> list = new ArrayList<>(List.of("sent"));
        ObjectMessage message = session.createObjectMessage(list);

        Object read = message.getObject();

        assertThat(read).isEqualTo(list).isNotSameAs(list);
    }

    @Test
    @Spec("3.11")
    @ArtemisDiffers(
            value = "throws a plain JMSException",
            reading = "the javadoc of ObjectMessage.setObject names MessageFormatException")
    void anObjectThatCannotBeSerializedIsRefused() throws Exception {
        ArrayList<Object> list = new ArrayList<>(List.of(new Object()));

        assertThatThrownBy(() -> {
                    ObjectMessage message = session.createObjectMessage();
                    message.setObject(list);
                    session.createProducer(queue).send(message);
                })
                .isInstanceOf(MessageFormatException.class);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }
}
