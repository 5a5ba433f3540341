package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: the legacy interfaces for topics. */
class Chapter04LegacyTopicTest extends TopicStatements {
    private TopicConnection topicConnection;
    private TopicSession topicSession;

    @BeforeEach
    void connectForTopics() throws Exception {
        topicConnection = store.topicFactory().createTopicConnection();
        topicConnection.setClientID(unique("client"));
        topicConnection.start();
        topicSession = topicConnection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void disconnectFromTopics() throws Exception {
        topicConnection.close();
    }

    @Test
    @Spec("4.2.2")
    void aSubscriberReceivesWhatAPublisherPublishes() throws Exception {
        TopicSubscriber subscriber = topicSession.createSubscriber(topic);
        TopicPublisher publisher = topicSession.createPublisher(topic);

        publisher.publish(topicSession.createTextMessage("first"));
        publisher.send(topicSession.createTextMessage("second"));

        assertThat(List.of(nextText(subscriber), nextText(subscriber))).containsExactly("first", "second");
    }

    @Test
    @Spec("7.2")
    void aPublisherPublishesWithOptions() throws Exception {
        TopicSubscriber subscriber = topicSession.createSubscriber(topic);

        topicSession
                .createPublisher(topic)
                .publish(topicSession.createTextMessage("hello"), DeliveryMode.NON_PERSISTENT, 7, 3_600_000);

        Message received = next(subscriber);
        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(received.getJMSPriority()).isEqualTo(7);
        assertThat(received.getJMSExpiration()).isGreaterThan(received.getJMSTimestamp());
    }

    @Test
    @Spec("7.1")
    void aPublisherWithoutATopicIsToldItWithEachPublish() throws Exception {
        TopicSubscriber subscriber = topicSession.createSubscriber(topic);
        TopicPublisher publisher = topicSession.createPublisher(null);

        publisher.publish(topic, topicSession.createTextMessage("first"));
        publisher.publish(topic, topicSession.createTextMessage("second"), DeliveryMode.PERSISTENT, 4, 0);

        assertThat(List.of(nextText(subscriber), nextText(subscriber))).containsExactly("first", "second");
    }

    @Test
    @Spec("4.2.6")
    void aPublisherAndASubscriberTellTheirTopic() throws Exception {
        assertThat(topicSession.createPublisher(topic).getTopic()).isEqualTo(topic);
        assertThat(topicSession.createSubscriber(topic).getTopic()).isEqualTo(topic);
    }

    @Test
    @Spec("8.3.1")
    void aSubscriberTellsWhetherItIsNoLocal() throws Exception {
        assertThat(topicSession.createSubscriber(topic).getNoLocal()).isFalse();
        assertThat(topicSession.createSubscriber(topic, null, true).getNoLocal())
                .isTrue();
        assertThat(topicSession
                        .createDurableSubscriber(topic, subscription, null, true)
                        .getNoLocal())
                .isTrue();
    }

    @Test
    @Spec("8.3.1")
    void aSubscriberWithNoLocalAndASelectorReceivesWhatBothLetThrough() throws Exception {
        TopicSubscriber subscriber = topicSession.createSubscriber(topic, "colour = 'blue'", true);
        Message own = topicSession.createTextMessage("own");
        own.setStringProperty("colour", "blue");

        topicSession.createPublisher(topic).publish(own);
        publishColoured("red");
        publishColoured("blue");

        assertThat(nextText(subscriber)).isEqualTo("blue");
        assertThat(subscriber.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.1")
    void aTopicSessionMakesConsumersAsWell() throws Exception {
        MessageConsumer consumer = topicSession.createConsumer(topic);

        publish("hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.2")
    void aTopicSessionMakesSharedConsumers() throws Exception {
        MessageConsumer consumer = topicSession.createSharedConsumer(topic, subscription);

        publish("hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    void aTopicSessionResumesAndDeletesADurableSubscription() throws Exception {
        topicSession.createDurableSubscriber(topic, subscription).close();
        publish("kept");
        TopicSubscriber back = topicSession.createDurableSubscriber(topic, subscription);
        assertThat(nextText(back)).isEqualTo("kept");
        back.close();
        publish("dropped");

        topicSession.unsubscribe(subscription);

        assertThat(topicSession.createDurableSubscriber(topic, subscription).receive(BRIEFLY))
                .isNull();
    }

    @Test
    @Spec("6.2")
    void aTopicSessionMakesNoQueuesAndBrowsesNone() {
        new Calls()
                .add("createQueue", () -> topicSession.createQueue("q"))
                .add("createTemporaryQueue", topicSession::createTemporaryQueue)
                .add("createBrowser", () -> topicSession.createBrowser(queue))
                .add("with a selector", () -> topicSession.createBrowser(queue, "a = 1"))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.1")
    void aTopicConnectionIsCreatedWithANameAndAPassword() throws Exception {
        try (TopicConnection named = store.topicFactory().createTopicConnection("name", "password")) {
            assertThat(named.createTopicSession(true, 0).getTransacted()).isTrue();
        }
    }

    @Test
    @Spec("6.1.4")
    void aTopicConnectionIsCreatedStopped() throws Exception {
        try (TopicConnection stopped = store.topicFactory().createTopicConnection()) {
            TopicSubscriber subscriber =
                    stopped.createTopicSession(false, Session.AUTO_ACKNOWLEDGE).createSubscriber(topic);
            publish("hello");
            assertThat(subscriber.receive(BRIEFLY)).isNull();

            stopped.start();

            assertThat(nextText(subscriber)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.8")
    void closingATopicConnectionClosesWhatItMade() throws Exception {
        TopicPublisher publisher = topicSession.createPublisher(topic);
        TopicSubscriber subscriber = topicSession.createSubscriber(topic);
        Message message = topicSession.createMessage();

        topicConnection.close();

        new Calls()
                .add("createTopicSession", () -> topicConnection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE))
                .add("createPublisher", () -> topicSession.createPublisher(topic))
                .add("createSubscriber", () -> topicSession.createSubscriber(topic))
                .add("unsubscribe", () -> topicSession.unsubscribe(subscription))
                .add("publish", () -> publisher.publish(message))
                .add("receive", subscriber::receiveNoWait)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("4.2.7")
    void aTopicSessionMakesTemporaryTopics() throws Exception {
        TemporaryTopic temporary = topicSession.createTemporaryTopic();
        TopicSubscriber subscriber = topicSession.createSubscriber(temporary);

        topicSession.createPublisher(temporary).publish(topicSession.createTextMessage("hello"));

        assertThat(nextText(subscriber)).isEqualTo("hello");
    }

    @Test
    @Spec("4.2.10")
    void aTopicRequestorReturnsTheReplyToItsRequest() throws Exception {
        TopicRequestor requestor = new TopicRequestor(topicSession, topic);
        MessageConsumer requests = session.createConsumer(topic);
        CompletableFuture<Boolean> temporary = Background.call(() -> {
            TextMessage request = (TextMessage) next(requests);
            session.createProducer(request.getJMSReplyTo())
                    .send(session.createTextMessage("reply to " + request.getText()));
            return request.getJMSReplyTo() instanceof TemporaryTopic;
        });

        Message reply = requestor.request(topicSession.createTextMessage("request"));

        assertThat(text(reply)).isEqualTo("reply to request");
        assertThat(Background.result(temporary)).isTrue();
    }

    @Test
    @Spec("4.2.10")
    void closingATopicRequestorClosesItsSession() throws Exception {
        TopicRequestor requestor = new TopicRequestor(topicSession, topic);

        requestor.close();

        assertThatThrownBy(topicSession::createMessage).isInstanceOf(IllegalStateException.class);
    }
}
