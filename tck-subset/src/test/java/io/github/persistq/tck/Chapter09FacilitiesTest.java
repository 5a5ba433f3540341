package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Chapter 9, other facilities: reliability, and methods that are inherited from the other domain. */
class Chapter09FacilitiesTest extends Statements {
    @Test
    @Spec("9.1")
    void persistentMessagesOutliveTheProviderOnceAndOnlyOnce() throws Exception {
        Store lasting = lastingStore();
        try (Connection sending = lasting.factory().createConnection()) {
            Session sender = sending.createSession();
            MessageProducer producer = sender.createProducer(sender.createQueue(queue.getQueueName()));
            for (String text : List.of("1", "2", "3")) {
                producer.send(sender.createTextMessage(text));
            }
        }

        lasting.restart();

        assertThat(drained(lasting)).containsExactly("1", "2", "3");
        assertThat(drained(lasting)).isEmpty();
    }

    @Test
    @Spec("9.1")
    void whatWasAcknowledgedBeforeARestartIsNotDeliveredAgain() throws Exception {
        Store lasting = lastingStore();
        try (Connection using = lasting.factory().createConnection()) {
            using.start();
            Session client = using.createSession(Session.CLIENT_ACKNOWLEDGE);
            Queue stored = client.createQueue(queue.getQueueName());
            MessageProducer producer = client.createProducer(stored);
            producer.send(client.createTextMessage("acknowledged"));
            producer.send(client.createTextMessage("open"));
            MessageConsumer consumer = client.createConsumer(stored);
            next(consumer).acknowledge();
            next(consumer);
        }

        lasting.restart();

        try (Connection again = lasting.factory().createConnection()) {
            again.start();
            MessageConsumer consumer = again.createSession().createConsumer(queueOf(again));
            Message open = next(consumer);
            assertThat(text(open)).isEqualTo("open");
            assertThat(open.getJMSRedelivered()).isTrue();
            assertThat(open.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    @Spec("9.1")
    void ofATransactionThatARestartInterruptsNothingIsLeft() throws Exception {
        Store lasting = lastingStore();
        try (Connection using = lasting.factory().createConnection()) {
            Session transacted = using.createSession(Session.SESSION_TRANSACTED);
            MessageProducer producer = transacted.createProducer(transacted.createQueue(queue.getQueueName()));
            producer.send(transacted.createTextMessage("committed"));
            transacted.commit();
            producer.send(transacted.createTextMessage("not committed"));
        }

        lasting.restart();

        assertThat(drained(lasting)).containsExactly("committed");
    }

    @Test
    @Spec("9.1")
    void aDurableSubscriptionAndItsMessagesOutliveTheProvider() throws Exception {
        Store lasting = lastingStore();
        try (Connection using = lasting.factory().createConnection()) {
            using.setClientID("client");
            Session subscribing = using.createSession();
            Topic topic = subscribing.createTopic("news");
            subscribing.createDurableConsumer(topic, "subscription").close();
            subscribing.createProducer(topic).send(subscribing.createTextMessage("before"));
        }

        lasting.restart();

        try (Connection again = lasting.factory().createConnection()) {
            again.setClientID("client");
            again.start();
            Session subscribing = again.createSession();
            Topic topic = subscribing.createTopic("news");
            subscribing.createProducer(topic).send(subscribing.createTextMessage("after"));
            MessageConsumer consumer = subscribing.createDurableConsumer(topic, "subscription");
            assertThat(nextText(consumer)).isEqualTo("before");
            assertThat(nextText(consumer)).isEqualTo("after");
        }
    }

    @Test
    @Spec("9.1")
    void theHeadersAndPropertiesOfAPersistentMessageOutliveTheProvider() throws Exception {
        Store lasting = lastingStore();
        String id;
        try (Connection sending = lasting.factory().createConnection()) {
            Session sender = sending.createSession();
            Message message = sender.createTextMessage("hello");
            message.setStringProperty("colour", "red");
            message.setJMSCorrelationID("correlation");
            message.setJMSReplyTo(sender.createQueue("replies"));
            sender.createProducer(sender.createQueue(queue.getQueueName()))
                    .send(message, DeliveryMode.PERSISTENT, 7, 600_000);
            id = message.getJMSMessageID();
        }

        lasting.restart();

        try (Connection again = lasting.factory().createConnection()) {
            again.start();
            Message received = next(again.createSession().createConsumer(queueOf(again)));
            assertThat(received.getJMSMessageID()).isEqualTo(id);
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
            assertThat(received.getJMSCorrelationID()).isEqualTo("correlation");
            assertThat(((Queue) received.getJMSReplyTo()).getQueueName()).isEqualTo("replies");
            assertThat(received.getJMSPriority()).isEqualTo(7);
            assertThat(received.getJMSExpiration()).isPositive();
        }
    }

    private Queue queueOf(Connection any) throws Exception {
        return any.createSession().createQueue(queue.getQueueName());
    }

    private List<String> drained(Store lasting) throws Exception {
        try (Connection receiving = lasting.factory().createConnection()) {
            receiving.start();
            return drain(receiving.createSession().createConsumer(queueOf(receiving)));
        }
    }

    @Test
    @Spec("9.1")
    void messagesOfBothDeliveryModesGoToOneQueue() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("1"), DeliveryMode.PERSISTENT, 4, 0);
        producer.send(session.createTextMessage("2"), DeliveryMode.NON_PERSISTENT, 4, 0);
        producer.send(session.createTextMessage("3"), DeliveryMode.PERSISTENT, 4, 0);

        assertThat(drain(session.createConsumer(queue))).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    @Spec("9.1")
    void aMessageThatWasNotFullyProcessedComesAgainAsARedelivery() throws Exception {
        send("hello");
        Connection failing = newConnection();
        failing.start();
        next(failing.createSession(Session.CLIENT_ACKNOWLEDGE).createConsumer(queue));
        failing.close();

        Message again = next(session.createConsumer(queue));

        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    @Test
    @Spec("9.2")
    @ArtemisDiffers("returns null")
    void aQueueConnectionMakesNoConnectionConsumersOfTopics() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            assertIllegal(() -> queues.createSharedConnectionConsumer(topic, "name", null, () -> null, 1));
            assertIllegal(() -> queues.createDurableConnectionConsumer(topic, "name", null, () -> null, 1));
            assertIllegal(() -> queues.createSharedDurableConnectionConsumer(topic, "name", null, () -> null, 1));
        }
    }

    @Test
    @Spec("9.2")
    void aQueueSessionHasNoDurableSubscriptions() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            assertIllegal(() -> queueSession.createDurableSubscriber(topic, "name"));
            assertIllegal(() -> queueSession.createDurableSubscriber(topic, "name", null, false));
            assertIllegal(() -> queueSession.createDurableConsumer(topic, "name"));
            assertIllegal(() -> queueSession.createDurableConsumer(topic, "name", null, false));
            assertIllegal(() -> queueSession.unsubscribe("name"));
        }
    }

    @Test
    @Spec("9.2")
    void aQueueSessionHasNoSharedSubscriptions() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            assertIllegal(() -> queueSession.createSharedConsumer(topic, "name"));
            assertIllegal(() -> queueSession.createSharedConsumer(topic, "name", null));
            assertIllegal(() -> queueSession.createSharedDurableConsumer(topic, "name"));
            assertIllegal(() -> queueSession.createSharedDurableConsumer(topic, "name", null));
        }
    }

    @Test
    @Spec("9.2")
    void aQueueSessionHasNoTopics() throws Exception {
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            assertIllegal(() -> queueSession.createTopic("topic"));
            assertIllegal(queueSession::createTemporaryTopic);
        }
    }

    @Test
    @Spec("9.2")
    void aTopicSessionHasNoQueues() throws Exception {
        try (TopicConnection topics = store.topicFactory().createTopicConnection()) {
            TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
            assertIllegal(() -> topicSession.createBrowser(queue));
            assertIllegal(() -> topicSession.createBrowser(queue, "colour = 'red'"));
            assertIllegal(() -> topicSession.createQueue("queue"));
            assertIllegal(topicSession::createTemporaryQueue);
        }
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }
}
