package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 8, receiving messages: sections 8.3.1 and 8.3.3, consumers of unshared subscriptions. */
class Chapter08UnsharedConsumerTest extends ClientStatements {
    @Test
    @Spec("8.3.1")
    void eachConsumerMakesASubscriptionOfItsOwn() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer other = clientSession.createConsumer(topic);

        publish("1", "2");

        assertThat(nextText(one)).isEqualTo("1");
        assertThat(nextText(one)).isEqualTo("2");
        assertThat(nextText(other)).isEqualTo("1");
        assertThat(nextText(other)).isEqualTo("2");
    }

    @Test
    @Spec("8.3.1")
    void aSubscriptionGetsNothingThatWasPublishedBeforeItWasMade() throws Exception {
        publish("before");

        MessageConsumer consumer = session.createConsumer(topic);
        publish("after");

        assertThat(nextText(consumer)).isEqualTo("after");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Spec("8.3.1")
    void aNonDurableSubscriptionEndsWithItsConsumer() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);
        publish("undelivered");
        consumer.close();
        publish("in between");

        MessageConsumer next = session.createConsumer(topic);
        publish("after");

        assertThat(nextText(next)).isEqualTo("after");
        assertThat(next.receiveNoWait()).isNull();
    }

    @Test
    @Spec("8.3.1")
    void aSubscriptionWithASelectorHasOnlyWhatMatches() throws Exception {
        MessageConsumer reds = session.createConsumer(topic, "colour = 'red'");

        publishColours("red", "blue", "red");

        assertThat(nextText(reds)).isEqualTo("red");
        assertThat(nextText(reds)).isEqualTo("red");
        assertThat(reds.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.1")
    void aSubscriptionWithNoLocalHasNothingOfItsOwnConnection() throws Exception {
        MessageConsumer foreign = clientSession.createConsumer(topic, null, true);
        MessageProducer own = clientSession.createProducer(topic);

        own.send(clientSession.createTextMessage("own"));
        publish("foreign");

        assertThat(nextText(foreign)).isEqualTo("foreign");
        assertThat(foreign.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.1")
    void noLocalHoldsForAnotherSessionOfTheConnection() throws Exception {
        MessageConsumer foreign = clientSession.createConsumer(topic, null, true);
        Session another = client.createSession();

        another.createProducer(topic).send(another.createTextMessage("own"));
        publish("foreign");

        assertThat(nextText(foreign)).isEqualTo("foreign");
    }

    @Test
    @Spec("8.3.1")
    void withoutNoLocalAConnectionReceivesWhatItPublished() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic, null, false);

        publish("own");

        assertThat(nextText(consumer)).isEqualTo("own");
    }

    @Test
    @Spec("8.3.1")
    void noLocalHoldsWithinOneContext() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer foreign = context.createConsumer(topic, null, true);

            context.createProducer().send(topic, "own");
            publish("foreign");

            assertThat(foreign.receiveBody(String.class, SOON)).isEqualTo("foreign");
            assertThat(foreign.receiveBody(String.class, BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("8.3.1")
    void aTopicSubscriberReceivesWhatATopicPublisherPublishes() throws Exception {
        try (TopicConnection topics = store.topicFactory().createTopicConnection()) {
            topics.start();
            TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
            TopicSubscriber subscriber = topicSession.createSubscriber(topic);
            TopicPublisher bound = topicSession.createPublisher(topic);
            TopicPublisher unbound = topicSession.createPublisher(null);

            bound.publish(topicSession.createTextMessage("1"));
            bound.publish(topicSession.createTextMessage("2"), 1, 4, 0);
            unbound.publish(topic, topicSession.createTextMessage("3"));
            unbound.publish(topic, topicSession.createTextMessage("4"), 1, 4, 0);

            for (String text : List.of("1", "2", "3", "4")) {
                assertThat(nextText(subscriber)).isEqualTo(text);
            }
            assertThat(subscriber.getTopic().getTopicName()).isEqualTo(topic.getTopicName());
            assertThat(bound.getTopic().getTopicName()).isEqualTo(topic.getTopicName());
            assertThat(unbound.getTopic()).isNull();
            assertThat(subscriber.getNoLocal()).isFalse();
        }
    }

    @Test
    @Spec("8.3.1")
    void aTopicSubscriberTakesASelectorAndNoLocal() throws Exception {
        try (TopicConnection topics = store.topicFactory().createTopicConnection()) {
            topics.start();
            TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
            TopicSubscriber subscriber = topicSession.createSubscriber(topic, "colour = 'red'", true);
            var own = topicSession.createTextMessage("own");
            own.setStringProperty("colour", "red");

            topicSession.createPublisher(topic).publish(own);
            publishColours("blue", "red");

            assertThat(subscriber.getNoLocal()).isTrue();
            assertThat(nextText(subscriber)).isEqualTo("red");
            assertThat(subscriber.receive(BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("7.9")
    void aDelayedMessageGoesToTheSubscriptionsThatExistWhenItIsSent() throws Exception {
        MessageConsumer present = session.createConsumer(topic);
        MessageProducer publisher = session.createProducer(topic);
        publisher.setDeliveryDelay(60);
        publisher.send(session.createTextMessage("later"));

        MessageConsumer late = session.createConsumer(topic);

        assertThat(nextText(present)).isEqualTo("later");
        assertThat(late.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionKeepsWhatComesWhileItHasNoConsumer() throws Exception {
        clientSession.createDurableConsumer(topic, "news").close();
        publish("1", "2");

        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news");

        assertThat(nextText(consumer)).isEqualTo("1");
        assertThat(nextText(consumer)).isEqualTo("2");
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionOutlivesItsConnection() throws Exception {
        clientSession.createDurableConsumer(topic, "news");
        client.close();
        publish("meanwhile");

        Connection again = newClient(clientId);

        assertThat(nextText(again.createSession().createDurableConsumer(topic, "news")))
                .isEqualTo("meanwhile");
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionKeepsWhatWasNotAcknowledged() throws Exception {
        Session acknowledging = client.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createDurableConsumer(topic, "news");
        publish("acknowledged", "open");
        next(consumer).acknowledge();
        next(consumer);
        acknowledging.close();

        MessageConsumer again = clientSession.createDurableConsumer(topic, "news");

        assertThat(nextText(again)).isEqualTo("open");
        assertThat(again.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void anUnsharedDurableSubscriptionNeedsAClientIdentifier() throws Exception {
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "news"))
                .isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(topic, "news"))
                .isExactlyInstanceOf(IllegalStateException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createDurableConsumer(topic, "news"))
                    .isExactlyInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.3")
    void durableSubscriptionsOfOneNameAndTwoClientsAreTwo() throws Exception {
        Session other = newClient(unique("other")).createSession();
        MessageConsumer one = clientSession.createDurableConsumer(topic, "news");
        MessageConsumer two = other.createDurableConsumer(topic, "news");

        publish("hello");

        assertThat(nextText(one)).isEqualTo("hello");
        assertThat(nextText(two)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void anUnsharedDurableSubscriptionHasOneConsumerAtATime() throws Exception {
        MessageConsumer first = clientSession.createDurableConsumer(topic, "news");

        assertThatThrownBy(() -> clientSession.createDurableConsumer(topic, "news"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> client.createSession().createDurableSubscriber(topic, "news"))
                .isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(first)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void anUnsharedDurableSubscriptionOfAContextHasOneConsumerAtATime() {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            context.createDurableConsumer(topic, "news");

            assertThatThrownBy(() -> context.createDurableConsumer(topic, "news"))
                    .isInstanceOf(JMSRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.3")
    void anotherTopicMakesTheDurableSubscriptionAnew() throws Exception {
        Topic other = session.createTopic(unique("other"));
        clientSession.createDurableConsumer(topic, "news").close();
        publish("of the old topic");

        MessageConsumer consumer = clientSession.createDurableConsumer(other, "news");
        publish("of the old topic");
        publishTo(other, "of the new topic");

        assertThat(nextText(consumer)).isEqualTo("of the new topic");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void anotherSelectorMakesTheDurableSubscriptionAnew() throws Exception {
        clientSession
                .createDurableConsumer(topic, "news", "colour = 'red'", false)
                .close();
        publishColours("red", "blue");

        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news", "colour = 'blue'", false);
        publishColours("red", "blue");

        assertThat(nextText(consumer)).isEqualTo("blue");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void anotherNoLocalMakesTheDurableSubscriptionAnew() throws Exception {
        clientSession.createDurableConsumer(topic, "news", null, false).close();
        publish("of the old subscription");

        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news", null, true);
        publish("of the new subscription");

        assertThat(nextText(consumer)).isEqualTo("of the new subscription");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void theSameSelectorKeepsTheDurableSubscription() throws Exception {
        clientSession
                .createDurableConsumer(topic, "news", "colour = 'red'", false)
                .close();
        publishColours("blue", "red");

        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news", "colour = 'red'", false);

        assertThat(nextText(consumer)).isEqualTo("red");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionWithNoLocalHasNothingOfItsOwnConnection() throws Exception {
        MessageConsumer foreign = clientSession.createDurableConsumer(topic, "news", null, true);

        clientSession.createProducer(topic).send(clientSession.createTextMessage("own"));
        publish("foreign");

        assertThat(nextText(foreign)).isEqualTo("foreign");
        assertThat(foreign.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionWithNoLocalHasNothingOfAnotherConnectionOfTheSameClient() throws Exception {
        clientSession.createDurableConsumer(topic, "news", null, true);
        client.close();
        Connection again = newClient(clientId);
        Session publishing = again.createSession();

        publishing.createProducer(topic).send(publishing.createTextMessage("own"));
        publish("foreign");

        MessageConsumer foreign = publishing.createDurableConsumer(topic, "news", null, true);
        assertThat(nextText(foreign)).isEqualTo("foreign");
        assertThat(foreign.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers("makes a consumer of the shared subscription")
    void anUnsharedDurableSubscriptionIsRefusedWhereThereIsASharedOne() throws Exception {
        clientSession.createSharedDurableConsumer(topic, "news").close();

        assertThatThrownBy(() -> clientSession.createDurableConsumer(topic, "news"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> clientSession.createDurableSubscriber(topic, "news"))
                .isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("8.3.3")
    void anUnsubscribedDurableSubscriptionKeepsNothing() throws Exception {
        clientSession.createDurableConsumer(topic, "news").close();
        publish("lost");

        clientSession.unsubscribe("news");

        publish("lost as well");
        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news");
        publish("kept");
        assertThat(nextText(consumer)).isEqualTo("kept");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.3")
    void aContextUnsubscribesADurableSubscription() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            context.createDurableConsumer(topic, "news").close();
            publish("lost");

            context.unsubscribe("news");

            JMSConsumer consumer = context.createDurableConsumer(topic, "news");
            assertThat(consumer.receive(BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionWithAConsumerIsNotUnsubscribed() throws Exception {
        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news");

        assertThatThrownBy(() -> clientSession.unsubscribe("news")).isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers("deletes it")
    void aDurableSubscriptionWithAnUnacknowledgedMessageIsNotUnsubscribed() throws Exception {
        Session acknowledging = client.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createDurableConsumer(topic, "news");
        publish("hello");
        var message = next(consumer);
        consumer.close();

        assertThatThrownBy(() -> acknowledging.unsubscribe("news")).isInstanceOf(JMSException.class);

        message.acknowledge();
        acknowledging.unsubscribe("news");
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers("deletes it")
    void aDurableSubscriptionInATransactionIsNotUnsubscribed() throws Exception {
        Session transacted = client.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createDurableConsumer(topic, "news");
        publish("hello");
        next(consumer);
        consumer.close();

        assertThatThrownBy(() -> transacted.unsubscribe("news")).isInstanceOf(JMSException.class);

        transacted.commit();
        transacted.unsubscribe("news");
    }

    @Test
    @Spec("8.3.3")
    void anUnknownSubscriptionIsNotUnsubscribed() throws Exception {
        assertThatThrownBy(() -> clientSession.unsubscribe("unknown")).isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            assertThatThrownBy(() -> context.unsubscribe("unknown"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionOfNoTopicOrWithABadSelectorIsRefused() throws Exception {
        assertThatThrownBy(() -> clientSession.createDurableConsumer(null, "news"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> clientSession.createDurableSubscriber(null, "news"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> clientSession.createDurableConsumer(topic, "news", "colour <> (", false))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers("adds a condition of its own to the selector")
    void aDurableSubscriberTellsItsTopicSelectorAndNoLocal() throws Exception {
        TopicSubscriber subscriber = clientSession.createDurableSubscriber(topic, "news", "colour = 'red'", true);

        assertThat(subscriber.getTopic().getTopicName()).isEqualTo(topic.getTopicName());
        assertThat(subscriber.getMessageSelector()).isEqualTo("colour = 'red'");
        assertThat(subscriber.getNoLocal()).isTrue();
    }

    @Test
    @Spec("8.3.3")
    void aDurableSubscriptionHasNothingThatExpired() throws Exception {
        clientSession.createDurableConsumer(topic, "news").close();
        MessageProducer publisher = session.createProducer(topic);
        var brief = session.createTextMessage("brief");
        publisher.send(brief, 2, 4, 1);
        publisher.send(session.createTextMessage("lasting"));
        org.awaitility.Awaitility.await().until(() -> System.currentTimeMillis() > brief.getJMSExpiration());

        MessageConsumer consumer = clientSession.createDurableConsumer(topic, "news");

        assertThat(nextText(consumer)).isEqualTo("lasting");
    }

    @Test
    @Spec("8.4")
    void aContextsDurableConsumerStartsDelivery() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            JMSConsumer consumer = context.createDurableConsumer(topic, "news");

            publish("hello");

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }
}
