package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2, sessions. */
class Chapter06SessionTest extends Statements {
    @Test
    @Spec("6.2.4")
    void aMessageIsSentByAnotherSessionThanTheOneThatMadeIt() throws Exception {
        Message message = newConnection().createSession().createTextMessage("hello");

        session.createProducer(queue).send(message);

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.7")
    void aCommitSendsWhatWasSentAndAcknowledgesWhatWasReceived() throws Exception {
        Queue output = session.createQueue(queue.getQueueName() + ".output");
        send("input");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        next(transacted.createConsumer(queue));
        transacted.createProducer(output).send(transacted.createTextMessage("output"));
        MessageConsumer consumer = session.createConsumer(output);
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("output");
        transacted.close();
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("6.2.7")
    void aRollbackDestroysWhatWasSentAndRecoversWhatWasReceived() throws Exception {
        send("first", "second");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        transacted.createProducer(queue).send(transacted.createTextMessage("sent"));

        transacted.rollback();

        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("first");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(drain(consumer)).containsExactly("second");
    }

    @Test
    @Spec("6.2.7")
    void theEndOfATransactionBeginsTheNext() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.send(transacted.createTextMessage("first"));
        transacted.commit();
        producer.send(transacted.createTextMessage("second"));
        transacted.rollback();
        producer.send(transacted.createTextMessage("third"));
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "third");
    }

    @Test
    @Spec("6.2.7")
    void aSessionThatIsNotTransactedHasNothingToCommitOrRollBack() {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.9.1")
    void aSessionsMessagesAreReceivedInTheOrderInWhichTheyWereSent() throws Exception {
        MessageProducer one = session.createProducer(queue);
        MessageProducer other = session.createProducer(queue);
        one.send(session.createTextMessage("1"));
        other.send(session.createTextMessage("2"));
        one.send(session.createTextMessage("3"));

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.2")
    void theOrderOfSendsWithinATransactionIsKept() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        for (String text : List.of("1", "2", "3")) {
            producer.send(transacted.createTextMessage(text));
        }
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
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
    void anAcknowledgementCoversAllThatTheSessionHasDelivered() throws Exception {
        send("first", "second", "third");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        Message first = next(consumer);
        next(consumer);

        first.acknowledge();

        client.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("third");
    }

    @Test
    @Spec("6.2.10")
    void aRecoverGoesBackToTheFirstUnacknowledgedMessageAndMarksWhatItRedelivers() throws Exception {
        send("first", "second", "third");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
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
    void aTransactedSessionIsNotRecovered() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);

        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.11")
    void anAcknowledgedMessageIsNeverDeliveredAgain() throws Exception {
        send("acknowledged", "open");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer).acknowledge();
        next(consumer);

        client.recover();
        client.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("open");
    }

    @Test
    @Spec("6.2.13")
    void aSessionRunsItsListenersOneAtATime() throws Exception {
        Queue other = session.createQueue(queue.getQueueName() + ".other");
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch heard = new CountDownLatch(20);
        MessageListener listener = message -> {
            overlapped.compareAndSet(false, running.incrementAndGet() > 1);
            Thread.yield();
            running.decrementAndGet();
            heard.countDown();
        };
        Connection listening = newConnection();
        Session listeners = listening.createSession();
        listeners.createConsumer(queue).setMessageListener(listener);
        listeners.createConsumer(other).setMessageListener(listener);
        MessageProducer producer = session.createProducer(null);
        for (int i = 0; i < 10; i++) {
            producer.send(queue, session.createTextMessage("to one"));
            producer.send(other, session.createTextMessage("to the other"));
        }

        listening.start();

        assertThat(heard.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(overlapped).isFalse();
    }

    @Test
    @Spec("6.2.14")
    void sessionsRunTheirListenersAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(2);
        MessageListener waitsForTheOther = message -> {
            both.countDown();
            try {
                if (both.await(SOON, TimeUnit.MILLISECONDS)) {
                    met.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.countDown();
        };
        Connection listening = newConnection();
        Queue other = session.createQueue(queue.getQueueName() + ".other");
        listening.createSession().createConsumer(queue).setMessageListener(waitsForTheOther);
        listening.createSession().createConsumer(other).setMessageListener(waitsForTheOther);
        listening.start();

        send("one");
        session.createProducer(other).send(session.createTextMessage("two"));

        assertThat(done.await(2 * SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(met).hasValue(2);
    }

    @Test
    @Spec("6.2.15")
    void closingASessionRollsItsTransactionBack() throws Exception {
        send("received");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        next(transacted.createConsumer(queue));
        transacted.createProducer(queue).send(transacted.createTextMessage("sent"));

        transacted.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("received");
    }

    @Test
    @Spec("6.2.15")
    void closingAClientAcknowledgeSessionAcknowledgesNothing() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        next(client.createConsumer(queue));

        client.close();

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionAndWhatItMadeRefuseUseAndMayBeClosedAgain() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Message message = session.createMessage();

        session.close();

        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        session.close();
        producer.close();
        consumer.close();
    }
}
