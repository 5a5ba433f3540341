package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shared subscriptions, durable and not ({@code Jakarta Messaging 3.1, 8.3.2 and 8.3.4}). */
class SharedSubscriptionTest extends JmsFixture {
    private Topic topic;
    private Topic other;

    @BeforeEach
    void createTopics() throws JMSException {
        topic = session.createTopic("news");
        other = session.createTopic("weather");
    }

    private Session elsewhere() throws JMSException {
        Connection second = factory.createConnection();
        second.start();
        return second.createSession();
    }

    @Test
    void givesEachMessageToOneOfItsConsumers() throws JMSException {
        MessageConsumer first = session.createSharedConsumer(topic, "s");
        MessageConsumer second = elsewhere().createSharedConsumer(topic, "s");
        MessageConsumer separate = session.createSharedConsumer(topic, "t");

        sendTo(topic, "a", "b", "c");

        assertThat(text(first.receive(SOON))).isEqualTo("a");
        assertThat(text(second.receive(SOON))).isEqualTo("b");
        assertThat(drain(first)).containsExactly("c");
        assertThat(drain(second)).isEmpty();
        assertThat(drain(separate)).containsExactly("a", "b", "c");
    }

    @Test
    void starvesNobodyForAConsumerThatDoesNotAsk() throws JMSException {
        session.createSharedConsumer(topic, "s");
        MessageConsumer asking = session.createSharedConsumer(topic, "s");

        sendTo(topic, "a", "b", "c", "d");

        assertThat(drain(asking)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void livesAsLongAsAConsumer() throws JMSException {
        MessageConsumer first = session.createSharedConsumer(topic, "s");
        MessageConsumer second = session.createSharedConsumer(topic, "s");
        sendTo(topic, "a");
        first.close();
        assertThat(drain(second)).containsExactly("a");
        sendTo(topic, "b");

        second.close();

        assertThat(drain(session.createSharedConsumer(topic, "s"))).isEmpty();
    }

    @Test
    void givesWhatALeavingSessionHeldToTheOthers() throws JMSException {
        Session leaving = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer first = leaving.createSharedConsumer(topic, "s");
        MessageConsumer second = session.createSharedConsumer(topic, "s");
        sendTo(topic, "a");
        first.receive(SOON);

        leaving.close();

        assertThat(second.receive(SOON).getJMSRedelivered()).isTrue();
    }

    @Test
    void settlesNothingOfASuccessorOfTheSameName() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createSharedConsumer(topic, "s");
        sendTo(topic, "a");
        consumer.receive(SOON);
        consumer.close();
        MessageConsumer successor = session.createSharedConsumer(topic, "s");
        sendTo(topic, "b");

        client.recover();

        assertThat(drain(successor)).containsExactly("b");
    }

    @Test
    void refusesAnotherTopicOrSelectorWhileInUse() throws JMSException {
        MessageConsumer first = session.createSharedConsumer(topic, "s", "a = 1");
        MessageConsumer durable = session.createSharedDurableConsumer(topic, "d", "a = 1");

        for (Session asking : new Session[] {session, elsewhere()}) {
            assertThatThrownBy(() -> asking.createSharedConsumer(topic, "s")).isExactlyInstanceOf(JMSException.class);
            assertThatThrownBy(() -> asking.createSharedConsumer(other, "s", "a = 1"))
                    .isExactlyInstanceOf(JMSException.class);
            assertThatThrownBy(() -> asking.createSharedDurableConsumer(topic, "d"))
                    .isExactlyInstanceOf(JMSException.class);
            assertThatThrownBy(() -> asking.createSharedDurableConsumer(other, "d", "a = 1"))
                    .isExactlyInstanceOf(JMSException.class);
        }

        first.close();
        durable.close();
        session.createSharedConsumer(other, "s");
        session.createSharedDurableConsumer(other, "d");
    }

    @Test
    void startsADurableOneAnewWhenAskedForAnotherSelector() throws JMSException {
        session.createSharedDurableConsumer(topic, "s").close();
        sendTo(topic, "a");

        session.createSharedDurableConsumer(topic, "s", "a = 1").close();

        assertThat(drain(session.createSharedDurableConsumer(topic, "s"))).isEmpty();
    }

    @Test
    void keepsADurableOneWithoutAnyClientIdentifier() throws JMSException {
        session.createSharedDurableConsumer(topic, "s").close();
        sendTo(topic, "a", "b");

        MessageConsumer first = session.createSharedDurableConsumer(topic, "s");
        MessageConsumer second = elsewhere().createSharedDurableConsumer(topic, "s");

        assertThat(text(first.receive(SOON))).isEqualTo("a");
        assertThat(text(second.receive(SOON))).isEqualTo("b");
        assertThatThrownBy(() -> session.unsubscribe("s")).isExactlyInstanceOf(JMSException.class);
        first.close();
        second.close();
        session.unsubscribe("s");
    }

    @Test
    void keepsClientsAndThoseWithoutIdentifierApart() throws JMSException {
        MessageConsumer nameless = session.createSharedConsumer(topic, "s");
        session.createSharedDurableConsumer(topic, "d").close();
        try (JMSContext context = factory("clientID=desk").createContext()) {
            JMSConsumer theirs = context.createSharedConsumer(other, "s");
            context.createSharedDurableConsumer(other, "d").close();
            context.createProducer().send(other, "b");
            assertThat(theirs.receiveBody(String.class, SOON)).isEqualTo("b");
            context.unsubscribe("d");
        }
        sendTo(topic, "a");

        assertThat(drain(nameless)).containsExactly("a");
        assertThat(drain(session.createSharedDurableConsumer(topic, "d"))).containsExactly("a");
    }

    @Test
    void keepsDurableAndNonDurableOnesOfOneNameApart() throws JMSException {
        MessageConsumer durable = session.createSharedDurableConsumer(topic, "s");
        MessageConsumer passing = session.createSharedConsumer(topic, "s", "JMSPriority > 4");

        sendTo(topic, "a");

        assertThat(drain(durable)).containsExactly("a");
        assertThat(drain(passing)).isEmpty();
    }

    @Test
    void worksInTheSimplifiedApi() {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer first = context.createSharedConsumer(topic, "s", "a = 1");
            JMSConsumer second = context.createSharedDurableConsumer(topic, "s", "a = 1");
            context.createProducer().setProperty("a", 1).send(topic, "x");

            assertThat(first.receiveBody(String.class, SOON)).isEqualTo("x");
            assertThat(second.receiveBody(String.class, SOON)).isEqualTo("x");
            assertThatThrownBy(() -> context.createSharedConsumer(topic, "s")).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> context.createSharedDurableConsumer(topic, "s"))
                    .isInstanceOf(JMSRuntimeException.class);
        }
    }
}
