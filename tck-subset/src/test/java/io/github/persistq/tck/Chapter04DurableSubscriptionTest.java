package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: durable subscriptions that are not shared. */
class Chapter04DurableSubscriptionTest extends TopicStatements {
    private String clientId;
    private Session client;

    @BeforeEach
    void connectClient() throws Exception {
        clientId = unique("client");
        client = newClient(clientId).createSession();
    }

    @Test
    @Spec("4.2.2")
    void aDurableSubscriptionKeepsMessagesWhileItHasNoConsumer() throws Exception {
        client.createDurableConsumer(topic, subscription).close();

        publish("first", "second");

        MessageConsumer back = client.createDurableConsumer(topic, subscription);
        assertThat(List.of(nextText(back), nextText(back))).containsExactly("first", "second");
    }

    @Test
    @Spec("4.2.2")
    void aConsumerResumesADurableSubscriptionWhereTheLastLeftIt() throws Exception {
        MessageConsumer first = client.createDurableConsumer(topic, subscription);
        publish("consumed", "left");
        nextText(first);
        first.close();

        MessageConsumer second = client.createDurableConsumer(topic, subscription);

        assertThat(nextText(second)).isEqualTo("left");
        assertThat(second.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("4.2.2")
    void aDurableSubscriptionOutlivesItsConnection() throws Exception {
        String id = unique("client");
        Connection first = newClient(id);
        first.createSession().createDurableConsumer(topic, subscription);
        first.close();

        publish("hello");

        MessageConsumer back = newClient(id).createSession().createDurableConsumer(topic, subscription);
        assertThat(nextText(back)).isEqualTo("hello");
    }

    @Test
    @Spec("4.2.2")
    void aDurableSubscriptionDropsWhatExpires() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        MessageProducer producer = session.createProducer(topic);
        producer.setTimeToLive(1);
        Message brief = session.createTextMessage("brief");
        producer.send(brief);
        publish("lasting");
        long expiration = brief.getJMSExpiration();
        await().atMost(Duration.ofMillis(SOON)).until(() -> System.currentTimeMillis() > expiration);

        MessageConsumer back = client.createDurableConsumer(topic, subscription);

        assertThat(nextText(back)).isEqualTo("lasting");
    }

    @Test
    @Spec("4.2.4")
    void aSubscriptionNameHasLettersDigitsUnderscoresDotsAndMinuses() throws Exception {
        String name = "Größe_Δ.αβ-" + subscription.replace('.', '9');

        client.createDurableConsumer(topic, name).close();

        publish("hello");
        assertThat(nextText(client.createDurableConsumer(topic, name))).isEqualTo("hello");
    }

    @Test
    @Spec("4.2.4")
    void aSubscriptionNameHasUpTo128Characters() throws Exception {
        String longName = (subscription + "x".repeat(128)).substring(0, 128);

        client.createDurableConsumer(topic, longName).close();

        publish("hello");
        assertThat(nextText(client.createDurableConsumer(topic, longName))).isEqualTo("hello");
    }

    @Test
    @Spec("4.2.11")
    void persistentMessagesReachAnInactiveDurableSubscriberOnce() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        publish("once");

        MessageConsumer back = client.createDurableConsumer(topic, subscription);

        assertThat(next(back).getJMSRedelivered()).isFalse();
        back.close();
        assertThat(client.createDurableConsumer(topic, subscription).receive(BRIEFLY))
                .isNull();
    }

    @Test
    @Spec("6.2")
    void aDurableSubscriberRetainsWhatItsClosedSessionDidNotAcknowledge() throws Exception {
        Connection connected = newClient(unique("client"));
        Session closing = connected.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = closing.createDurableConsumer(topic, subscription);
        publish("hello");
        next(consumer);

        closing.close();

        Message again = next(connected.createSession().createDurableConsumer(topic, subscription));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionOutlivesTheProvidersRestart() throws Exception {
        Store lasting = lastingStore();
        try (Connection before = lasting.factory(clientId).createConnection()) {
            Session own = before.createSession();
            own.createDurableConsumer(topic, subscription).close();
            own.createProducer(topic).send(own.createTextMessage("hello"));
        }

        lasting.restart();

        try (Connection after = lasting.factory(clientId).createConnection()) {
            after.start();
            assertThat(nextText(after.createSession().createDurableConsumer(topic, subscription)))
                    .isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionThatIsNotSharedNeedsAClientIdentifier() {
        new Calls()
                .add("createDurableConsumer", () -> session.createDurableConsumer(topic, subscription))
                .add("with a selector", () -> session.createDurableConsumer(topic, subscription, "a = 1", false))
                .add("createDurableSubscriber", () -> session.createDurableSubscriber(topic, subscription))
                .add("with noLocal", () -> session.createDurableSubscriber(topic, subscription, null, true))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("8.3.3")
    void aContextsDurableSubscriptionThatIsNotSharedNeedsAClientIdentifier() {
        try (JMSContext context = factory.createContext()) {
            new Calls()
                    .add("createDurableConsumer", () -> context.createDurableConsumer(topic, subscription))
                    .add("all", () -> context.createDurableConsumer(topic, subscription, "a = 1", false))
                    .assertRefusedWith(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.3")
    void aContextResumesADurableSubscription() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            context.createDurableConsumer(topic, subscription).close();
            publish("hello");

            JMSConsumer back = context.createDurableConsumer(topic, subscription);

            assertThat(back.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.3.3")
    void aSubscriberAndAConsumerOfTheSameNameResumeTheSameSubscription() throws Exception {
        client.createDurableSubscriber(topic, subscription).close();
        publish("hello");

        assertThat(nextText(client.createDurableConsumer(topic, subscription))).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void clientsWithDifferentIdentifiersHaveDifferentSubscriptionsOfOneName() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        Session other = newClient(unique("client")).createSession();
        other.createDurableConsumer(topic, subscription).close();

        publish("hello");

        assertThat(nextText(client.createDurableConsumer(topic, subscription))).isEqualTo("hello");
        assertThat(nextText(other.createDurableConsumer(topic, subscription))).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void aSecondConsumerIsRefusedWhileTheFirstIsActive() throws Exception {
        MessageConsumer active = client.createDurableConsumer(topic, subscription);

        new Calls()
                .add("createDurableConsumer", () -> client.createDurableConsumer(topic, subscription))
                .add("createDurableSubscriber", () -> client.createDurableSubscriber(topic, subscription))
                .assertRefusedWith(JMSException.class);
        publish("hello");
        assertThat(nextText(active)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void aContextIsRefusedASecondConsumerWhileTheFirstIsActive() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            JMSConsumer active = context.createDurableConsumer(topic, subscription);

            assertThatThrownBy(() -> context.createDurableConsumer(topic, subscription))
                    .isInstanceOf(JMSRuntimeException.class);
            publish("hello");
            assertThat(active.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.3.3")
    void anActiveSubscriptionIsNotMovedToAnotherTopic() throws Exception {
        MessageConsumer active = client.createDurableConsumer(topic, subscription);
        Topic another = newTopic();

        assertThatThrownBy(() -> client.createDurableConsumer(another, subscription))
                .isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(active)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void anotherTopicReplacesAnInactiveSubscription() throws Exception {
        Topic another = newTopic();
        client.createDurableConsumer(topic, subscription).close();
        publish("to the old topic");

        MessageConsumer moved = client.createDurableConsumer(another, subscription);

        publish("to the old topic again");
        publishTo(another, "to the new topic");
        assertThat(nextText(moved)).isEqualTo("to the new topic");
        assertThat(moved.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void anotherSelectorReplacesAnInactiveSubscription() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        publishColoured("blue");

        MessageConsumer selecting = client.createDurableConsumer(topic, subscription, "colour = 'blue'", false);

        assertThat(selecting.receive(BRIEFLY)).isNull();
        publishColoured("red");
        publishColoured("blue");
        assertThat(nextText(selecting)).isEqualTo("blue");
    }

    @Test
    @Spec("8.3.3")
    void anotherNoLocalValueReplacesAnInactiveSubscription() throws Exception {
        client.createDurableConsumer(topic, subscription, null, false).close();
        publish("before");

        MessageConsumer foreign = client.createDurableConsumer(topic, subscription, null, true);

        assertThat(foreign.receive(BRIEFLY)).isNull();
        publish("after");
        assertThat(nextText(foreign)).isEqualTo("after");
    }

    @Test
    @Spec("8.3.3")
    void onlyWhatTheSelectorMatchesIsKept() throws Exception {
        client.createDurableConsumer(topic, subscription, "colour = 'blue'", false)
                .close();

        publishColoured("red");
        publishColoured("blue");

        MessageConsumer back = client.createDurableConsumer(topic, subscription, "colour = 'blue'", false);
        assertThat(nextText(back)).isEqualTo("blue");
        assertThat(back.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void noLocalKeepsTheMessagesOfTheOwnConnectionOut() throws Exception {
        MessageConsumer foreign = client.createDurableConsumer(topic, subscription, null, true);

        client.createProducer(topic).send(client.createTextMessage("own"));
        publish("of another");

        assertThat(nextText(foreign)).isEqualTo("of another");
        assertThat(foreign.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void noLocalKeepsOutWhatALaterConnectionOfTheSameClientPublishes() throws Exception {
        String id = unique("client");
        Connection first = newClient(id);
        first.createSession().createDurableConsumer(topic, subscription, null, true);
        first.close();
        Session second = newClient(id).createSession();

        second.createProducer(topic).send(second.createTextMessage("own"));
        publish("of another");

        MessageConsumer back = second.createDurableConsumer(topic, subscription, null, true);
        assertThat(nextText(back)).isEqualTo("of another");
        assertThat(back.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers("takes the shared subscription over")
    void anUnsharedSubscriptionIsRefusedTheNameOfASharedDurableOne() throws Exception {
        client.createSharedDurableConsumer(topic, subscription).close();

        new Calls()
                .add("createDurableConsumer", () -> client.createDurableConsumer(topic, subscription))
                .add("createDurableSubscriber", () -> client.createDurableSubscriber(topic, subscription))
                .assertRefusedWith(JMSException.class);
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionAndASharedNonDurableOneOfOneNameAreSeparate() throws Exception {
        MessageConsumer durable = client.createDurableConsumer(topic, subscription);
        MessageConsumer shared = client.createSharedConsumer(topic, subscription);

        publish("hello");

        assertThat(nextText(durable)).isEqualTo("hello");
        assertThat(nextText(shared)).isEqualTo("hello");
    }

    @Test
    @Spec("8.1")
    void aDurableConsumerOfNoTopicIsRefused() {
        new Calls()
                .add("createDurableConsumer", () -> client.createDurableConsumer(null, subscription))
                .add("createDurableSubscriber", () -> client.createDurableSubscriber(null, subscription))
                .add("createSharedDurableConsumer", () -> client.createSharedDurableConsumer(null, subscription))
                .add("createSharedConsumer", () -> client.createSharedConsumer(null, subscription))
                .assertRefusedWith(InvalidDestinationException.class);
    }

    @Test
    @Spec("8.3.3")
    void clientIdentifierAndNameIdentifyASubscriptionHoweverTheyAreCut() throws Exception {
        String id = unique("client");
        Session one = newClient(id).createSession();
        Session other = newClient(id + ".a").createSession();
        one.createDurableConsumer(topic, "a.b").close();
        other.createDurableConsumer(topic, "b").close();
        session.createSharedDurableConsumer(topic, id + ".a.b").close();

        publish("hello");

        MessageConsumer first = one.createDurableConsumer(topic, "a.b");
        MessageConsumer second = other.createDurableConsumer(topic, "b");
        MessageConsumer third = session.createSharedDurableConsumer(topic, id + ".a.b");
        assertThat(List.of(nextText(first), nextText(second), nextText(third)))
                .containsExactly("hello", "hello", "hello");
    }
}
