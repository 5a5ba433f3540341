package io.github.persistq.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePropertiesTest {
    private final JmsMessage message = MessageFactory.plain();

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("io.github.persistq.internal.message.ConversionTable#propertyPairs")
    void convertsEveryPairOfTypesAsTheTableSays(String from, String to, boolean supported) throws Exception {
        message.setObjectProperty("p", ConversionTable.sample(from));

        if (supported) {
            assertThat(read("p", to)).isEqualTo(ConversionTable.expected(from, to));
        } else {
            assertThatThrownBy(() -> read("p", to))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("cannot be read as " + to);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.persistq.internal.message.ConversionTable#numbers")
    void throwsNumberFormatExceptionForTextThatIsNoNumber(String to) throws Exception {
        message.setStringProperty("p", "one");

        assertThatThrownBy(() -> read("p", to)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte", "short", "int", "long"})
    void throwsNumberFormatExceptionForAnUnsetPropertyReadAsAnIntegralType(String to) {
        assertThatThrownBy(() -> read("missing", to)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void readsAnUnsetPropertyAsFalse() throws Exception {
        assertThat(message.getBooleanProperty("missing")).isFalse();
    }

    @Test
    void readsAnUnsetPropertyAsNullTextAndNullObject() throws Exception {
        assertThat(message.getStringProperty("missing")).isNull();
        assertThat(message.getObjectProperty("missing")).isNull();
        assertThat(message.propertyExists("missing")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "double"})
    void throwsNullPointerExceptionForAnUnsetPropertyReadAsAFloatingType(String to) {
        assertThatThrownBy(() -> read("missing", to)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void readsTrueFromTextOfAnyCaseAndFalseFromAllOther() throws Exception {
        message.setStringProperty("a", "TRUE");
        message.setStringProperty("b", "yes");

        assertThat(message.getBooleanProperty("a")).isTrue();
        assertThat(message.getBooleanProperty("b")).isFalse();
    }

    @Test
    void keepsANullPropertyAsOneThatExists() throws Exception {
        message.setStringProperty("a", null);
        message.setObjectProperty("b", null);

        JmsMessage received = Messages.received(message);

        assertThat(received.propertyExists("a")).isTrue();
        assertThat(received.getObjectProperty("a")).isNull();
        assertThat(received.propertyExists("b")).isTrue();
    }

    @Test
    void keepsTheTypeAndOrderOfProperties() throws Exception {
        message.setLongProperty("z", 1);
        message.setByteProperty("a", (byte) 1);
        message.setDoubleProperty("m", 0.5);
        message.setShortProperty("s", (short) 2);
        message.setFloatProperty("f", 1.5f);
        message.setIntProperty("i", 3);
        message.setBooleanProperty("b", true);

        JmsMessage received = Messages.received(message);

        assertThat(Collections.list(received.getPropertyNames()))
                .containsExactly("z", "a", "m", "s", "f", "i", "b", "JMSXDeliveryCount");
        assertThat(received.getObjectProperty("z")).isEqualTo(1L);
        assertThat(received.getObjectProperty("a")).isEqualTo((byte) 1);
        assertThat(received.getObjectProperty("m")).isEqualTo(0.5);
        assertThat(received.getObjectProperty("s")).isEqualTo((short) 2);
        assertThat(received.getObjectProperty("f")).isEqualTo(1.5f);
        assertThat(received.getObjectProperty("i")).isEqualTo(3);
        assertThat(received.getObjectProperty("b")).isEqualTo(true);
    }

    @Test
    void takesTheLastValueOfAProperty() throws Exception {
        message.setIntProperty("p", 1);
        message.setStringProperty("p", "two");

        assertThat(message.getObjectProperty("p")).isEqualTo("two");
        assertThat(Collections.list(message.getPropertyNames())).containsExactly("p");
    }

    @Test
    void rejectsPropertyValuesOfOtherClasses() {
        for (Object value : List.of('c', new byte[1], List.of(), new StringBuilder(), java.math.BigInteger.ONE)) {
            assertThatThrownBy(() -> message.setObjectProperty("p", value))
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("'p'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "1a", "a-b", "a b", "a.b", "NULL", "true", "False", "not", "AND", "or", "Between", "LIKE", "in",
                "is", "escape"
            })
    void rejectsNamesThatSelectorsCannotUse(String name) {
        assertThatThrownBy(() -> message.setIntProperty(name, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void rejectsANullName() {
        assertThatThrownBy(() -> message.setStringProperty(null, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "_a",
                "$a",
                "a1",
                "größe",
                "nulls",
                "JMSXGroupID",
                "JMSXGroupSeq",
                "JMS_PERSISTQ_X",
                "JMS_IBM_Format",
                "jmsType",
                "\uD835\uDC9C"
            })
    void acceptsIdentifiersAndTheReservedPrefixes(String name) throws Exception {
        message.setIntProperty(name, 1);

        assertThat(message.getIntProperty(name)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JMSType", "JMSMessageID", "JMSFoo", "JMS"})
    void rejectsNamesThatAreKeptForHeaders(String name) {
        assertThatThrownBy(() -> message.setStringProperty(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JMSX... and JMS_...");
    }

    @Test
    void listsTheDeliveryCountFromTheFirstDeliveryOn() throws Exception {
        JmsMessage first = Messages.received(message);
        JmsMessage third = Messages.received(message, 3, Trust.JDK_VALUES);

        assertThat(Collections.list(first.getPropertyNames())).containsExactly("JMSXDeliveryCount");
        assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(first.propertyExists("JMSXDeliveryCount")).isTrue();
        assertThat(third.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
    }

    @Test
    void countsABrowsedMessageThatNobodyHasHadAsItsFirstDelivery() throws Exception {
        JmsMessage browsed = Messages.received(message, 0, Trust.JDK_VALUES);

        assertThat(browsed.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(browsed.getJMSRedelivered()).isFalse();
    }

    @Test
    void doesNotSendADeliveryCountThatTheClientSet() throws Exception {
        message.setIntProperty("JMSXDeliveryCount", 42);

        assertThat(message.head().properties()).isEmpty();
        assertThat(Messages.received(message).getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(1);
    }

    @Test
    void startsTheDeliveryCountAgainWhenAReceivedMessageIsSent() throws Exception {
        JmsMessage received = Messages.received(message, 7, Trust.JDK_VALUES);

        assertThat(Messages.received(received).getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(1);
    }

    @Test
    void refusesToChangePropertiesOfAReceivedMessage() throws Exception {
        message.setIntProperty("p", 1);
        JmsMessage received = Messages.received(message);

        List<Setter> setters = List.of(
                m -> m.setBooleanProperty("p", true),
                m -> m.setByteProperty("p", (byte) 1),
                m -> m.setShortProperty("p", (short) 1),
                m -> m.setIntProperty("p", 1),
                m -> m.setLongProperty("p", 1),
                m -> m.setFloatProperty("p", 1),
                m -> m.setDoubleProperty("p", 1),
                m -> m.setStringProperty("p", ""),
                m -> m.setObjectProperty("p", 1));

        for (Setter setter : setters) {
            assertThatThrownBy(() -> setter.set(received))
                    .isInstanceOf(MessageNotWriteableException.class)
                    .hasMessageContaining("clearProperties()");
        }
    }

    @Test
    void makesPropertiesWriteableAndEmptyByClearingThem() throws Exception {
        message.setIntProperty("p", 1);
        JmsMessage received = Messages.received(message);

        received.clearProperties();

        assertThat(received.getPropertyNames().hasMoreElements()).isFalse();
        assertThatCode(() -> received.setIntProperty("q", 2)).doesNotThrowAnyException();
        assertThat(received.getIntProperty("q")).isEqualTo(2);
    }

    @Test
    void keepsTheBodyWhenPropertiesAreCleared() throws Exception {
        JmsTextMessage text = MessageFactory.text();
        text.setText("body");
        JmsTextMessage received = Messages.received(text);

        received.clearProperties();

        assertThat(received.getText()).isEqualTo("body");
        assertThatThrownBy(() -> received.setText("x")).isInstanceOf(MessageNotWriteableException.class);
    }

    @Test
    void walksNamesWhilePropertiesAreAdded() throws Exception {
        message.setIntProperty("p", 1);
        var names = message.getPropertyNames();

        message.setIntProperty("q", 2);

        assertThat(Collections.list(names)).containsExactly("p");
    }

    private Object read(String name, String type) throws JMSException {
        return switch (type) {
            case "boolean" -> message.getBooleanProperty(name);
            case "byte" -> message.getByteProperty(name);
            case "short" -> message.getShortProperty(name);
            case "int" -> message.getIntProperty(name);
            case "long" -> message.getLongProperty(name);
            case "float" -> message.getFloatProperty(name);
            case "double" -> message.getDoubleProperty(name);
            case "String" -> message.getStringProperty(name);
            default -> throw new IllegalArgumentException(type);
        };
    }

    @FunctionalInterface
    private interface Setter {
        void set(JmsMessage message) throws JMSException;
    }
}
