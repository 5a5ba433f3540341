package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: sections 6.2.10 and 6.2.11, recovery and what is not delivered again. */
class Chapter06RecoveryTest extends Statements {
    private Session client;

    @BeforeEach
    void openClientAcknowledgeSession() throws Exception {
        client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.2.10")
    void aRecoverGoesBackToTheFirstUnacknowledgedMessageAndMarksWhatItRedelivers() throws Exception {
        send("first", "second", "third");
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer).acknowledge();
        next(consumer);
        next(consumer);

        client.recover();

        for (String text : List.of("second", "third")) {
            Message again = next(consumer);
            assertThat(text(again)).isEqualTo(text);
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        }
    }

    @Test
    @Spec("6.2.10")
    void eachRecoverCountsADelivery() throws Exception {
        send("hello");
        MessageConsumer consumer = client.createConsumer(queue);
        for (int count = 1; count <= 4; count++) {
            Message received = next(consumer);
            assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
            assertThat(received.getJMSRedelivered()).isEqualTo(count > 1);

            client.recover();
        }
    }

    @Test
    @Spec("6.2.10")
    @ArtemisDiffers(value = "counts messages that it had sent ahead", always = false)
    void aRecoverMarksNothingThatWasNotDelivered() throws Exception {
        String[] unseen = IntStream.range(0, 50).mapToObj(String::valueOf).toArray(String[]::new);
        send("seen");
        send(unseen);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);

        client.recover();

        assertThat(next(consumer).getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        for (String text : unseen) {
            Message received = next(consumer);
            assertThat(text(received)).isEqualTo(text);
            assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
            assertThat(received.getJMSRedelivered()).isFalse();
        }
    }

    @Test
    @Spec("6.2.10")
    void aRecoverConcernsAllConsumersOfTheSession() throws Exception {
        Queue other = session.createQueue(unique("other"));
        send("from one");
        session.createProducer(other).send(session.createTextMessage("from the other"));
        MessageConsumer one = client.createConsumer(queue);
        MessageConsumer two = client.createConsumer(other);
        next(one);
        next(two);

        client.recover();

        assertThat(nextText(one)).isEqualTo("from one");
        assertThat(nextText(two)).isEqualTo("from the other");
    }

    @Test
    @Spec("6.2.10")
    void afterARecoverAMessageOfHigherPriorityMayComeFirst() throws Exception {
        send("first");
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        session.createProducer(queue).send(session.createTextMessage("urgent"), DeliveryMode.PERSISTENT, 9, 0);

        client.recover();

        assertThat(List.of(nextText(consumer), nextText(consumer))).containsExactlyInAnyOrder("first", "urgent");
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.10")
    void aListenerHearsAgainWhatItRecovers() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client.createConsumer(queue).setMessageListener(recoveringOnce(client, heard));

        send("hello");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello 1");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello 2");
    }

    @Test
    @Spec("6.2.10")
    void aRecoverInAListenerOfAnAutoAcknowledgeSessionRedeliversThatMessageAlone() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Session auto = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageListener recovering = recoveringOnce(auto, heard);
        auto.createConsumer(queue).setMessageListener(message -> {
            if (uncheckedText(message).equals("acknowledged")) {
                heard.add("acknowledged");
            } else {
                recovering.onMessage(message);
            }
        });

        send("acknowledged", "recovered");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("acknowledged");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("recovered 1");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("recovered 2");
        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
    }

    /** Tells each message with its delivery count, and recovers the session at the first. */
    private static MessageListener recoveringOnce(Session recovered, BlockingQueue<String> heard) {
        return message -> {
            try {
                int count = message.getIntProperty("JMSXDeliveryCount");
                heard.add(text(message) + " " + count);
                if (count == 1) {
                    recovered.recover();
                }
            } catch (JMSException e) {
                heard.add("failed: " + e);
            }
        };
    }

    @Test
    @Spec("6.2.10")
    void aRecoverRedeliversNothingThatAnAutoAcknowledgeSessionReceived() throws Exception {
        send("first", "second");
        MessageConsumer consumer = session.createConsumer(queue);
        next(consumer);

        session.recover();

        assertThat(drain(consumer)).containsExactly("second");
    }

    @Test
    @Spec("6.2.10")
    void aTransactedSessionIsNotRecovered() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);

        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.10")
    void aContextRecovers() throws Exception {
        send("first", "second");
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(SOON).acknowledge();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("second");

            context.recover();

            Message again = consumer.receive(SOON);
            assertThat(text(again)).isEqualTo("second");
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        }
    }

    @Test
    @Spec("6.2.10")
    void aTransactedContextIsNotRecovered() {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThatThrownBy(context::recover).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.2.11")
    void anAcknowledgedMessageIsNeverDeliveredAgain() throws Exception {
        send("acknowledged", "open");
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer).acknowledge();
        next(consumer);

        client.recover();
        client.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("open");
    }

    @Test
    @Spec("6.2.11")
    void anAcknowledgedMessageIsNotDeliveredAgainAfterARestart() throws Exception {
        Store lasting = lastingStore();
        try (JMSContext before = lasting.factory().createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            before.createProducer().send(queue, "acknowledged").send(queue, "open");
            JMSConsumer consumer = before.createConsumer(queue);
            consumer.receive(SOON).acknowledge();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("open");
        }

        lasting.restart();

        try (JMSContext after = lasting.factory().createContext()) {
            JMSConsumer consumer = after.createConsumer(queue);
            Message again = consumer.receive(SOON);
            assertThat(text(again)).isEqualTo("open");
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(consumer.receive(BRIEFLY)).isNull();
        }
    }
}
