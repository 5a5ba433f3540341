package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: shared subscriptions, durable and not. */
class Chapter04SharedSubscriptionTest extends TopicStatements {
    private static final List<String> MANY =
            IntStream.range(0, 20).mapToObj(String::valueOf).toList();

    @Test
    @Spec("8.3.2")
    void eachMessageGoesToOneOfTheConsumers() throws Exception {
        assertEachOnce(
                session.createSharedConsumer(topic, subscription),
                newSession().createSharedConsumer(topic, subscription));
    }

    @Test
    @Spec("8.3.4")
    void eachMessageGoesToOneOfTheConsumersOfADurableSubscription() throws Exception {
        assertEachOnce(
                session.createSharedDurableConsumer(topic, subscription),
                newSession().createSharedDurableConsumer(topic, subscription));
    }

    @Test
    @Spec("8.3.2")
    void consumersOfOneSessionShareASubscription() throws Exception {
        assertEachOnce(
                session.createSharedConsumer(topic, subscription), session.createSharedConsumer(topic, subscription));
    }

    @Test
    @Spec("8.3.2")
    void contextsShareASubscription() throws Exception {
        try (JMSContext one = factory.createContext();
                JMSContext other = factory.createContext()) {
            JMSConsumer first = one.createSharedConsumer(topic, subscription);
            JMSConsumer second = other.createSharedConsumer(topic, subscription);

            publish("a", "b");

            List<String> received = new ArrayList<>();
            while (received.size() < 2) {
                addIfAny(received, first.receiveBody(String.class, BRIEFLY));
                addIfAny(received, second.receiveBody(String.class, BRIEFLY));
            }
            assertThat(received).containsExactlyInAnyOrder("a", "b");
            assertThat(first.receiveNoWait()).isNull();
            assertThat(second.receiveNoWait()).isNull();
        }
    }

    @Test
    @Spec("8.3.2")
    void listenersShareASubscription() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        newSession().createSharedConsumer(topic, subscription).setMessageListener(m -> heard.add(uncheckedText(m)));
        newSession().createSharedConsumer(topic, subscription).setMessageListener(m -> heard.add(uncheckedText(m)));

        publish(MANY.toArray(String[]::new));

        List<String> all = new ArrayList<>();
        for (int i = 0; i < MANY.size(); i++) {
            all.add(heard.poll(SOON, TimeUnit.MILLISECONDS));
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(MANY);
        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @Spec("4.2.2")
    void aSharedSubscriptionAndAnotherEachReceiveACopy() throws Exception {
        MessageConsumer shared = session.createSharedConsumer(topic, subscription);
        MessageConsumer otherName = session.createSharedConsumer(topic, unique("subscription"));
        MessageConsumer unshared = session.createConsumer(topic);

        publish("hello");

        assertThat(nextText(shared)).isEqualTo("hello");
        assertThat(nextText(otherName)).isEqualTo("hello");
        assertThat(nextText(unshared)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    @ArtemisDiffers(
            value = "sends messages ahead to each consumer in turn, and they wait there",
            reading = "the text leaves the distribution open; this asks that a message goes to who asks for it")
    void anIdleConsumerKeepsNoMessageFromAnother() throws Exception {
        MessageConsumer idle = session.createSharedConsumer(topic, subscription);
        MessageConsumer busy = newSession().createSharedConsumer(topic, subscription);

        publish("a", "b", "c", "d");

        assertThat(drain(busy)).containsExactly("a", "b", "c", "d");
        assertThat(idle.receiveNoWait()).isNull();
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionLivesAsLongAsAnyOfItsConsumers() throws Exception {
        MessageConsumer first = session.createSharedConsumer(topic, subscription);
        MessageConsumer second = newSession().createSharedConsumer(topic, subscription);

        first.close();

        publish("hello");
        assertThat(nextText(second)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    @ArtemisDiffers(value = "ends the subscription some time after the close", always = false)
    void aSharedSubscriptionEndsWithItsLastConsumerAndDropsWhatItHeld() throws Exception {
        MessageConsumer first = session.createSharedConsumer(topic, subscription);
        MessageConsumer second = session.createSharedConsumer(topic, subscription);
        publish("held");
        first.close();
        second.close();
        publish("while there is none");

        MessageConsumer anew = session.createSharedConsumer(topic, subscription);

        publish("new");
        assertThat(nextText(anew)).isEqualTo("new");
        assertThat(anew.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.2")
    @ArtemisDiffers(value = "ends the subscription some time after the close", always = false)
    void theNameIsFreeForAnotherTopicOnceTheLastConsumerIsClosed() throws Exception {
        Topic another = newTopic();
        session.createSharedConsumer(topic, subscription).close();

        MessageConsumer moved = session.createSharedConsumer(another, subscription);

        publish("to the old topic");
        publishTo(another, "to the new topic");
        assertThat(nextText(moved)).isEqualTo("to the new topic");
    }

    @Test
    @Spec("8.3.2")
    void clientsWithDifferentIdentifiersDoNotShare() throws Exception {
        MessageConsumer one = newClient(unique("client")).createSession().createSharedConsumer(topic, subscription);
        MessageConsumer other = newClient(unique("client")).createSession().createSharedConsumer(topic, subscription);
        MessageConsumer nameless = session.createSharedConsumer(topic, subscription);

        publish("hello");

        assertThat(nextText(one)).isEqualTo("hello");
        assertThat(nextText(other)).isEqualTo("hello");
        assertThat(nextText(nameless)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void anActiveSharedSubscriptionIsNotJoinedWithAnotherTopicOrSelector() throws Exception {
        session.createSharedConsumer(topic, subscription, "colour = 'blue'");
        Topic another = newTopic();

        new Calls()
                .add("topic", () -> session.createSharedConsumer(another, subscription, "colour = 'blue'"))
                .add("selector", () -> session.createSharedConsumer(topic, subscription, "colour = 'red'"))
                .add("no selector", () -> session.createSharedConsumer(topic, subscription))
                .assertRefusedWith(JMSException.class);
    }

    @Test
    @Spec("8.3.2")
    void aContextDoesNotJoinAnActiveSharedSubscriptionWithAnotherTopicOrSelector() throws Exception {
        Topic another = newTopic();
        try (JMSContext context = factory.createContext()) {
            context.createSharedConsumer(topic, subscription);

            new Calls()
                    .add("topic", () -> context.createSharedConsumer(another, subscription))
                    .add("selector", () -> context.createSharedConsumer(topic, subscription, "colour = 'red'"))
                    .assertRefusedWith(JMSRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.2")
    void onlyWhatTheSelectorMatchesIsAddedToASharedSubscription() throws Exception {
        MessageConsumer blue = session.createSharedConsumer(topic, subscription, "colour = 'blue'");

        publishColoured("red");
        publishColoured("blue");

        assertThat(nextText(blue)).isEqualTo("blue");
        assertThat(blue.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.2")
    void aNameMayBeThatOfADurableSubscriptionToo() throws Exception {
        MessageConsumer shared = session.createSharedConsumer(topic, subscription);
        MessageConsumer durable = session.createSharedDurableConsumer(topic, subscription);

        publish("hello");

        assertThat(nextText(shared)).isEqualTo("hello");
        assertThat(nextText(durable)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionNeedsNoClientIdentifierAndKeepsMessages() throws Exception {
        session.createSharedDurableConsumer(topic, subscription).close();

        publish("first", "second");

        MessageConsumer back = newSession().createSharedDurableConsumer(topic, subscription);
        assertThat(List.of(nextText(back), nextText(back))).containsExactly("first", "second");
    }

    @Test
    @Spec("8.3.4")
    void aContextResumesASharedDurableSubscription() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createSharedDurableConsumer(topic, subscription, "colour = 'blue'")
                    .close();
            publishColoured("red");
            publishColoured("blue");

            JMSConsumer back = context.createSharedDurableConsumer(topic, subscription, "colour = 'blue'");

            assertThat(back.receiveBody(String.class, SOON)).isEqualTo("blue");
            assertThat(back.receiveNoWait()).isNull();
        }
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionOutlivesItsConnection() throws Exception {
        String clientId = unique("client");
        Connection first = newClient(clientId);
        first.createSession().createSharedDurableConsumer(topic, subscription);
        first.close();

        publish("hello");

        MessageConsumer back = newClient(clientId).createSession().createSharedDurableConsumer(topic, subscription);
        assertThat(nextText(back)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionOutlivesTheProvidersRestart() throws Exception {
        Store lasting = lastingStore();
        try (Connection before = lasting.factory().createConnection()) {
            Session own = before.createSession();
            own.createSharedDurableConsumer(topic, subscription).close();
            own.createProducer(topic).send(own.createTextMessage("hello"));
        }

        lasting.restart();

        try (Connection after = lasting.factory().createConnection()) {
            after.start();
            assertThat(nextText(after.createSession().createSharedDurableConsumer(topic, subscription)))
                    .isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.3.4")
    void sharedDurableSubscriptionsOfDifferentClientsAreDifferent() throws Exception {
        Session one = newClient(unique("client")).createSession();
        one.createSharedDurableConsumer(topic, subscription).close();
        session.createSharedDurableConsumer(topic, subscription).close();

        publish("hello");

        assertThat(nextText(one.createSharedDurableConsumer(topic, subscription)))
                .isEqualTo("hello");
        assertThat(nextText(session.createSharedDurableConsumer(topic, subscription)))
                .isEqualTo("hello");
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("refuses another topic")
    void anotherTopicReplacesAnInactiveSharedDurableSubscription() throws Exception {
        Topic another = newTopic();
        session.createSharedDurableConsumer(topic, subscription).close();
        publish("to the old topic");

        MessageConsumer moved = session.createSharedDurableConsumer(another, subscription);

        publish("to the old topic again");
        publishTo(another, "to the new topic");
        assertThat(nextText(moved)).isEqualTo("to the new topic");
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("refuses another selector")
    void anotherSelectorReplacesAnInactiveSharedDurableSubscription() throws Exception {
        session.createSharedDurableConsumer(topic, subscription, "colour = 'red'")
                .close();
        publishColoured("red");

        MessageConsumer blue = session.createSharedDurableConsumer(topic, subscription, "colour = 'blue'");

        publishColoured("red");
        publishColoured("blue");
        assertThat(nextText(blue)).isEqualTo("blue");
        assertThat(blue.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.4")
    void anActiveSharedDurableSubscriptionIsNotJoinedWithAnotherTopicOrSelector() throws Exception {
        session.createSharedDurableConsumer(topic, subscription);
        Topic another = newTopic();

        new Calls()
                .add("topic", () -> session.createSharedDurableConsumer(another, subscription))
                .add("selector", () -> session.createSharedDurableConsumer(topic, subscription, "colour = 'red'"))
                .assertRefusedWith(JMSException.class);
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("takes the unshared subscription over")
    void aSharedDurableSubscriptionIsRefusedTheNameOfAnUnsharedOne() throws Exception {
        Session client = newClient(unique("client")).createSession();
        client.createDurableConsumer(topic, subscription).close();

        assertThatThrownBy(() -> client.createSharedDurableConsumer(topic, subscription))
                .isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("8.3.4")
    void whatOneConsumerGivesBackGoesToAnother() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer leaving = transacted.createSharedDurableConsumer(topic, subscription);
        publish("hello");
        next(leaving);

        transacted.close();

        Message again = next(session.createSharedDurableConsumer(topic, subscription));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    private Session newSession() throws JMSException {
        Connection another = newConnection();
        another.start();
        return another.createSession();
    }

    private void assertEachOnce(MessageConsumer one, MessageConsumer other) throws JMSException {
        publish(MANY.toArray(String[]::new));

        List<String> received = new ArrayList<>();
        for (int rounds = 0; received.size() < MANY.size() && rounds < 200; rounds++) {
            received.addAll(drain(one));
            received.addAll(drain(other));
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(MANY);
        assertThat(one.receive(BRIEFLY)).isNull();
        assertThat(other.receive(BRIEFLY)).isNull();
    }

    private static void addIfAny(List<String> received, String text) {
        if (text != null) {
            received.add(text);
        }
    }
}
