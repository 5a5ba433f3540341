package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Unshared durable subscriptions ({@code Jakarta Messaging 3.1, 8.3.3}). */
class DurableSubscriptionTest extends JmsFixture {
    private Topic topic;

    @Override
    String options() {
        return "clientID=desk";
    }

    @BeforeEach
    void createTopic() throws JMSException {
        topic = session.createTopic("news");
    }

    private void sendColours(String... colours) throws JMSException {
        MessageProducer producer = session.createProducer(topic);
        for (String colour : colours) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }
    }

    /** The backlog of a subscription, consumed. */
    private List<String> backlog(String name) throws JMSException {
        try (MessageConsumer consumer = session.createDurableConsumer(topic, name)) {
            return drain(consumer);
        }
    }

    @Test
    void keepsMessagesWhileNobodyConsumes() throws JMSException {
        session.createDurableConsumer(topic, "s").close();
        sendTo(topic, "a", "b");

        assertThat(backlog("s")).containsExactly("a", "b");
        assertThat(backlog("s")).isEmpty();
    }

    @Test
    void goesOnWhereTheLastConsumerStopped() throws JMSException {
        TopicSubscriber first = session.createDurableSubscriber(topic, "s");
        sendTo(topic, "a", "b", "c");
        assertThat(text(first.receive(SOON))).isEqualTo("a");
        first.close();

        assertThat(backlog("s")).containsExactly("b", "c");
    }

    @Test
    void givesAMessageThatWasNotAcknowledgedAgain() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createDurableConsumer(topic, "s");
        sendTo(topic, "a");
        consumer.receive(SOON);
        client.close();

        Message again = session.createDurableConsumer(topic, "s").receive(SOON);

        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    void needsAClientIdentifier() throws JMSException {
        reconnect("");

        assertThatThrownBy(() -> session.createDurableConsumer(topic, "s"))
                .isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "s", null, false))
                .isExactlyInstanceOf(IllegalStateException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createDurableConsumer(topic, "s"))
                    .isExactlyInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    void worksForAClientIdentifierThatAContextSets() throws JMSException {
        reconnect("");
        for (String expected : new String[] {"", "a"}) {
            try (JMSContext context = factory.createContext()) {
                context.setClientID("own");
                String body = context.createDurableConsumer(topic, "s").receiveBodyNoWait(String.class);
                assertThat(body == null ? "" : body).isEqualTo(expected);
            }
            sendTo(topic, "a");
        }
    }

    @Test
    void hasOneConsumerAtATime() throws JMSException {
        MessageConsumer consumer = session.createDurableConsumer(topic, "s");
        Session other = connection.createSession();

        assertThatThrownBy(() -> session.createDurableConsumer(topic, "s")).isExactlyInstanceOf(JMSException.class);
        assertThatThrownBy(() -> other.createDurableSubscriber(topic, "s", "a = 1", false))
                .isExactlyInstanceOf(JMSException.class);

        consumer.close();
        other.createDurableConsumer(topic, "s").close();
    }

    @Test
    void startsAnewWhenAskedForAnotherSelector() throws JMSException {
        session.createDurableConsumer(topic, "s").close();
        sendColours("red", "blue");

        MessageConsumer red = session.createDurableConsumer(topic, "s", "colour = 'red'", false);

        assertThat(drain(red)).isEmpty();
        sendColours("red", "blue");
        assertThat(drain(red)).containsExactly("red");
        red.close();
        sendColours("red", "blue");
        assertThat(backlog("s")).isEmpty();
        sendColours("blue");
        assertThat(backlog("s")).containsExactly("blue");
    }

    @Test
    void startsAnewWhenAskedForAnotherTopicOrNoLocal() throws JMSException {
        Topic other = session.createTopic("weather");
        session.createDurableConsumer(topic, "s").close();
        sendTo(topic, "a");
        session.createDurableConsumer(other, "s").close();
        sendTo(topic, "b");
        sendTo(other, "c");

        MessageConsumer consumer = session.createDurableConsumer(other, "s");
        assertThat(drain(consumer)).containsExactly("c");
        consumer.close();
        sendTo(other, "d");
        assertThat(drain(session.createDurableConsumer(other, "s", null, true))).isEmpty();
    }

    @Test
    void keepsTheBacklogForAnEqualSelector() throws JMSException {
        session.createDurableConsumer(topic, "s", "colour = 'red'", false).close();
        sendColours("red");
        session.createDurableConsumer(topic, "t", "  ", false).close();
        sendColours("blue");

        assertThat(drain(session.createDurableConsumer(topic, "s", "colour = 'red'", false)))
                .containsExactly("red");
        assertThat(drain(session.createDurableConsumer(topic, "t", null, false)))
                .containsExactly("blue");
    }

    @Test
    void keepsWhatIsUnacknowledgedFromBeingReplaced() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createDurableConsumer(topic, "s");
        sendTo(topic, "a");
        Message message = consumer.receive(SOON);
        consumer.close();

        assertThatThrownBy(() -> session.createDurableConsumer(topic, "s", "a = 1", false))
                .isInstanceOf(JMSException.class);

        message.acknowledge();
        session.createDurableConsumer(topic, "s", "a = 1", false);
    }

    @Test
    void unsubscribes() throws JMSException {
        session.createDurableConsumer(topic, "s").close();
        sendTo(topic, "a");

        session.unsubscribe("s");

        assertThat(backlog("s")).isEmpty();
        session.unsubscribe("s");
        assertThatThrownBy(() -> session.unsubscribe("s")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void refusesToUnsubscribeFromWhatIsNotThere() {
        assertThatThrownBy(() -> session.unsubscribe("s")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.unsubscribe(null)).isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory("").createContext()) {
            assertThatThrownBy(() -> context.unsubscribe("s")).isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    void refusesToUnsubscribeWhileThereIsAConsumer() throws JMSException {
        session.createDurableConsumer(topic, "s");
        sendTo(topic, "a");

        assertThatThrownBy(() -> session.unsubscribe("s")).isExactlyInstanceOf(JMSException.class);

        assertThatThrownBy(() -> connection.createSession().unsubscribe("s")).isExactlyInstanceOf(JMSException.class);
    }

    @Test
    void refusesToUnsubscribeWhileMessagesAreUnacknowledged() throws JMSException {
        for (int mode : new int[] {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
            Session holding = connection.createSession(mode);
            MessageConsumer consumer = holding.createDurableConsumer(topic, "s");
            sendTo(topic, "a");
            Message message = consumer.receive(SOON);
            consumer.close();

            assertThatThrownBy(() -> session.unsubscribe("s")).isExactlyInstanceOf(JMSException.class);
            assertThatThrownBy(() -> holding.unsubscribe("s")).isExactlyInstanceOf(JMSException.class);

            if (mode == Session.SESSION_TRANSACTED) {
                holding.commit();
            } else {
                message.acknowledge();
            }
            holding.unsubscribe("s");
        }
    }

    @Test
    void unsubscribesWhenAcknowledgementsWerePutOff() throws JMSException {
        Session lazy = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer consumer = lazy.createDurableConsumer(topic, "s");
        sendTo(topic, "a");
        consumer.receive(SOON);
        consumer.close();

        lazy.unsubscribe("s");

        assertThat(backlog("s")).isEmpty();
    }

    @Test
    void keepsClientsApart() throws JMSException {
        session.createDurableConsumer(topic, "s").close();
        Connection other = factory("").createConnection();
        other.setClientID("other");
        other.start();
        Session theirs = other.createSession();
        MessageConsumer consumer = theirs.createDurableConsumer(topic, "s");
        sendTo(topic, "a");

        assertThat(drain(consumer)).containsExactly("a");
        consumer.close();
        theirs.unsubscribe("s");
        assertThat(backlog("s")).containsExactly("a");
    }

    @Test
    void leavesOutTheMessagesOfItsClientWithNoLocal() throws JMSException {
        MessageConsumer consumer = session.createDurableConsumer(topic, "s", null, true);
        sendTo(topic, "own");
        Session elsewhere = factory("").createConnection().createSession();
        elsewhere.createProducer(topic).send(elsewhere.createTextMessage("foreign"));
        assertThat(drain(consumer)).containsExactly("foreign");

        connection.close();
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
        sendTo(topic, "own, new connection");

        assertThat(drain(session.createDurableConsumer(topic, "s", null, true))).isEmpty();
    }

    @Test
    void takesNamesOfAnyCharactersAndLength() throws JMSException {
        List<String> names = List.of("a/b", "a%2Fb", "a#b", "a~", "a", "Ünï cödé", "x".repeat(2000), "x".repeat(2001));
        for (String name : names) {
            session.createDurableConsumer(topic, name, "n = '" + name + "'", false)
                    .close();
        }
        MessageProducer producer = session.createProducer(topic);
        for (String name : names) {
            Message message = session.createTextMessage(name);
            message.setStringProperty("n", name);
            producer.send(message);
        }

        for (String name : names) {
            assertThat(drain(session.createDurableConsumer(topic, name, "n = '" + name + "'", false)))
                    .containsExactly(name);
        }
    }

    @Test
    void refusesBadArguments() throws JMSException {
        TemporaryTopic temporary = session.createTemporaryTopic();

        assertThatThrownBy(() -> session.createDurableConsumer(topic, null)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "s", "a =", false))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(temporary, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.unsubscribe("s")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void sharesItsNamesWithSharedDurableOnes() throws JMSException {
        session.createDurableConsumer(topic, "unshared").close();
        session.createSharedDurableConsumer(topic, "shared").close();

        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "unshared"))
                .isExactlyInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "shared"))
                .isExactlyInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "shared", "a = 1", false))
                .isExactlyInstanceOf(JMSException.class);
        session.createSharedConsumer(topic, "unshared");
    }

    @Test
    void worksInTheSimplifiedApi() {
        try (JMSContext context = factory("clientID=ctx").createContext()) {
            context.createDurableConsumer(topic, "s").close();
            context.createProducer().send(topic, "a");

            assertThat(context.createDurableConsumer(topic, "s", null, false).receiveBody(String.class, SOON))
                    .isEqualTo("a");
            assertThatThrownBy(() -> context.createDurableConsumer(topic, "s")).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> context.unsubscribe("s")).isInstanceOf(JMSRuntimeException.class);
        }
    }
}
