package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LimitsTest extends JmsFixture {
    private void sendKeyed(String key, String text) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setStringProperty("JMS_PERSISTQ_UNIQUE_KEY", key);
        session.createProducer(queue).send(message);
    }

    @Test
    void failsASendToAFullQueueAndGoesOnWhenThereIsRoom() throws JMSException {
        reconnect("maxMessages=2&onFull=fail");
        send("a", "b");

        assertThatThrownBy(() -> send("c"))
                .isInstanceOfSatisfying(
                        ResourceAllocationException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo("QUEUE_FULL"));
        session.createConsumer(queue).receiveNoWait();
        send("d");

        assertThat(browse(queue)).containsExactly("b", "d");
    }

    @Test
    void limitsBytes() throws JMSException {
        reconnect("maxBytes=2k&onFull=fail");
        send("small");

        assertThatThrownBy(() -> send("x".repeat(4000))).isInstanceOf(ResourceAllocationException.class);
        assertThat(browse(queue)).containsExactly("small");
    }

    @Test
    void limitsOnlyTheQueuesThatThePatternNames() throws JMSException {
        reconnect("ord*.maxMessages=1&onFull=fail");
        send("a");
        sendTo(session.createQueue("other"), "1", "2");

        assertThatThrownBy(() -> send("b")).isInstanceOf(ResourceAllocationException.class);
        assertThat(browse(session.createQueue("other"))).containsExactly("1", "2");
    }

    @Test
    void blocksASendUntilThereIsRoom() throws Exception {
        reconnect("maxMessages=1");
        send("a");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Session sending = connection.createSession();
        Thread blocked = daemon("blocked sender", () -> {
            try {
                sending.createProducer(queue).send(sending.createTextMessage("b"));
            } catch (JMSException e) {
                failure.set(e);
            }
        });
        eventually(() -> blocked.getState() == Thread.State.TIMED_WAITING);

        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(text(consumer.receive(SOON))).isEqualTo("a");

        assertThat(text(consumer.receive(SOON))).isEqualTo("b");
        blocked.join(SOON);
        assertThat(failure.get()).isNull();
    }

    @Test
    void failsABlockedSendWhenItsTimeIsOver() throws JMSException {
        reconnect("maxMessages=1&sendTimeout=20");
        send("a");

        assertThatThrownBy(() -> send("b")).isInstanceOf(ResourceAllocationException.class);
    }

    /** The most patient queue of a transaction decided how long all of them were waited for. */
    @Test
    void failsATransactionAtOnceIfItsFullQueueSaysSo() throws JMSException {
        reconnect("maxMessages=1&sendTimeout=3600000&orders.onFull=fail");
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(session.createQueue("patient")).send(transacted.createTextMessage("p"));
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));

        assertThatThrownBy(transacted::commit)
                .isInstanceOf(TransactionRolledBackException.class)
                .hasMessageContaining("orders");
    }

    @Test
    void waitsForEachFullQueueAsLongAsItsOwnTimeout() throws JMSException {
        reconnect("maxMessages=1&sendTimeout=3600000&orders.sendTimeout=20");
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(session.createQueue("patient")).send(transacted.createTextMessage("p"));
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));

        assertThatThrownBy(transacted::commit).isInstanceOf(TransactionRolledBackException.class);
        assertThat(browse(session.createQueue("patient"))).isEmpty();
    }

    @Test
    void waitsForAPatientQueueBesideOneThatFails() throws Exception {
        reconnect("maxMessages=1&patient.sendTimeout=3600000&orders.onFull=fail");
        Queue patient = session.createQueue("patient");
        sendTo(patient, "p");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));
        transacted.createProducer(patient).send(transacted.createTextMessage("q"));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread blocked = daemon("blocked commit", () -> {
            try {
                transacted.commit();
            } catch (JMSException e) {
                failure.set(e);
            }
        });
        eventually(() -> blocked.getState() == Thread.State.TIMED_WAITING);

        MessageConsumer consumer = session.createConsumer(patient);
        assertThat(text(consumer.receive(SOON))).isEqualTo("p");

        assertThat(text(consumer.receive(SOON))).isEqualTo("q");
        blocked.join(SOON);
        assertThat(failure.get()).isNull();
        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void makesRoomByDroppingExpiredMessages() throws JMSException {
        reconnect("maxMessages=1&onFull=fail");
        session.createProducer(queue).send(session.createTextMessage("short"), 2, 4, 1);
        eventually(() -> browse(queue).isEmpty());

        send("b");

        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void rollsBackATransactionForWhichThereIsNoRoom() throws JMSException {
        reconnect("maxMessages=1&onFull=fail");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(queue).send(transacted.createTextMessage("a"));
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));

        assertThatThrownBy(transacted::commit).isInstanceOf(TransactionRolledBackException.class);
        transacted.createProducer(queue).send(transacted.createTextMessage("c"));
        transacted.commit();

        assertThat(browse(queue)).containsExactly("c");
    }

    @Test
    void makesRoomInATransactionByWhatItReceives() throws JMSException {
        reconnect("maxMessages=1&onFull=fail");
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createConsumer(queue).receiveNoWait();
        transacted.createProducer(queue).send(transacted.createTextMessage("b"));

        transacted.commit();

        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void refusesAMessageThatIsTooLargeAndGoesOn() throws JMSException {
        reconnect("maxMessageBytes=1k");
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[2000]);

        assertThatThrownBy(() -> session.createProducer(queue).send(message))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("maxMessageBytes")
                .hasMessageContaining("1024")
                .hasMessageContaining("2000");
        send("small");

        assertThat(browse(queue)).containsExactly("small");
    }

    @Test
    void refusesAMessageThatIsTooLargeInATransactionAtTheSend() throws JMSException {
        reconnect("maxMessageBytes=1k");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(queue).send(transacted.createTextMessage("small"));

        assertThatThrownBy(() -> transacted.createProducer(queue).send(transacted.createTextMessage("x".repeat(3000))))
                .isInstanceOf(JMSException.class);
        transacted.commit();

        assertThat(browse(queue)).containsExactly("small");
    }

    @Test
    void deliversLastInFirstOutWhereAsked() throws JMSException {
        reconnect("order=lifo");

        send("a", "b", "c");

        assertThat(drain(session.createConsumer(queue))).containsExactly("c", "b", "a");
    }

    @Test
    void keepsDuplicatesOutWhileOneWaits() throws JMSException {
        reconnect("unique=waiting");
        sendKeyed("k", "first");
        sendKeyed("k", "dropped");
        sendKeyed("other", "second");
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(drain(consumer)).containsExactly("first", "second");
        sendKeyed("k", "third");

        assertThat(drain(consumer)).containsExactly("third");
    }

    @Test
    void remembersKeysOfAcknowledgedMessagesThatAreKept() throws JMSException {
        reconnect("unique=kept&keepAcked=10");
        sendKeyed("k", "first");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(drain(consumer)).containsExactly("first");

        sendKeyed("k", "dropped");

        assertThat(drain(consumer)).isEmpty();
    }

    @Test
    void forcesAutomaticAcknowledgementsWhereAsked() throws JMSException {
        reconnect("ackDurability=force");
        send("a");

        assertThat(drain(session.createConsumer(queue))).containsExactly("a");
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void hasNoLimitInTheDeadLetterQueue() throws JMSException {
        reconnect("maxMessages=1&onFull=fail&maxDeliveries=1");
        Session failing = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = failing.createConsumer(queue);
        for (String text : new String[] {"a", "b", "c"}) {
            send(text);
            consumer.receive(SOON);
            failing.rollback();
        }

        assertThat(browse(session.createQueue("DLQ.orders"))).containsExactly("a", "b", "c");
    }
}
