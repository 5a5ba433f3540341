package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmsTextMessageTest {
    private final JmsTextMessage message = MessageFactory.text();

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "日本\n\t", "\uD83D\uDE00", "\uD83D", "\uDE00\uD83D", "\u0000"})
    void carriesAnyJavaString(String text) throws Exception {
        message.setText(text);

        assertThat(Messages.received(message).getText()).isEqualTo(text);
    }

    @Test
    void keepsNullApartFromEmptyText() throws Exception {
        assertThat(Messages.received(message).getText()).isNull();

        message.setText("");

        assertThat(Messages.received(message).getText()).isEmpty();
    }

    @Test
    void isNotChangedByWhatTheSenderDoesAfterwards() throws Exception {
        message.setText("one");
        EncodedMessage stored = message.encode();

        message.setText("two");

        JmsTextMessage received =
                (JmsTextMessage) MessageCodec.decode(stored.head(), stored.body(), 1, Trust.JDK_VALUES);
        assertThat(received.getText()).isEqualTo("one");
    }

    @Test
    void isReadOnlyOnceItWasReceived() throws Exception {
        JmsTextMessage received = Messages.received(message);

        assertThatThrownBy(() -> received.setText("x"))
                .isInstanceOf(MessageNotWriteableException.class)
                .hasMessageContaining("clearBody()");
    }

    @Test
    void isEmptyAndWriteableAfterClearBody() throws Exception {
        message.setText("x");
        message.setIntProperty("p", 1);
        JmsTextMessage received = Messages.received(message);

        received.clearBody();

        assertThat(received.getText()).isNull();
        assertThat(received.getIntProperty("p")).isEqualTo(1);
        received.setText("y");
        assertThat(Messages.received(received).getText()).isEqualTo("y");
    }

    @Test
    void canBeSentAgainAsItWasReceived() throws Exception {
        message.setText("x");

        assertThat(Messages.received(Messages.received(message)).getText()).isEqualTo("x");
    }

    @Test
    void givesItsBodyAsStringAndItsSupertypes() throws Exception {
        message.setText("x");

        for (Class<?> type : List.of(String.class, CharSequence.class, Comparable.class, Object.class)) {
            assertThat(message.isBodyAssignableTo(type)).isTrue();
            assertThat((Object) message.getBody(type)).isEqualTo("x");
        }
    }

    @Test
    void refusesItsBodyAsAnotherClassBeforeSendingAsWellAsAfter() throws Exception {
        message.setText("x");
        JmsTextMessage received = Messages.received(message);

        for (JmsTextMessage each : List.of(message, received)) {
            assertThat(each.isBodyAssignableTo(Integer.class)).isFalse();
            assertThatThrownBy(() -> each.getBody(StringBuilder.class))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("java.lang.StringBuilder");
        }
    }

    @Test
    void givesNullAsAnyClassWhenItHasNoText() throws Exception {
        assertThat(message.isBodyAssignableTo(Integer.class)).isTrue();
        assertThat(message.getBody(Integer.class)).isNull();
    }

    @Test
    void givesNullAsAnyClassWhenItIsAPlainMessage() throws Exception {
        JmsPlainMessage plain = Messages.received(MessageFactory.plain());

        assertThat(plain.isBodyAssignableTo(String.class)).isTrue();
        assertThat(plain.getBody(String.class)).isNull();
        plain.clearBody();
        assertThat(plain.getBody(Object.class)).isNull();
    }
}
