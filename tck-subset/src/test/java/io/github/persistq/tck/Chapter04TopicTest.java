package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: topics and subscriptions that are neither durable nor shared. */
class Chapter04TopicTest extends TopicStatements {
    @Test
    @Spec("4.2.2")
    void everySubscriptionReceivesACopyOfEveryMessage() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer other = newStartedSession(Session.AUTO_ACKNOWLEDGE).createConsumer(topic);

        publish("first", "second");

        assertThat(List.of(nextText(one), nextText(one))).containsExactly("first", "second");
        assertThat(List.of(nextText(other), nextText(other))).containsExactly("first", "second");
    }

    @Test
    @Spec("4.2.2")
    void onlyWhatTheSelectorMatchesIsAddedToASubscription() throws Exception {
        MessageConsumer blue = session.createConsumer(topic, "colour = 'blue'");
        MessageConsumer all = session.createConsumer(topic);

        publishColoured("red");
        publishColoured("blue");

        assertThat(nextText(blue)).isEqualTo("blue");
        assertThat(blue.receive(BRIEFLY)).isNull();
        assertThat(List.of(nextText(all), nextText(all))).containsExactly("red", "blue");
    }

    @Test
    @Spec("4.2.2")
    void acknowledgingOneCopyAcknowledgesNoOther() throws Exception {
        Session one = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Session other = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer acknowledging = one.createConsumer(topic);
        MessageConsumer recovering = other.createConsumer(topic);
        publish("hello");
        Message copy = next(acknowledging);
        next(recovering);

        copy.acknowledge();
        one.recover();
        other.recover();

        assertThat(nextText(recovering)).isEqualTo("hello");
        assertThat(acknowledging.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("4.2.2")
    void redeliveringOneCopyMarksNoOther() throws Exception {
        Session one = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer recovering = one.createConsumer(topic);
        MessageConsumer other = session.createConsumer(topic);
        publish("hello");
        next(recovering);

        one.recover();

        assertThat(next(recovering).getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        Message copy = next(other);
        assertThat(copy.getJMSRedelivered()).isFalse();
        assertThat(copy.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("4.2.2")
    void changingOneCopyChangesNoOther() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer other = session.createConsumer(topic);
        publishColoured("red");

        Message changed = next(one);
        changed.clearProperties();
        changed.setStringProperty("colour", "blue");
        changed.clearBody();

        Message copy = next(other);
        assertThat(text(copy)).isEqualTo("red");
        assertThat(copy.getStringProperty("colour")).isEqualTo("red");
    }

    @Test
    @Spec("4.2.2")
    void oneSubscriptionWaitsWhileAnotherHasReceived() throws Exception {
        MessageConsumer ahead = session.createConsumer(topic);
        MessageConsumer behind = session.createConsumer(topic);
        publish("first", "second");
        nextText(ahead);
        nextText(ahead);

        publish("third");

        assertThat(nextText(ahead)).isEqualTo("third");
        assertThat(List.of(nextText(behind), nextText(behind), nextText(behind)))
                .containsExactly("first", "second", "third");
    }

    @Test
    @Spec("4.2.2")
    void aSubscriptionReceivesInTheOrderOfTheSends() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);
        List<String> sent = List.of("1", "2", "3", "4", "5");

        publish(sent.toArray(String[]::new));

        for (String text : sent) {
            assertThat(nextText(consumer)).isEqualTo(text);
        }
    }

    @Test
    @Spec("4.2.2")
    void aSubscriptionIsConsumedByAListenerAsWell() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(2);
        Session listening = newStartedSession(Session.AUTO_ACKNOWLEDGE);
        listening.createConsumer(topic).setMessageListener(message -> {
            heard.add(uncheckedText(message));
            left.countDown();
        });

        publish("first", "second");

        Background.await(left);
        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    @Spec("4.2.6")
    void topicsOfTheSameNameAreTheSameTopic() throws Exception {
        Topic sameName = connection.createSession().createTopic(topic.getTopicName());
        MessageConsumer consumer = session.createConsumer(sameName);

        publish("hello");

        Message received = next(consumer);
        assertThat(text(received)).isEqualTo("hello");
        assertThat(received.getJMSDestination()).isEqualTo(topic);
    }

    @Test
    @Spec("4.2.6")
    void topicsOfDifferentNamesAreApart() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);

        publishTo(newTopic(), "elsewhere");
        publish("here");

        assertThat(nextText(consumer)).isEqualTo("here");
    }

    @Test
    @Spec("4.2.8")
    void whatANonDurableSubscriberDidNotAcknowledgeIsRecoveredWhileItLives() throws Exception {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(topic);
        publish("first", "second");
        next(consumer);
        next(consumer);

        client.recover();

        for (String text : List.of("first", "second")) {
            Message again = next(consumer);
            assertThat(text(again)).isEqualTo(text);
            assertThat(again.getJMSRedelivered()).isTrue();
        }
    }

    @Test
    @Spec("4.2.8")
    void persistentDeliveryDoesNotKeepMessagesForSubscribersThatAreNotThere() throws Exception {
        session.createConsumer(topic).close();
        MessageProducer producer = session.createProducer(topic);
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);

        producer.send(session.createTextMessage("missed"));

        MessageConsumer later = session.createConsumer(topic);
        producer.send(session.createTextMessage("seen"));
        assertThat(nextText(later)).isEqualTo("seen");
    }

    @Test
    @Spec("8.3.1")
    void aSubscriptionEndsWithItsConsumerAndDropsWhatItHeld() throws Exception {
        MessageConsumer first = session.createConsumer(topic);
        publish("held");
        first.close();

        MessageConsumer second = session.createConsumer(topic);

        publish("new");
        assertThat(nextText(second)).isEqualTo("new");
        assertThat(second.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.1")
    void eachConsumerHasASubscriptionOfItsOwn() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer other = session.createConsumer(topic);

        publish("hello");

        assertThat(nextText(one)).isEqualTo("hello");
        assertThat(nextText(other)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.1")
    void noLocalKeepsTheMessagesOfTheOwnConnectionOut() throws Exception {
        MessageConsumer foreign = session.createConsumer(topic, null, true);
        Session elsewhere = newConnection().createSession();

        publish("own");
        elsewhere.createProducer(topic).send(elsewhere.createTextMessage("of another"));

        assertThat(nextText(foreign)).isEqualTo("of another");
        assertThat(foreign.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.3.1")
    void withoutNoLocalTheMessagesOfTheOwnConnectionComeAsWell() throws Exception {
        MessageConsumer plain = session.createConsumer(topic, null, false);

        publish("own");

        assertThat(nextText(plain)).isEqualTo("own");
    }

    @Test
    @Spec("8.3.1")
    void noLocalHoldsWithinAContext() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer foreign = context.createConsumer(topic, null, true);

            context.createProducer().send(topic, "own");
            publish("of another");

            assertThat(foreign.receiveBody(String.class, SOON)).isEqualTo("of another");
            assertThat(foreign.receive(BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("8.3.1")
    void noLocalAndASelectorHoldTogether() throws Exception {
        MessageConsumer both = session.createConsumer(topic, "colour = 'blue'", true);
        Session elsewhere = newConnection().createSession();
        Message red = elsewhere.createTextMessage("red of another");
        red.setStringProperty("colour", "red");
        Message blue = elsewhere.createTextMessage("blue of another");
        blue.setStringProperty("colour", "blue");

        publishColoured("blue");
        elsewhere.createProducer(topic).send(red);
        elsewhere.createProducer(topic).send(blue);

        assertThat(nextText(both)).isEqualTo("blue of another");
    }

    @Test
    @Spec("6.2.7")
    void whatATransactionPublishesIsDeliveredAtItsCommit() throws Exception {
        MessageConsumer consumer = session.createConsumer(topic);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(topic);
        producer.send(transacted.createTextMessage("rolled back"));
        transacted.rollback();
        producer.send(transacted.createTextMessage("committed"));
        assertThat(consumer.receive(BRIEFLY)).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("committed");
    }

    @Test
    @Spec("6.2.7")
    void aTransactionThatReceivedFromATopicIsRolledBack() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(topic);
        publish("hello");
        next(consumer);

        transacted.rollback();

        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("4")
    void aQueueAndATopicOfTheSameNameAreApart() throws Exception {
        Queue sameName = session.createQueue(topic.getTopicName());
        MessageConsumer subscriber = session.createConsumer(topic);
        MessageConsumer receiver = session.createConsumer(sameName);

        session.createProducer(sameName).send(session.createTextMessage("to the queue"));
        publish("to the topic");

        assertThat(nextText(receiver)).isEqualTo("to the queue");
        assertThat(nextText(subscriber)).isEqualTo("to the topic");
        assertThat(receiver.receive(BRIEFLY)).isNull();
        assertThat(subscriber.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.7")
    void aTransactionSpansQueuesAndTopics() throws Exception {
        MessageConsumer subscriber = session.createConsumer(topic);
        MessageConsumer receiver = session.createConsumer(queue);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(null);
        producer.send(topic, transacted.createTextMessage("rolled back"));
        producer.send(queue, transacted.createTextMessage("rolled back"));
        transacted.rollback();
        producer.send(topic, transacted.createTextMessage("published"));
        producer.send(queue, transacted.createTextMessage("sent"));

        transacted.commit();

        assertThat(nextText(subscriber)).isEqualTo("published");
        assertThat(nextText(receiver)).isEqualTo("sent");
    }

    @Test
    @Spec("4.2.4")
    void aSharedSubscriptionsNameHasUpTo128LettersDigitsUnderscoresDotsAndMinuses() throws Exception {
        String longName = ("Größe_1.x-" + subscription + "y".repeat(128)).substring(0, 128);
        MessageConsumer consumer = session.createSharedConsumer(topic, longName);

        publish("hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.1")
    void aConsumerOfNoTopicIsRefused() {
        assertThatThrownBy(() -> session.createConsumer((Topic) null)).isInstanceOf(InvalidDestinationException.class);
    }

    private Session newStartedSession(int mode) throws Exception {
        Connection made = newConnection();
        made.start();
        return made.createSession(mode);
    }
}
