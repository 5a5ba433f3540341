package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2.10, acknowledgment. */
class Chapter06AcknowledgmentTest extends Statements {
    private Session client;

    @BeforeEach
    void openClientAcknowledgeSession() throws Exception {
        client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.2.10")
    void anAutoAcknowledgeSessionAcknowledgesWhatReceiveReturned() throws Exception {
        send("hello");
        Session auto = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        next(auto.createConsumer(queue));

        auto.close();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void anAutoAcknowledgeSessionAcknowledgesWhatAListenerReturnedFrom() throws Exception {
        assertAcknowledgesWhatAListenerReturnedFrom(Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.2.10")
    void aDupsOkSessionAcknowledgesWhatAListenerReturnedFrom() throws Exception {
        assertAcknowledgesWhatAListenerReturnedFrom(Session.DUPS_OK_ACKNOWLEDGE);
    }

    private void assertAcknowledgesWhatAListenerReturnedFrom(int mode) throws Exception {
        CountDownLatch left = new CountDownLatch(2);
        Session listening = connection.createSession(mode);
        listening.createConsumer(queue).setMessageListener(message -> left.countDown());
        send("first", "second");
        Background.await(left);

        listening.close();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void anAutoAcknowledgeSessionRedeliversWhatAListenerThrewAt() throws Exception {
        assertRedeliversWhatAListenerThrewAt(Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.2.10")
    void aDupsOkSessionRedeliversWhatAListenerThrewAt() throws Exception {
        assertRedeliversWhatAListenerThrewAt(Session.DUPS_OK_ACKNOWLEDGE);
    }

    private void assertRedeliversWhatAListenerThrewAt(int mode) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        connection.createSession(mode).createConsumer(queue).setMessageListener(message -> {
            heard.add(uncheckedText(message) + (redelivered(message) ? " again" : ""));
            if (!redelivered(message)) {
                throw new UnsupportedOperationException("part of the test");
            }
        });

        send("hello");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello again");
        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void aDupsOkSessionAcknowledgesWhatReceiveReturnedAtTheLatestAtItsEnd() throws Exception {
        send("first", "second");
        Session lazy = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
        MessageConsumer consumer = lazy.createConsumer(queue);
        next(consumer);
        next(consumer);

        lazy.close();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void anAcknowledgementCoversAllThatTheSessionHasDelivered() throws Exception {
        send("first", "second", "third");
        MessageConsumer consumer = client.createConsumer(queue);
        Message first = next(consumer);
        next(consumer);

        first.acknowledge();

        client.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("third");
    }

    @Test
    @Spec("6.2.10")
    void acknowledgingTheLastMessageCoversTheEarlier() throws Exception {
        send("first", "second", "third");
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        Message second = next(consumer);

        second.acknowledge();

        client.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("third");
    }

    @Test
    @Spec("6.2.10")
    void anAcknowledgementCoversTheOtherConsumersOfTheSession() throws Exception {
        Queue other = session.createQueue(unique("other"));
        send("from one");
        session.createProducer(other).send(session.createTextMessage("from the other"));
        Message fromOne = next(client.createConsumer(queue));
        next(client.createConsumer(other));

        fromOne.acknowledge();

        client.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
        assertThat(session.createConsumer(other).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void anAcknowledgementCoversNoOtherSession() throws Exception {
        Queue other = session.createQueue(unique("other"));
        send("acknowledged");
        session.createProducer(other).send(session.createTextMessage("open"));
        Session another = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Message acknowledged = next(client.createConsumer(queue));
        next(another.createConsumer(other));

        acknowledged.acknowledge();

        another.close();
        client.close();
        assertThat(drain(session.createConsumer(queue))).isEmpty();
        assertThat(drain(session.createConsumer(other))).containsExactly("open");
    }

    @Test
    @Spec("6.2.10")
    void anAcknowledgementCoversNothingThatIsDeliveredLater() throws Exception {
        send("first", "second");
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer).acknowledge();
        next(consumer);

        client.recover();

        assertThat(drain(consumer)).containsExactly("second");
    }

    @Test
    @Spec("6.2.10")
    void acknowledgingTwiceDoesNoHarm() throws Exception {
        send("first", "second");
        MessageConsumer consumer = client.createConsumer(queue);
        Message first = next(consumer);
        first.acknowledge();

        first.acknowledge();

        client.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("second");
    }

    @Test
    @Spec("6.2.10")
    void aListenerAcknowledges() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        client.createConsumer(queue).setMessageListener(m -> Background.into(outcome, m::acknowledge));

        send("hello");

        Background.result(outcome);
        client.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void aClientAcknowledgeSessionDoesNotAcknowledgeWhatItsListenerReturnedFrom() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        client.createConsumer(queue).setMessageListener(message -> left.countDown());
        send("hello");
        Background.await(left);

        client.close();

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.10")
    void acknowledgeIsIgnoredWhereTheSessionAcknowledges() throws Exception {
        send("first", "second", "third");
        Session auto = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Session lazy = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        for (Session each : List.of(auto, lazy, transacted)) {
            MessageConsumer consumer = each.createConsumer(queue);
            next(consumer).acknowledge();
            consumer.close();
        }

        transacted.rollback();

        lazy.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("third");
    }

    @Test
    @Spec("6.2.10")
    void aContextAcknowledgesAllThatItHasDelivered() throws Exception {
        send("first", "second", "third");
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("first");
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("second");

            context.acknowledge();
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("third");
    }

    @Test
    @Spec("6.2.10")
    void aContextThatDoesNotAcknowledgeHasItsMessagesRedelivered() throws Exception {
        send("hello");
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            assertThat(context.createConsumer(queue).receiveBody(String.class, SOON))
                    .isEqualTo("hello");
        }

        assertThat(next(session.createConsumer(queue)).getJMSRedelivered()).isTrue();
    }

    private static boolean redelivered(Message message) {
        try {
            return message.getJMSRedelivered();
        } catch (JMSException e) {
            throw new AssertionError("the redelivered flag cannot be read", e);
        }
    }
}
