package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.spi.QueueName;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics and their unshared non-durable subscriptions. */
class TopicTest extends JmsFixture {
    private Topic topic;

    @BeforeEach
    void createTopic() throws JMSException {
        topic = session.createTopic("news");
    }

    /** How many subscriptions the store has queues for. */
    private long storedSubscriptions() {
        return storedQueues(QueueName.Kind.SUBSCRIPTION);
    }

    private long storedQueues(QueueName.Kind kind) {
        try (StoreRegistry.Reference store =
                StoreRegistry.shared().acquire(StoreUrl.parse(url(options())), InstantSource.system())) {
            return store.store().queues().stream()
                    .filter(queueName -> queueName.kind() == kind)
                    .count();
        }
    }

    @Test
    void givesEachSubscriptionACopyOfItsOwn() throws JMSException {
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = session.createConsumer(topic);

        sendTo(topic, "a", "b");

        assertThat(drain(first)).containsExactly("a", "b");
        assertThat(drain(second)).containsExactly("a", "b");
    }

    @Test
    void keepsTopicsAndQueuesOfOneNameApart() throws JMSException {
        MessageConsumer subscriber = session.createConsumer(topic);
        MessageConsumer receiver = session.createConsumer(session.createQueue("news"));

        sendTo(topic, "to the topic");
        sendTo(session.createQueue("news"), "to the queue");
        sendTo(session.createTopic("other"), "to another topic");

        assertThat(drain(subscriber)).containsExactly("to the topic");
        assertThat(drain(receiver)).containsExactly("to the queue");
    }

    @Test
    void givesNothingToWhoComesLater() throws JMSException {
        sendTo(topic, "nobody hears it");

        MessageConsumer late = session.createConsumer(topic);

        assertThat(drain(late)).isEmpty();
        assertThat(storedQueues(QueueName.Kind.QUEUE)).isZero();
    }

    @Test
    void endsASubscriptionWithItsConsumer() throws JMSException {
        MessageConsumer consumer = session.createConsumer(topic);
        sendTo(topic, "a");
        assertThat(storedSubscriptions()).isOne();

        consumer.close();
        sendTo(topic, "b");

        assertThat(storedSubscriptions()).isZero();
        assertThat(drain(session.createConsumer(topic))).isEmpty();
    }

    @Test
    void endsAllSubscriptionsOfASessionThatIsClosed() throws JMSException {
        Session other = connection.createSession();
        other.createConsumer(topic);
        other.createConsumer(topic, "a = 1", true);

        other.close();

        assertThat(storedSubscriptions()).isZero();
    }

    @Test
    void tellsDestinationAndSettingsOfASubscriber() throws JMSException {
        TopicSubscriber subscriber = (TopicSubscriber) session.createConsumer(topic, "a = 1", true);
        sendTo(topic, "not selected");
        Connection other = factory.createConnection();
        Session publishing = other.createSession();
        Message message = publishing.createTextMessage("x");
        message.setIntProperty("a", 1);
        publishing.createProducer(topic).send(message);

        Message received = subscriber.receive(SOON);

        assertThat(subscriber.getTopic()).isEqualTo(topic);
        assertThat(subscriber.getNoLocal()).isTrue();
        assertThat(subscriber.getMessageSelector()).isEqualTo("a = 1");
        assertThat(received.getJMSDestination()).isEqualTo(topic);
        assertThat(received.getJMSRedelivered()).isFalse();
        assertThat(received.getIntProperty("JMSXDeliveryCount")).isOne();
    }

    @Test
    void storesOnlyWhatASelectorMatches() throws JMSException {
        MessageConsumer red = session.createConsumer(topic, "colour = 'red'");
        MessageConsumer blue = session.createConsumer(topic, "colour = 'blue' OR JMSPriority > 7");
        MessageProducer producer = session.createProducer(topic);
        for (String colour : List.of("red", "blue", "green")) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }
        producer.send(session.createTextMessage("urgent"), 2, 8, 0);

        assertThat(drain(red)).containsExactly("red");
        assertThat(drain(blue)).containsExactly("urgent", "blue");
    }

    @Test
    void refusesABadSelectorAndLeavesNoSubscription() {
        assertThatThrownBy(() -> session.createConsumer(topic, "a = ")).isInstanceOf(InvalidSelectorException.class);

        assertThat(storedSubscriptions()).isZero();
    }

    @Test
    void leavesOutTheMessagesOfItsOwnConnectionWithNoLocal() throws JMSException {
        MessageConsumer others = session.createConsumer(topic, null, true);
        MessageConsumer all = session.createConsumer(topic, null, false);
        Session sameConnection = connection.createSession();
        Session elsewhere = factory.createConnection().createSession();

        sendTo(topic, "own");
        sameConnection.createProducer(topic).send(session.createTextMessage("own, other session"));
        elsewhere.createProducer(topic).send(session.createTextMessage("foreign"));

        assertThat(drain(others)).containsExactly("foreign");
        assertThat(drain(all)).containsExactly("own", "own, other session", "foreign");
    }

    @Test
    void leavesOutItsOwnMessagesWithinOneContext() {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer others = context.createConsumer(topic, null, true);
            JMSConsumer all = context.createConsumer(topic);

            context.createProducer().send(topic, "own");

            assertThat(all.receiveBody(String.class, SOON)).isEqualTo("own");
            assertThat(others.receiveNoWait()).isNull();
        }
    }

    @Test
    void keepsOrderAndPriorities() throws JMSException {
        MessageConsumer consumer = session.createConsumer(topic);
        MessageProducer producer = session.createProducer(topic);
        for (int i = 0; i < 4; i++) {
            producer.send(session.createTextMessage("m" + i), 1 + i % 2, i == 2 ? 9 : 4, 0);
        }

        assertThat(drain(consumer)).containsExactly("m2", "m0", "m1", "m3");
    }

    @Test
    void givesADelayedMessageToWhoWasThereWhenItWasSent() throws JMSException {
        MessageConsumer there = session.createConsumer(topic);
        MessageProducer producer = session.createProducer(topic);
        producer.setDeliveryDelay(300);
        producer.send(session.createTextMessage("later"));
        MessageConsumer late = session.createConsumer(topic);

        assertThat(there.receiveNoWait()).isNull();
        assertThat(text(there.receive(SOON))).isEqualTo("later");
        assertThat(late.receiveNoWait()).isNull();
    }

    @Test
    void dropsExpiredMessages() throws JMSException {
        MessageConsumer consumer = session.createConsumer(topic);
        MessageProducer producer = session.createProducer(topic);
        Message message = session.createTextMessage("short-lived");
        producer.send(message, 2, 4, 1);
        eventually(() -> System.currentTimeMillis() > message.getJMSExpiration());

        assertThat(drain(consumer)).isEmpty();
    }

    @Test
    void routesATransactionWhenItCommits() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer gone = session.createConsumer(topic);
        transacted.createProducer(topic).send(transacted.createTextMessage("a"));
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));
        MessageConsumer inTime = session.createConsumer(topic);
        gone.close();

        transacted.commit();

        assertThat(drain(inTime)).containsExactly("a");
        assertThat(drain(session.createConsumer(queue))).containsExactly("b");
    }

    @Test
    void publishesNothingOfATransactionThatIsRolledBack() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(topic);
        transacted.createProducer(topic).send(transacted.createTextMessage("a"));

        transacted.rollback();

        assertThat(drain(consumer)).isEmpty();
    }

    @Test
    void redeliversToTheSubscriptionThatRolledBackAlone() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer rolling = transacted.createConsumer(topic);
        MessageConsumer other = session.createConsumer(topic);
        sendTo(topic, "a");
        rolling.receive(SOON);

        transacted.rollback();

        Message again = rolling.receive(SOON);
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(other.receive(SOON).getJMSRedelivered()).isFalse();
    }

    @Test
    void acknowledgesASecondCopyInOneSession() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer first = client.createConsumer(topic);
        MessageConsumer second = client.createConsumer(topic);
        sendTo(topic, "a");
        first.receive(SOON);
        second.receive(SOON).acknowledge();

        client.recover();

        assertThat(first.receiveNoWait()).isNull();
        assertThat(second.receiveNoWait()).isNull();
    }

    @Test
    void acknowledgesWhatAClosedConsumerReceived() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(topic);
        sendTo(topic, "a", "b");
        consumer.receive(SOON);
        Message second = consumer.receive(SOON);

        consumer.close();
        second.acknowledge();

        assertThat(storedSubscriptions()).isZero();
    }

    @Test
    void commitsAndRollsBackWhatAClosedConsumerReceived() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        for (boolean commit : new boolean[] {true, false}) {
            MessageConsumer consumer = transacted.createConsumer(topic);
            sendTo(topic, "a");
            consumer.receive(SOON);
            transacted.createProducer(queue).send(transacted.createTextMessage("answer"));

            consumer.close();
            if (commit) {
                transacted.commit();
            } else {
                transacted.rollback();
            }
        }

        assertThat(browse(queue)).containsExactly("answer");
        assertThat(storedSubscriptions()).isZero();
        assertThat(storedQueues(QueueName.Kind.QUEUE)).isOne();
    }

    @Test
    void recoversNothingForAConsumerThatIsClosed() throws JMSException {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(topic);
        sendTo(topic, "a");
        consumer.receive(SOON);
        consumer.close();

        client.recover();
        client.close();

        assertThat(storedSubscriptions()).isZero();
    }

    @Test
    void closesWithinItsListener() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);
        CountDownLatch done = new CountDownLatch(1);
        consumer.setMessageListener(message -> {
            try {
                consumer.close();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
            done.countDown();
        });
        Session publishing = connection.createSession();
        publishing.createProducer(topic).send(publishing.createTextMessage("a"));

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        session.close();
        session = publishing;
        assertThat(storedSubscriptions()).isZero();
    }

    @Test
    void hearsMessagesWithAListener() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Session listening = connection.createSession();
        listening.createConsumer(topic).setMessageListener(message -> {
            try {
                heard.add(text(message));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        sendTo(topic, "a", "b");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("a");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("b");
    }

    @Test
    void sendsAsynchronously() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);
        CountDownLatch sent = new CountDownLatch(2);
        CompletionListener listener = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                sent.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
                throw new AssertionError(exception);
            }
        };
        MessageProducer producer = session.createProducer(topic);
        producer.send(session.createTextMessage("a"), listener);
        producer.send(session.createTextMessage("b"), listener);

        assertThat(sent.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(drain(consumer)).containsExactly("a", "b");
    }

    @Test
    void moveGivenUpMessagesToTheTopicsDeadLetters() throws JMSException {
        reconnect("news.maxDeliveries=1");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer failing = transacted.createSharedConsumer(topic, "worker");
        MessageConsumer fine = session.createConsumer(topic);
        sendTo(topic, "a");
        failing.receive(SOON);

        transacted.rollback();

        Message dead = session.createConsumer(session.createQueue("DLQ.news")).receive(SOON);
        assertThat(text(dead)).isEqualTo("a");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_ORIGIN")).isEqualTo("news");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_SUBSCRIPTION")).isEqualTo("worker");
        assertThat(failing.receiveNoWait()).isNull();
        assertThat(drain(fine)).containsExactly("a");
    }

    @Test
    void failsForAllWhenOneSubscriptionIsFull() throws JMSException {
        reconnect("news.maxMessages=1&onFull=fail");
        MessageConsumer slow = session.createConsumer(topic);
        MessageConsumer quick = session.createConsumer(topic);
        sendTo(topic, "a");
        assertThat(drain(quick)).containsExactly("a");

        assertThatThrownBy(() -> sendTo(topic, "b")).isInstanceOf(ResourceAllocationException.class);

        assertThat(drain(quick)).isEmpty();
        assertThat(drain(slow)).containsExactly("a");
        sendTo(topic, "c");
        assertThat(drain(quick)).containsExactly("c");
        assertThat(drain(slow)).containsExactly("c");
    }

    @Test
    void goesOnPublishingWhenTheFullSubscriptionEnds() throws Exception {
        reconnect("news.maxMessages=1");
        MessageConsumer slow = session.createConsumer(topic);
        MessageConsumer quick = session.createConsumer(topic);
        sendTo(topic, "a");
        drain(quick);
        CountDownLatch published = new CountDownLatch(1);
        Session publishing = connection.createSession();
        MessageProducer producer = publishing.createProducer(topic);
        Message message = publishing.createTextMessage("b");
        Thread publisher = daemon("publisher", () -> {
            try {
                producer.send(message);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
            published.countDown();
        });
        eventually(() -> publisher.getState() == Thread.State.TIMED_WAITING);

        slow.close();

        assertThat(published.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(drain(quick)).containsExactly("b");
    }
}
