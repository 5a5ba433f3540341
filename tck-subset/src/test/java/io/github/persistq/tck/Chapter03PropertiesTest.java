package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.5, properties, but for their conversions. */
class Chapter03PropertiesTest extends Statements {
    @Test
    @Spec("3.5.1")
    void aPropertyNameIsAnyIdentifierOfJavaCharacters() throws Exception {
        List<String> names = List.of("a", "_a", "$a", "a1", "größe", "名前", "aVeryLong_Name$With9Digits", "null_", "x");
        Message message = session.createMessage();
        for (String name : names) {
            message.setStringProperty(name, "value of " + name);
        }

        Message received = arrival(message);

        for (String name : names) {
            assertThat(received.getStringProperty(name)).isEqualTo("value of " + name);
        }
    }

    @Test
    @Spec("3.5.1")
    void aPropertyNameIsOfAnyLength() throws Exception {
        String name = "n".repeat(1_000);
        Message message = session.createMessage();
        message.setIntProperty(name, 7);

        assertThat(arrival(message).getIntProperty(name)).isEqualTo(7);
    }

    @Test
    @Spec("3.5.1")
    void propertyNamesAreCaseSensitive() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");
        message.setStringProperty("Colour", "blue");

        Message received = arrival(message);

        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(received.getStringProperty("Colour")).isEqualTo("blue");
        assertThat(received.propertyExists("COLOUR")).isFalse();
    }

    @Test
    @Spec("3.5.1")
    void aPropertyNameThatIsNoIdentifierIsRefused() throws Exception {
        Message message = session.createMessage();

        for (String name : List.of("1a", "a-b", "a b", "'a'", "a.b", "+", "a,b")) {
            assertThatThrownBy(() -> message.setIntProperty(name, 1), name).isInstanceOf(Exception.class);
        }
        assertThat(ownNames(message)).isEmpty();
    }

    @Test
    @Spec("3.5.1")
    void aWordOfTheSelectorSyntaxIsNoPropertyName() throws Exception {
        Message message = session.createMessage();

        for (String name :
                List.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE")) {
            assertThatThrownBy(() -> message.setIntProperty(name, 1), name).isInstanceOf(Exception.class);
        }
        assertThat(ownNames(message)).isEmpty();
    }

    @Test
    @Spec("3.5.1")
    void aPropertyNeedsAName() throws Exception {
        Message message = session.createMessage();

        for (ThrowingCallable setter : setters(message, "")) {
            assertThatThrownBy(setter).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> message.setStringProperty(null, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setObjectProperty(null, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec("3.5.2")
    void aBooleanPropertyArrives() throws Exception {
        Message message = session.createMessage();
        message.setBooleanProperty("yes", true);
        message.setBooleanProperty("no", false);

        Message received = arrival(message);

        assertThat(received.getBooleanProperty("yes")).isTrue();
        assertThat(received.propertyExists("no")).isTrue();
        assertThat(received.getBooleanProperty("no")).isFalse();
    }

    @Test
    @Spec("3.5.2")
    void everyByteArrivesAsAProperty() throws Exception {
        Message message = session.createMessage();
        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            message.setByteProperty("byte" + (value & 0xff), (byte) value);
        }

        Message received = arrival(message);

        for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
            assertThat(received.getByteProperty("byte" + (value & 0xff))).isEqualTo((byte) value);
        }
    }

    @Test
    @Spec("3.5.2")
    void shortPropertiesArriveOverTheirWholeRange() throws Exception {
        Message message = session.createMessage();
        message.setShortProperty("least", Short.MIN_VALUE);
        message.setShortProperty("most", Short.MAX_VALUE);

        Message received = arrival(message);

        assertThat(received.getShortProperty("least")).isEqualTo(Short.MIN_VALUE);
        assertThat(received.getShortProperty("most")).isEqualTo(Short.MAX_VALUE);
    }

    @Test
    @Spec("3.5.2")
    void intPropertiesArriveOverTheirWholeRange() throws Exception {
        Message message = session.createMessage();
        message.setIntProperty("least", Integer.MIN_VALUE);
        message.setIntProperty("most", Integer.MAX_VALUE);

        Message received = arrival(message);

        assertThat(received.getIntProperty("least")).isEqualTo(Integer.MIN_VALUE);
        assertThat(received.getIntProperty("most")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @Spec("3.5.2")
    void longPropertiesArriveOverTheirWholeRange() throws Exception {
        Message message = session.createMessage();
        message.setLongProperty("least", Long.MIN_VALUE);
        message.setLongProperty("most", Long.MAX_VALUE);

        Message received = arrival(message);

        assertThat(received.getLongProperty("least")).isEqualTo(Long.MIN_VALUE);
        assertThat(received.getLongProperty("most")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @Spec("3.5.2")
    void floatPropertiesArriveWithThoseThatAreNoNumbers() throws Exception {
        float[] values = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 3.14f};
        Message message = session.createMessage();
        for (int i = 0; i < values.length; i++) {
            message.setFloatProperty("float" + i, values[i]);
        }

        Message received = arrival(message);

        for (int i = 0; i < values.length; i++) {
            assertThat(received.getObjectProperty("float" + i)).isEqualTo(values[i]);
        }
    }

    @Test
    @Spec("3.5.2")
    void doublePropertiesArriveWithThoseThatAreNoNumbers() throws Exception {
        double[] values = {0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Math.PI};
        Message message = session.createMessage();
        for (int i = 0; i < values.length; i++) {
            message.setDoubleProperty("double" + i, values[i]);
        }

        Message received = arrival(message);

        for (int i = 0; i < values.length; i++) {
            assertThat(received.getObjectProperty("double" + i)).isEqualTo(values[i]);
        }
    }

    @Test
    @Spec("3.5.2")
    void stringPropertiesArriveWhateverTheirCharacters() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("empty", "");
        message.setStringProperty("quoted", "it's \"so\"\n\t\0");
        message.setStringProperty("wide", "Größe 名前 \uD83D\uDE00");
        message.setStringProperty("long", "x".repeat(10_000));

        Message received = arrival(message);

        assertThat(received.getStringProperty("empty")).isEmpty();
        assertThat(received.getStringProperty("quoted")).isEqualTo("it's \"so\"\n\t\0");
        assertThat(received.getStringProperty("wide")).isEqualTo("Größe 名前 \uD83D\uDE00");
        assertThat(received.getStringProperty("long")).isEqualTo("x".repeat(10_000));
    }

    @Test
    @Spec("3.5.2")
    void aPropertyThatIsSetTwiceHoldsTheLaterValueAndType() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("count", "seven");
        message.setIntProperty("count", 8);

        Message received = arrival(message);

        assertThat(received.getObjectProperty("count")).isEqualTo(8);
        assertThat(list(received.getPropertyNames()))
                .filteredOn("count"::equals)
                .hasSize(1);
    }

    @Test
    @Spec("3.5.3")
    void noSetterWorksOnThePropertiesOfAReceivedMessage() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");

        Message received = arrival(message);

        for (ThrowingCallable setter : setters(received, "colour")) {
            assertThatThrownBy(setter).isInstanceOf(MessageNotWriteableException.class);
        }
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
    }

    @Test
    @Spec("3.5.3")
    void theSenderMaySetPropertiesAfterTheSend() throws Exception {
        Message message = session.createMessage();
        Message received = arrival(message);

        message.setStringProperty("colour", "red");

        assertThat(message.getStringProperty("colour")).isEqualTo("red");
        assertThat(received.propertyExists("colour")).isFalse();
    }

    @Test
    @Spec("3.5.5")
    void aPropertySetAsAnObjectIsOfTheObjectsType() throws Exception {
        List<Object> values = List.of(true, (byte) 1, (short) 2, 3, 4L, 5.5f, 6.5, "seven");
        Message message = session.createMessage();
        for (int i = 0; i < values.size(); i++) {
            message.setObjectProperty("value" + i, values.get(i));
        }

        Message received = arrival(message);

        for (int i = 0; i < values.size(); i++) {
            assertThat(received.getObjectProperty("value" + i)).isEqualTo(values.get(i));
        }
    }

    @Test
    @Spec("3.5.5")
    void aPropertySetAsAPrimitiveIsReadAsItsObject() throws Exception {
        Message message = session.createMessage();
        message.setBooleanProperty("boolean", true);
        message.setByteProperty("byte", (byte) 1);
        message.setShortProperty("short", (short) 2);
        message.setIntProperty("int", 3);
        message.setLongProperty("long", 4);
        message.setFloatProperty("float", 5.5f);
        message.setDoubleProperty("double", 6.5);
        message.setStringProperty("String", "seven");

        Message received = arrival(message);

        assertThat(received.getObjectProperty("boolean")).isEqualTo(true);
        assertThat(received.getObjectProperty("byte")).isEqualTo((byte) 1);
        assertThat(received.getObjectProperty("short")).isEqualTo((short) 2);
        assertThat(received.getObjectProperty("int")).isEqualTo(3);
        assertThat(received.getObjectProperty("long")).isEqualTo(4L);
        assertThat(received.getObjectProperty("float")).isEqualTo(5.5f);
        assertThat(received.getObjectProperty("double")).isEqualTo(6.5);
        assertThat(received.getObjectProperty("String")).isEqualTo("seven");
    }

    @Test
    @Spec("3.5.5")
    void aPropertySetAsAnObjectIsConvertedLikeAnyOther() throws Exception {
        Message message = session.createMessage();
        message.setObjectProperty("count", (short) 7);

        Conversions.ofProperty(arrival(message), "count")
                .allow(Map.of("short", (short) 7, "int", 7, "long", 7L, "String", "7"));
    }

    @Test
    @Spec("3.5.5")
    @ArtemisDiffers("accepts a Character")
    void aPropertyIsNotSetToAnObjectOfAnotherClass() throws Exception {
        Message message = session.createMessage();

        for (Object value : List.of('c', new byte[1], List.of(), new Date(), new int[1], Thread.State.NEW)) {
            assertThatThrownBy(
                            () -> message.setObjectProperty("value", value),
                            value.getClass().getName())
                    .isInstanceOf(MessageFormatException.class);
        }
        assertThat(message.propertyExists("value")).isFalse();
    }

    @Test
    @Spec("3.5.5")
    void aPropertyThatDoesNotExistIsNullAsAnObject() throws Exception {
        Message message = session.createMessage();

        assertThat(message.getObjectProperty("absent")).isNull();
        assertThat(arrival(message).getObjectProperty("absent")).isNull();
    }

    @Test
    @Spec("3.5.6")
    void theNamesAreThoseOfThePropertiesThatWereSet() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");
        message.setIntProperty("count", 7);
        message.setBooleanProperty("late", false);

        assertThat(ownNames(message)).containsExactly("colour", "count", "late");
        assertThat(names(arrival(message))).contains("colour", "count", "late");
    }

    @Test
    @Spec("3.5.6")
    void aNewMessageHasNoPropertyNames() throws Exception {
        assertThat(ownNames(session.createMessage())).isEmpty();
    }

    @Test
    @Spec("3.5.6")
    void everyNameLeadsToAValue() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");
        message.setIntProperty("count", 7);

        Message received = arrival(message);

        for (String name : names(received)) {
            assertThat(received.getObjectProperty(name)).as(name).isNotNull();
        }
    }

    @Test
    @Spec("3.5.6")
    void theNamesLeaveTheHeadersOut() throws Exception {
        Message message = session.createMessage();
        message.setJMSType("type");
        message.setJMSCorrelationID("order");
        message.setJMSReplyTo(queue);
        message.setStringProperty("colour", "red");

        assertThat(ownNames(message)).containsExactly("colour");
        assertThat(ownNames(arrival(message))).containsExactly("colour");
    }

    @Test
    @Spec("3.5.7")
    void clearingThePropertiesLeavesNone() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("colour", "red");
        message.setIntProperty("count", 7);

        message.clearProperties();

        assertThat(ownNames(message)).isEmpty();
        assertThat(message.propertyExists("colour")).isFalse();
        assertThat(message.getObjectProperty("count")).isNull();
        assertThat(arrival(message).propertyExists("colour")).isFalse();
    }

    @Test
    @Spec("3.5.7")
    void clearingThePropertiesLeavesBodyAndHeaders() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        message.setJMSType("type");
        message.setStringProperty("colour", "red");

        message.clearProperties();

        assertThat(message.getText()).isEqualTo("hello");
        assertThat(message.getJMSType()).isEqualTo("type");
    }

    @Test
    @Spec("3.5.7")
    void afterClearingReceivedPropertiesOthersCanBeSetAndRead() throws Exception {
        TextMessage message = session.createTextMessage("hello");
        message.setStringProperty("colour", "red");
        TextMessage received = arrival(message);

        received.clearProperties();
        received.setIntProperty("count", 7);

        assertThat(received.propertyExists("colour")).isFalse();
        assertThat(received.getIntProperty("count")).isEqualTo(7);
        assertThat(arrival(received).getIntProperty("count")).isEqualTo(7);
    }

    @Test
    @Spec("3.5.7")
    void clearingReceivedPropertiesLeavesTheBodyReadOnly() throws Exception {
        TextMessage received = arrival(session.createTextMessage("hello"));

        received.clearProperties();

        assertThatThrownBy(() -> received.setText("changed")).isInstanceOf(MessageNotWriteableException.class);
        assertThat(received.getText()).isEqualTo("hello");
    }

    @Test
    @Spec("3.5.8")
    void aPropertyThatWasNotSetDoesNotExist() throws Exception {
        Message message = session.createMessage();

        assertThat(message.propertyExists("absent")).isFalse();
        assertThat(arrival(message).propertyExists("absent")).isFalse();
    }

    @Test
    @Spec("3.5.8")
    void aPropertyThatWasNotSetIsReadAsNull() throws Exception {
        Conversions absent = Conversions.ofProperty(arrival(session.createMessage()), "absent");

        assertThat(absent.as("String").read()).isNull();
        assertThat(absent.as("boolean").read()).isEqualTo(false);
        for (String integral : List.of("byte", "short", "int", "long")) {
            assertThatThrownBy(() -> absent.as(integral).read(), integral).isInstanceOf(NumberFormatException.class);
        }
        for (String approximate : List.of("float", "double")) {
            assertThatThrownBy(() -> absent.as(approximate).read(), approximate)
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    @Spec("3.5.9")
    void theClientsGroupPropertiesArrive() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty("JMSXGroupID", "orders");
        message.setIntProperty("JMSXGroupSeq", 1);

        Message received = arrival(message);

        assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("orders");
        assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(1);
        assertThat(names(received)).contains("JMSXGroupID", "JMSXGroupSeq");
    }

    @Test
    @Spec("3.5.9")
    void theConnectionNamesTheDefinedPropertiesItSupports() throws Exception {
        List<?> names = list(connection.getMetaData().getJMSXPropertyNames());

        assertThat(names).map(String::valueOf).contains("JMSXDeliveryCount", "JMSXGroupID", "JMSXGroupSeq");
        assertThat(names).map(String::valueOf).allMatch(name -> name.startsWith("JMSX"));
    }

    @Test
    @Spec("3.5.9")
    @ArtemisDiffers("lists JMSXDeliveryCount on messages that were never received")
    void aPropertyThatTheProviderSetsOnReceiveIsNotThereForTheSender() throws Exception {
        Message message = session.createMessage();

        Message received = arrival(message);

        assertThat(message.propertyExists("JMSXDeliveryCount")).isFalse();
        assertThat(received.propertyExists("JMSXDeliveryCount")).isTrue();
    }

    @Test
    @Spec("3.5.9")
    void theGroupMayStandInASelector() throws Exception {
        Message inGroup = session.createTextMessage("in the group");
        inGroup.setStringProperty("JMSXGroupID", "orders");
        send("in none");
        session.createProducer(queue).send(inGroup);

        assertThat(drain(session.createConsumer(queue, "JMSXGroupID = 'orders'")))
                .containsExactly("in the group");
    }

    @Test
    @Spec("3.5.9")
    @ArtemisDiffers("takes JMSXGroupSeq for absent in selectors")
    void theNumberWithinTheGroupMayStandInASelector() throws Exception {
        Message second = session.createTextMessage("second");
        second.setStringProperty("JMSXGroupID", "orders");
        second.setIntProperty("JMSXGroupSeq", 2);
        send("in none");
        session.createProducer(queue).send(second);

        assertThat(drain(session.createConsumer(queue, "JMSXGroupSeq > 1"))).containsExactly("second");
    }

    @Test
    @Spec("3.5.9")
    void aDefinedPropertyThatIsAbsentIsNullInASelector() throws Exception {
        send("hello");

        assertThat(drain(session.createConsumer(queue, "JMSXAppID = 'x' OR JMSXGroupSeq > 0")))
                .isEmpty();
        assertThat(drain(session.createConsumer(queue, "JMSXAppID IS NULL AND JMSXGroupSeq IS NULL")))
                .containsExactly("hello");
    }

    @Test
    @Spec("3.5.10")
    void aProviderAddsNoPropertyWithoutThePrefixThatIsReservedForIt() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setStringProperty("colour", "red");

        assertThat(ownNames(arrival(message))).containsExactly("colour");
    }

    @Test
    @Spec("3.5.11")
    void theFirstDeliveryCountsOne() throws Exception {
        assertThat(arrival(session.createMessage()).getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(1);
    }

    @Test
    @Spec("3.5.11")
    void theDeliveryCountRisesWithEachRecover() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);

        for (int delivery = 1; delivery <= 4; delivery++) {
            Message received = next(consumer);

            assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(delivery);
            assertThat(received.getJMSRedelivered()).isEqualTo(delivery > 1);
            client.recover();
        }
    }

    @Test
    @Spec("3.5.11")
    void theDeliveryCountRisesWithEachRollback() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);

        for (int delivery = 1; delivery <= 4; delivery++) {
            assertThat(next(consumer).getIntProperty("JMSXDeliveryCount")).isEqualTo(delivery);
            transacted.rollback();
        }
    }

    @Test
    @Spec("3.5.11")
    void theDeliveryCountIsAnInt() throws Exception {
        Message received = arrival(session.createMessage());

        assertThat(received.getObjectProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(received.getStringProperty("JMSXDeliveryCount")).isEqualTo("1");
        assertThat(received.getLongProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("3.5.11")
    void theDeliveryCountOfAMessageThatIsSentOnStartsAnew() throws Exception {
        Message received = arrival(session.createMessage());

        assertThat(arrival(received).getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("3.6")
    void acknowledgeIsIgnoredWhereTheSessionAcknowledges() throws Exception {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            send("first", "second");
            Session automatic = connection.createSession(mode);
            MessageConsumer consumer = automatic.createConsumer(queue);

            next(consumer).acknowledge();
            Message second = next(consumer);
            second.acknowledge();
            second.acknowledge();
            automatic.close();

            assertThat(text(second)).isEqualTo("second");
            try (MessageConsumer later = session.createConsumer(queue)) {
                assertThat(later.receiveNoWait()).isNull();
            }
        }
    }

    @Test
    @Spec("3.6")
    void acknowledgeIsIgnoredInATransaction() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);

        next(consumer).acknowledge();
        transacted.rollback();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("3.6")
    void messagesOfEveryTypeCanBeAcknowledged() throws Exception {
        List<Message> messages = List.of(
                session.createMessage(),
                session.createTextMessage("hello"),
                session.createBytesMessage(),
                session.createMapMessage(),
                session.createStreamMessage(),
                session.createObjectMessage("hello"));
        for (Message message : messages) {
            session.createProducer(queue).send(message);
            try (Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
                next(client.createConsumer(queue)).acknowledge();
            }
        }

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("3.7")
    void aMessageWithoutABodyCarriesHeadersAndProperties() throws Exception {
        Message message = session.createMessage();
        message.setJMSType("type");
        message.setStringProperty("colour", "red");

        Message received = arrival(message);

        assertThat(received.getJMSType()).isEqualTo("type");
        assertThat(received.getStringProperty("colour")).isEqualTo("red");
        assertThat(received).isNotInstanceOf(TextMessage.class);
    }

    private static TreeSet<String> names(Message message) throws JMSException {
        TreeSet<String> names = new TreeSet<>();
        list(message.getPropertyNames()).forEach(name -> names.add((String) name));
        return names;
    }

    /** The names but for those that only a provider may use. */
    private static TreeSet<String> ownNames(Message message) throws JMSException {
        TreeSet<String> names = names(message);
        names.removeIf(name -> name.startsWith("JMSX") || name.startsWith("JMS_"));
        return names;
    }

    /** Every way to set a property. */
    private static List<ThrowingCallable> setters(Message message, String name) {
        return Arrays.asList(
                () -> message.setBooleanProperty(name, true),
                () -> message.setByteProperty(name, (byte) 1),
                () -> message.setShortProperty(name, (short) 1),
                () -> message.setIntProperty(name, 1),
                () -> message.setLongProperty(name, 1),
                () -> message.setFloatProperty(name, 1),
                () -> message.setDoubleProperty(name, 1),
                () -> message.setStringProperty(name, "1"),
                () -> message.setObjectProperty(name, 1));
    }
}
