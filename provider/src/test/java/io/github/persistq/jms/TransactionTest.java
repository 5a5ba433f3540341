package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionTest extends JmsFixture {
    private Session transacted;
    private MessageProducer producer;

    @BeforeEach
    void openTransacted() throws JMSException {
        transacted = connection.createSession(true, Session.AUTO_ACKNOWLEDGE);
        producer = transacted.createProducer(queue);
    }

    private void sendIn(String... texts) throws JMSException {
        for (String text : texts) {
            producer.send(transacted.createTextMessage(text));
        }
    }

    @Test
    void showsWhatWasSentOnlyAfterCommit() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        sendIn("a", "b");
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(drain(consumer)).containsExactly("a", "b");
    }

    @Test
    void forgetsWhatWasSentOnRollback() throws JMSException {
        sendIn("a");

        transacted.rollback();
        sendIn("b");
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("b");
    }

    @Test
    void acknowledgesWhatWasReceivedWithTheCommit() throws JMSException {
        send("a", "b");
        MessageConsumer consumer = transacted.createConsumer(queue);
        consumer.receiveNoWait();

        transacted.commit();
        transacted.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("b");
    }

    @Test
    void deliversAgainInOrderAfterRollback() throws JMSException {
        send("a", "b", "c");
        MessageConsumer consumer = transacted.createConsumer(queue);
        consumer.receiveNoWait();
        consumer.receiveNoWait();

        transacted.rollback();
        Message again = consumer.receiveNoWait();

        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(drain(consumer)).containsExactly("b", "c");
    }

    @Test
    void movesAMessageBetweenQueuesAsOne() throws JMSException {
        send("order");
        Queue target = session.createQueue("target");
        MessageConsumer consumer = transacted.createConsumer(queue);
        Message message = consumer.receiveNoWait();
        transacted.createProducer(target).send(message);

        transacted.rollback();
        assertThat(browse(target)).isEmpty();
        assertThat(browse(queue)).containsExactly("order");

        transacted.createProducer(target).send(consumer.receiveNoWait());
        transacted.commit();
        assertThat(browse(target)).containsExactly("order");
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void beginsTheNextTransactionAfterEach() throws JMSException {
        for (int i = 0; i < 5; i++) {
            sendIn("m" + i);
            transacted.commit();
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void commitsAndRollsBackNothingAtAll() throws JMSException {
        transacted.commit();
        transacted.rollback();

        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void rollsBackWhenTheSessionCloses() throws JMSException {
        send("kept");
        transacted.createConsumer(queue).receiveNoWait();
        sendIn("lost");

        transacted.close();

        assertThat(browse(queue)).containsExactly("kept");
    }

    @Test
    void rollsBackWhenTheConnectionCloses() throws JMSException {
        send("kept");
        Connection other = factory.createConnection();
        other.start();
        Session session2 = other.createSession(Session.SESSION_TRANSACTED);
        session2.createConsumer(queue).receiveNoWait();
        session2.createProducer(queue).send(session2.createTextMessage("lost"));

        other.close();

        assertThat(browse(queue)).containsExactly("kept");
    }

    @Test
    void cannotReceiveWhatItSentBeforeTheCommit() throws JMSException {
        MessageConsumer consumer = transacted.createConsumer(queue);
        sendIn("a");
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
    }

    @Test
    void reportsItsMode() throws JMSException {
        assertThat(transacted.getTransacted()).isTrue();
        assertThat(transacted.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        assertThat(session.getTransacted()).isFalse();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    void refusesRecover() {
        assertThatThrownBy(transacted::recover)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rollback()");
    }

    @Test
    void refusesCommitAndRollbackOnOtherSessions() {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ignoresAcknowledge() throws JMSException {
        send("a");
        transacted.createConsumer(queue).receiveNoWait().acknowledge();

        transacted.rollback();

        assertThat(browse(queue)).containsExactly("a");
    }

    @Test
    void keepsTheOrderOfSendsAcrossTransactions() throws JMSException {
        sendIn("a");
        transacted.commit();
        sendIn("b");
        sendIn("c");
        transacted.commit();

        assertThat(browse(queue)).containsExactly("a", "b", "c");
    }
}
