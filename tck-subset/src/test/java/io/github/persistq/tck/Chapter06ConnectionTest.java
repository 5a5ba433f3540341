package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.1, connections. */
class Chapter06ConnectionTest extends Statements {
    @Test
    @Spec("6.1.2")
    void theClientIdentifierIsNotSetAfterAnyOtherUse() throws Exception {
        Connection used = newConnection();
        used.createSession();

        assertThatThrownBy(() -> used.setClientID("late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.2")
    void aClientIdentifierIsInUseByOneConnectionAtATime() throws Exception {
        newConnection().setClientID("only-one");
        Connection second = newConnection();

        assertThatThrownBy(() -> second.setClientID("only-one")).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("6.1.4")
    void nothingIsDeliveredUntilTheConnectionIsStarted() throws Exception {
        Connection stopped = newConnection();
        MessageConsumer consumer = stopped.createSession().createConsumer(queue);
        send("hello");

        assertThat(consumer.receive(BRIEFLY)).isNull();
        stopped.start();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aConnectionThatIsNotStartedSends() throws Exception {
        Session stopped = newConnection().createSession();

        stopped.createProducer(queue).send(stopped.createTextMessage("hello"));

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aContextStartsWithItsFirstConsumerUnlessToldOtherwise() throws Exception {
        send("hello");

        try (JMSContext manual = factory.createContext()) {
            manual.setAutoStart(false);
            JMSConsumer consumer = manual.createConsumer(queue);
            assertThat(consumer.receive(BRIEFLY)).isNull();
        }
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.5")
    void aStoppedConnectionDeliversNothingAndItsReceivesTimeOut() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        connection.stop();
        connection.stop();
        send("hello");

        assertThat(consumer.receive(BRIEFLY)).isNull();
        connection.start();
        connection.start();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void stopWaitsForAListenerInProgressWhichKeepsAllServices() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        MessageProducer replies = session.createProducer(session.createQueue(queue.getQueueName() + ".replies"));
        session.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            try {
                go.await();
                replies.send(message);
                outcome.complete("replied");
            } catch (InterruptedException | JMSException e) {
                outcome.completeExceptionally(e);
            }
        });
        sendFromElsewhere("hello");
        assertThat(entered.await(SOON, TimeUnit.MILLISECONDS)).isTrue();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stop);

        assertThat(stop).isNotDone();
        go.countDown();
        stop.get(SOON, TimeUnit.MILLISECONDS);
        assertThat(outcome).isCompletedWithValue("replied");
    }

    @Test
    @Spec("6.1.6")
    void theMetaDataTellTheVersionAndTheDefinedProperties() throws Exception {
        ConnectionMetaData data = connection.getMetaData();

        assertThat(data.getJMSMajorVersion()).isEqualTo(3);
        assertThat(data.getJMSMinorVersion()).isEqualTo(1);
        assertThat(data.getJMSVersion()).isEqualTo("3.1");
        assertThat(list(data.getJMSXPropertyNames()))
                .map(String::valueOf)
                .contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    @Spec("6.1.8")
    void aClosedConnectionAndWhatItMadeRefuseUseAndMayBeClosedAgain() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Message message = session.createTextMessage("hello");

        connection.close();

        assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::createMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        connection.close();
        session.close();
        producer.close();
        consumer.close();
    }

    @Test
    @Spec("6.1.8")
    void aReceivedMessageOutlivesItsConnectionButIsNotAcknowledgedAnyMore() throws Exception {
        Connection closing = newConnection();
        closing.start();
        Session client = closing.createSession(Session.CLIENT_ACKNOWLEDGE);
        send("hello");
        Message received = next(client.createConsumer(queue));

        closing.close();

        assertThat(text(received)).isEqualTo("hello");
        assertThatThrownBy(received::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.8")
    void closingAConnectionRollsItsTransactionsBack() throws Exception {
        send("received");
        Connection closing = newConnection();
        closing.start();
        Session transacted = closing.createSession(Session.SESSION_TRANSACTED);
        next(transacted.createConsumer(queue));
        transacted.createProducer(queue).send(transacted.createTextMessage("sent"));

        closing.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("received");
    }

    @Test
    @Spec("6.1.8")
    void closingAConnectionEndsAPendingReceive() throws Exception {
        Connection closing = newConnection();
        closing.start();
        MessageConsumer consumer = closing.createSession().createConsumer(queue);
        CompletableFuture<Message> pending = CompletableFuture.supplyAsync(() -> receive(consumer));

        closing.close();

        // A receive that only began after the close is refused instead.
        assertThat(pending.handle((message, refusal) -> message).get(SOON, TimeUnit.MILLISECONDS))
                .isNull();
    }

    private void sendFromElsewhere(String text) throws JMSException {
        Session elsewhere = newConnection().createSession();
        elsewhere.createProducer(queue).send(elsewhere.createTextMessage(text));
    }

    private void stop() {
        try {
            connection.stop();
        } catch (JMSException e) {
            throw new java.lang.IllegalStateException(e);
        }
    }

    private static Message receive(MessageConsumer consumer) {
        try {
            return consumer.receive();
        } catch (JMSException e) {
            throw new java.lang.IllegalStateException(e);
        }
    }
}
