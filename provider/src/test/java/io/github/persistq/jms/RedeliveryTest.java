package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StoredMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RedeliveryTest extends JmsFixture {
    private Message deadLetter(String ofQueue) throws JMSException {
        return session.createConsumer(session.createQueue("DLQ." + ofQueue)).receive(SOON);
    }

    /** Delivers the first message and gives it back, so many times. */
    private void failDeliveries(int times) throws JMSException {
        try (Session failing = connection.createSession(Session.SESSION_TRANSACTED)) {
            MessageConsumer consumer = failing.createConsumer(queue);
            for (int i = 0; i < times; i++) {
                assertThat(consumer.receive(SOON)).isNotNull();
                failing.rollback();
            }
        }
    }

    @Test
    void givesAMessageUpAfterTenDeliveries() throws JMSException {
        send("bad", "good");

        failDeliveries(10);

        assertThat(browse(queue)).containsExactly("good");
        assertThat(browse(session.createQueue("DLQ.orders"))).containsExactly("bad");
    }

    @Test
    void tellsTheStoryOfADeadLetterInItsProperties() throws JMSException {
        reconnect("maxDeliveries=2");
        Message message = session.createTextMessage("bad");
        message.setStringProperty("colour", "red");
        session.createProducer(queue).send(message);

        failDeliveries(2);
        Message dead = deadLetter("orders");

        assertThat(text(dead)).isEqualTo("bad");
        assertThat(dead.getStringProperty("colour")).isEqualTo("red");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_ORIGIN")).isEqualTo("orders");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_REASON")).isEqualTo("delivery limit");
        assertThat(dead.getIntProperty("JMS_PERSISTQ_DELIVERY_COUNT")).isEqualTo(2);
        assertThat(dead.propertyExists("JMS_PERSISTQ_ERROR")).isFalse();
        assertThat(dead.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
        assertThat(dead.getJMSDestination()).isEqualTo(session.createQueue("DLQ.orders"));
        assertThat(dead.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    void keepsTheTextOfTheListenersErrorInTheDeadLetter() throws JMSException {
        reconnect("maxDeliveries=3");
        send("bad");
        AtomicInteger deliveries = new AtomicInteger();

        session.createConsumer(queue).setMessageListener(m -> {
            deliveries.incrementAndGet();
            throw new IllegalArgumentException("cannot parse " + "x".repeat(5000));
        });
        Session other = connection.createSession();
        Message dead = other.createConsumer(other.createQueue("DLQ.orders")).receive(SOON);

        assertThat(deliveries).hasValue(3);
        assertThat(dead.getStringProperty("JMS_PERSISTQ_ERROR"))
                .startsWith("java.lang.IllegalArgumentException: cannot parse")
                .hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void dropsAGivenUpMessageWhereNoDeadLettersAreWanted() throws JMSException {
        reconnect("maxDeliveries=1&deadLetter=false");
        send("bad", "good");

        failDeliveries(1);

        assertThat(drain(session.createConsumer(queue))).containsExactly("good");
        assertThat(browse(session.createQueue("DLQ.orders"))).isEmpty();
    }

    @Test
    void redeliversForEverWhereTheLimitIsZero() throws JMSException {
        reconnect("maxDeliveries=0");
        send("bad");

        failDeliveries(30);

        assertThat(session.createConsumer(queue).receiveNoWait().getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(31);
    }

    @Test
    void takesTheLimitOfTheQueueWhoseNameMatches() throws JMSException {
        reconnect("maxDeliveries=5&ord*.maxDeliveries=2");
        send("bad");

        failDeliveries(2);

        assertThat(browse(session.createQueue("DLQ.orders"))).containsExactly("bad");
    }

    @Test
    void givesUpAMessageThatEndedTheProcessTooOftenBeforeItIsDelivered() throws JMSException {
        reconnect("maxDeliveries=2");
        send("killer", "good");
        for (int i = 0; i < 2; i++) {
            Session unacknowledged = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            unacknowledged.createConsumer(queue).receiveNoWait();
            unacknowledged.close();
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("good");
        assertThat(deadLetter("orders").getIntProperty("JMS_PERSISTQ_DELIVERY_COUNT"))
                .isEqualTo(2);
    }

    @Test
    void keepsADeadLetterThatFailsInItsQueue() throws JMSException {
        reconnect("maxDeliveries=1");
        send("bad");
        failDeliveries(1);
        Queue deadLetters = session.createQueue("DLQ.orders");
        Session failing = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = failing.createConsumer(deadLetters);

        for (int i = 0; i < 5; i++) {
            assertThat(consumer.receiveNoWait()).isNotNull();
            failing.rollback();
        }

        assertThat(browse(deadLetters)).containsExactly("bad");
        assertThat(browse(session.createQueue("DLQ.DLQ.orders"))).isEmpty();
    }

    @Test
    void waitsTheRedeliveryDelay() throws JMSException {
        reconnect("redeliveryDelay=3600000");
        send("a", "b");

        failDeliveries(1);

        assertThat(drain(session.createConsumer(queue))).containsExactly("b");
    }

    /** Closing a transacted session delayed what it had received, as if its processing had failed. */
    @Test
    void waitsNoRedeliveryDelayWhenATransactedSessionCloses() throws JMSException {
        reconnect("redeliveryDelay=3600000");
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createConsumer(queue).receive(SOON);

        transacted.close();

        Message again = session.createConsumer(queue).receive(SOON);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    @Test
    void deliversAgainOnceTheDelayIsOver() throws JMSException {
        reconnect("redeliveryDelay=30&backoffMultiplier=2&maxRedeliveryDelay=100");
        send("a");

        failDeliveries(3);

        assertThat(session.createConsumer(queue).receive(SOON).getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(4);
    }

    @Test
    void wakesAReceiverThatWaitsForTheRedelivery() throws Exception {
        reconnect("redeliveryDelay=30");
        send("a");
        CountDownLatch received = new CountDownLatch(1);
        Session failing = connection.createSession(Session.SESSION_TRANSACTED);
        failing.createConsumer(queue).receive(SOON);
        MessageConsumer waiting = session.createConsumer(queue);
        daemon("receiver", () -> {
            try {
                waiting.receive();
                received.countDown();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        failing.rollback();

        assertThat(received.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void movesAnUnreadableMessageAsideAndGoesOn() throws JMSException {
        StoreRegistry.Reference store = StoreRegistry.shared().acquire(StoreUrl.parse(url("")), InstantSource.system());
        StoredMessage junk =
                new StoredMessage(Bytes.wrap(new byte[] {99, 1, 2}), Bytes.wrap(new byte[] {7, 8}), 4, 0, 0, null);
        store.store().ensureQueue(QueueName.queue("orders"));
        store.store().commit(List.of(new Change.Append(junk, QueueName.queue("orders"))), Durability.FORCED);
        store.close();
        send("good");

        assertThat(drain(session.createConsumer(queue))).containsExactly("good");

        Message dead = deadLetter("orders");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_REASON")).isEqualTo("unreadable");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_ERROR")).contains("MalformedMessageException");
        assertThat(((BytesMessage) dead).readByte()).isEqualTo((byte) 7);
    }

    @Test
    void movesAnUnreadableMessageAsideForASelectingConsumerToo() throws JMSException {
        StoreRegistry.Reference store = StoreRegistry.shared().acquire(StoreUrl.parse(url("")), InstantSource.system());
        StoredMessage junk = new StoredMessage(Bytes.wrap(new byte[] {99}), Bytes.EMPTY, 4, 0, 0, null);
        store.store().ensureQueue(QueueName.queue("orders"));
        store.store().commit(List.of(new Change.Append(junk, QueueName.queue("orders"))), Durability.FORCED);
        store.close();

        assertThat(session.createConsumer(queue, "colour = 'red'").receiveNoWait())
                .isNull();

        assertThat(deadLetter("orders").getStringProperty("JMS_PERSISTQ_REASON"))
                .isEqualTo("unreadable");
    }

    @Test
    void keepsTheOrderOfManyMessagesThroughRollbacks() throws JMSException {
        send("a", "b", "c", "d", "e");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        for (int taken = 1; taken <= 5; taken++) {
            for (int i = 0; i < taken; i++) {
                consumer.receiveNoWait();
            }
            transacted.rollback();
        }

        assertThat(drain(consumer)).containsExactly("a", "b", "c", "d", "e");
    }
}
