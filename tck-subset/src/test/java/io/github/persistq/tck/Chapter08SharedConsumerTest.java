package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 8, receiving messages: sections 8.3.2 and 8.3.4, consumers of shared subscriptions. */
class Chapter08SharedConsumerTest extends ClientStatements {
    /** The name of a subscription that no other test uses: without a client identifier, the name is all that tells it. */
    private String name;

    @BeforeEach
    void nameSubscription() {
        name = unique("subscription");
    }

    @Test
    @Spec("8.3.2")
    void eachMessageGoesToOneConsumerOfASharedSubscription() throws Exception {
        MessageConsumer one = newConnectionsSession().createSharedConsumer(topic, name);
        MessageConsumer other = newConnectionsSession().createSharedConsumer(topic, name);

        publish("1", "2", "3", "4");

        assertThat(receivedByEither(one, other, 4)).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionIsSharedWithinASession() throws Exception {
        MessageConsumer one = session.createSharedConsumer(topic, name);
        MessageConsumer other = session.createSharedConsumer(topic, name);

        publish("1", "2");

        assertThat(receivedByEither(one, other, 2)).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    @Spec("8.3.2")
    void sharedSubscriptionsOfTwoNamesAreTwo() throws Exception {
        MessageConsumer one = session.createSharedConsumer(topic, name);
        MessageConsumer other = session.createSharedConsumer(topic, unique("other"));

        publish("hello");

        assertThat(nextText(one)).isEqualTo("hello");
        assertThat(nextText(other)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void sharedSubscriptionsWithAndWithoutAClientIdentifierAreTwo() throws Exception {
        MessageConsumer without = session.createSharedConsumer(topic, name);
        MessageConsumer with = clientSession.createSharedConsumer(topic, name);

        publish("hello");

        assertThat(nextText(without)).isEqualTo("hello");
        assertThat(nextText(with)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void aSharedNonDurableSubscriptionEndsWithItsLastConsumer() throws Exception {
        MessageConsumer one = session.createSharedConsumer(topic, name);
        MessageConsumer other = clientlessConsumer();
        one.close();
        publish("kept");
        assertThat(nextText(other)).isEqualTo("kept");
        publish("undelivered");
        other.close();
        publish("in between");

        MessageConsumer next = session.createSharedConsumer(topic, name);
        publish("after");

        assertThat(nextText(next)).isEqualTo("after");
        assertThat(next.receive(BRIEFLY)).isNull();
    }

    private MessageConsumer clientlessConsumer() throws JMSException {
        return newConnectionsSession().createSharedConsumer(topic, name);
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionInUseIsNotMadeForAnotherTopic() throws Exception {
        Topic other = session.createTopic(unique("other"));
        MessageConsumer consumer = session.createSharedConsumer(topic, name);

        assertThatThrownBy(() -> session.createSharedConsumer(other, name)).isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionInUseIsNotMadeForAnotherSelector() throws Exception {
        MessageConsumer consumer = session.createSharedConsumer(topic, name, "colour = 'red'");

        assertThatThrownBy(() -> session.createSharedConsumer(topic, name)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(topic, name, "colour = 'blue'"))
                .isInstanceOf(JMSException.class);

        publishColours("red");
        assertThat(nextText(consumer)).isEqualTo("red");
    }

    @Test
    @Spec("8.3.2")
    void aContextsSharedSubscriptionInUseIsNotMadeForAnotherSelector() {
        try (JMSContext context = factory.createContext()) {
            context.createSharedConsumer(topic, name, "colour = 'red'");

            assertThatThrownBy(() -> context.createSharedConsumer(topic, name, "colour = 'blue'"))
                    .isInstanceOf(JMSRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionThatIsNoMoreIsMadeForAnotherSelector() throws Exception {
        session.createSharedConsumer(topic, name, "colour = 'red'").close();

        MessageConsumer consumer = session.createSharedConsumer(topic, name, "colour = 'blue'");
        publishColours("red", "blue");

        assertThat(nextText(consumer)).isEqualTo("blue");
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionWithASelectorHasOnlyWhatMatches() throws Exception {
        MessageConsumer one = session.createSharedConsumer(topic, name, "colour = 'red'");
        MessageConsumer other = session.createSharedConsumer(topic, name, "colour = 'red'");

        publishColours("red", "blue", "red");

        assertThat(receivedByEither(one, other, 2)).containsExactly("red", "red");
        assertThat(one.receive(BRIEFLY)).isNull();
        assertThat(other.receiveNoWait()).isNull();
    }

    @Test
    @Spec("8.3.2")
    void aSharedNonDurableAndADurableSubscriptionOfOneNameAreTwo() throws Exception {
        MessageConsumer nonDurable = clientSession.createSharedConsumer(topic, name);
        MessageConsumer durable = clientSession.createSharedDurableConsumer(topic, name);

        publish("hello");

        assertThat(nextText(nonDurable)).isEqualTo("hello");
        assertThat(nextText(durable)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void aSharedNonDurableAndAnUnsharedDurableSubscriptionOfOneNameAreTwo() throws Exception {
        MessageConsumer nonDurable = clientSession.createSharedConsumer(topic, name);
        MessageConsumer durable = clientSession.createDurableConsumer(topic, name);

        publish("hello");

        assertThat(nextText(nonDurable)).isEqualTo("hello");
        assertThat(nextText(durable)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void aSharedSubscriptionOfNoTopicOrWithABadSelectorIsRefused() {
        assertThatThrownBy(() -> session.createSharedConsumer(null, name))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(topic, name, "colour <> ("))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Spec("8.3.2")
    void aContextsSharedConsumersShare() {
        try (JMSContext context = factory.createContext();
                JMSContext other = factory.createContext()) {
            JMSConsumer one = context.createSharedConsumer(topic, name);
            JMSConsumer two = other.createSharedConsumer(topic, name);

            context.createProducer().send(topic, "hello");

            String first = one.receiveBody(String.class, BRIEFLY);
            String second = two.receiveBody(String.class, BRIEFLY);
            assertThat(first == null ? second : first).isEqualTo("hello");
            assertThat(first == null || second == null).as("one of both").isTrue();
        }
    }

    @Test
    @Spec("8.3.2")
    @ArtemisDiffers("buffers messages for the idle consumer")
    void anIdleConsumerDoesNotStarveAnotherOfItsSharedSubscription() throws Exception {
        session.createSharedConsumer(topic, name);
        MessageConsumer busy = newConnectionsSession().createSharedConsumer(topic, name);

        publish("1", "2", "3", "4");

        List<String> received = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Message message = busy.receive(SOON / 10);
            if (message == null) {
                break;
            }
            received.add(text(message));
        }
        assertThat(received).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionNeedsNoClientIdentifier() throws Exception {
        session.createSharedDurableConsumer(topic, name).close();
        publish("meanwhile");

        MessageConsumer consumer = newConnectionsSession().createSharedDurableConsumer(topic, name);

        assertThat(nextText(consumer)).isEqualTo("meanwhile");
        consumer.close();
        session.unsubscribe(name);
    }

    @Test
    @Spec("8.3.4")
    void eachMessageGoesToOneConsumerOfASharedDurableSubscription() throws Exception {
        MessageConsumer one = newConnectionsSession().createSharedDurableConsumer(topic, name);
        MessageConsumer other = newConnectionsSession().createSharedDurableConsumer(topic, name);

        publish("1", "2", "3", "4");

        assertThat(receivedByEither(one, other, 4)).containsExactlyInAnyOrder("1", "2", "3", "4");
    }

    @Test
    @Spec("8.3.4")
    void sharedDurableSubscriptionsWithAndWithoutAClientIdentifierAreTwo() throws Exception {
        session.createSharedDurableConsumer(topic, name).close();
        clientSession.createSharedDurableConsumer(topic, name).close();
        publish("hello");

        assertThat(nextText(session.createSharedDurableConsumer(topic, name))).isEqualTo("hello");
        assertThat(nextText(clientSession.createSharedDurableConsumer(topic, name)))
                .isEqualTo("hello");
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionKeepsWhatComesAfterItsLastConsumer() throws Exception {
        MessageConsumer consumer = session.createSharedDurableConsumer(topic, name);
        publish("undelivered");
        consumer.close();
        publish("in between");

        MessageConsumer again = session.createSharedDurableConsumer(topic, name);

        assertThat(nextText(again)).isEqualTo("undelivered");
        assertThat(nextText(again)).isEqualTo("in between");
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("throws a JMSException")
    void anotherTopicMakesAnUnusedSharedDurableSubscriptionAnew() throws Exception {
        Topic other = session.createTopic(unique("other"));
        session.createSharedDurableConsumer(topic, name).close();
        publish("of the old topic");

        MessageConsumer consumer = session.createSharedDurableConsumer(other, name);
        publishTo(other, "of the new topic");

        assertThat(nextText(consumer)).isEqualTo("of the new topic");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("throws a JMSException")
    void anotherSelectorMakesAnUnusedSharedDurableSubscriptionAnew() throws Exception {
        session.createSharedDurableConsumer(topic, name, "colour = 'red'").close();
        publishColours("red");

        MessageConsumer consumer = session.createSharedDurableConsumer(topic, name, "colour = 'blue'");
        publishColours("red", "blue");

        assertThat(nextText(consumer)).isEqualTo("blue");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionInUseIsNotMadeForAnotherTopicOrSelector() throws Exception {
        Topic other = session.createTopic(unique("other"));
        MessageConsumer consumer = session.createSharedDurableConsumer(topic, name);

        assertThatThrownBy(() -> session.createSharedDurableConsumer(other, name))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, name, "colour = 'red'"))
                .isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.4")
    @ArtemisDiffers("makes a consumer of the unshared subscription")
    void aSharedDurableSubscriptionIsRefusedWhereThereIsAnUnsharedOne() throws Exception {
        clientSession.createDurableConsumer(topic, name).close();

        assertThatThrownBy(() -> clientSession.createSharedDurableConsumer(topic, name))
                .isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionWithAConsumerIsNotUnsubscribed() throws Exception {
        session.createSharedDurableConsumer(topic, name);

        assertThatThrownBy(() -> session.unsubscribe(name)).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("8.3.4")
    void aContextsSharedDurableConsumersShare() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createSharedDurableConsumer(topic, name).close();
            publish("1", "2");

            JMSConsumer one = context.createSharedDurableConsumer(topic, name);
            assertThat(one.receiveBody(String.class, SOON)).isEqualTo("1");
            one.close();
            assertThat(context.createSharedDurableConsumer(topic, name, null).receiveBody(String.class, SOON))
                    .isEqualTo("2");
        }
    }

    @Test
    @Spec("8.3.4")
    void aContextsSharedDurableSubscriptionInUseIsNotMadeForAnotherSelector() {
        try (JMSContext context = factory.createContext()) {
            context.createSharedDurableConsumer(topic, name);

            assertThatThrownBy(() -> context.createSharedDurableConsumer(topic, name, "colour = 'red'"))
                    .isInstanceOf(JMSRuntimeException.class);
        }
    }

    private Session newConnectionsSession() throws JMSException {
        Connection made = newConnection();
        made.start();
        return made.createSession();
    }

    /** What two consumers receive by turns, until a number of messages have come. */
    private static List<String> receivedByEither(MessageConsumer one, MessageConsumer other, int count)
            throws JMSException {
        List<String> texts = new ArrayList<>();
        long end = System.nanoTime() + SOON * 1_000_000;
        while (texts.size() < count && System.nanoTime() < end) {
            for (MessageConsumer consumer : List.of(one, other)) {
                Message message = consumer.receive(10);
                if (message != null) {
                    texts.add(text(message));
                }
            }
        }
        return texts;
    }
}
