package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: sections 6.1.4 and 6.1.5, starting and stopping delivery. */
class Chapter06StartAndStopTest extends Statements {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    @Spec("6.1.4")
    void nothingIsDeliveredUntilTheConnectionIsStarted() throws Exception {
        Connection stopped = newConnection();
        MessageConsumer consumer = stopped.createSession().createConsumer(queue);
        send("hello");

        assertThat(consumer.receive(BRIEFLY)).isNull();
        assertThat(consumer.receiveNoWait()).isNull();
        stopped.start();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void noListenerIsCalledUntilTheConnectionIsStarted() throws Exception {
        Connection stopped = newConnection();
        stopped.createSession().createConsumer(queue).setMessageListener(m -> heard.add(uncheckedText(m)));
        send("hello");

        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
        stopped.start();
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aConsumerOfAConnectionThatIsNotStartedKeepsNoMessageFromOthers() throws Exception {
        newConnection().createSession().createConsumer(queue);

        send("first", "second");

        MessageConsumer started = session.createConsumer(queue);
        assertThat(nextText(started)).isEqualTo("first");
        assertThat(nextText(started)).isEqualTo("second");
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
    void aStartWakesAReceiveThatWaits() throws Exception {
        Connection stopped = newConnection();
        MessageConsumer consumer = stopped.createSession().createConsumer(queue);
        send("hello");
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);

        stopped.start();

        assertThat(text(Background.result(pending))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aSessionThatIsMadeAfterTheStartDelivers() throws Exception {
        Connection early = newConnection();
        early.start();
        send("hello");

        assertThat(nextText(early.createSession().createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aListenerThatIsSetAfterTheStartIsCalled() throws Exception {
        send("hello");
        MessageConsumer consumer = connection.createSession().createConsumer(queue);

        consumer.setMessageListener(m -> heard.add(uncheckedText(m)));

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.4")
    void aContextStartsWithItsFirstConsumer() throws Exception {
        send("hello");
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);

            assertThat(context.getAutoStart()).isTrue();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.4")
    void aContextWithoutAutoStartWaitsForItsStart() throws Exception {
        send("hello");
        try (JMSContext manual = factory.createContext()) {
            manual.setAutoStart(false);
            JMSConsumer consumer = manual.createConsumer(queue);
            assertThat(manual.getAutoStart()).isFalse();
            assertThat(consumer.receive(BRIEFLY)).isNull();

            manual.start();

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.4")
    void aContextThatIsNotStartedSends() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "hello");
        }

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void aStoppedConnectionDeliversNothing() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        connection.stop();
        sendFromElsewhere("hello");

        assertThat(consumer.receive(BRIEFLY)).isNull();
        assertThat(consumer.receiveNoWait()).isNull();
        connection.start();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void aStoppedConnectionCallsNoListener() throws Exception {
        connection.createSession().createConsumer(queue).setMessageListener(m -> heard.add(uncheckedText(m)));
        connection.stop();
        sendFromElsewhere("hello");

        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
        connection.start();
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void aReceiveWaitsWhileTheConnectionIsStoppedAndGoesOnAfterwards() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);
        connection.stop();
        sendFromElsewhere("hello");
        Background.assertWaiting(pending);

        connection.start();

        assertThat(text(Background.result(pending))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void aReceiveTimesOutWhileTheConnectionIsStopped() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(() -> consumer.receive(2 * BRIEFLY));
        connection.stop();
        sendFromElsewhere("hello");

        assertThat(Background.result(pending)).isNull();
        connection.start();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void aStoppedConnectionSends() throws Exception {
        connection.stop();
        send("hello");

        Connection other = newConnection();
        other.start();
        assertThat(nextText(other.createSession().createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void stoppingTwiceAndStartingTwiceChangesNothing() throws Exception {
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
    void stopConcernsItsOwnConnectionAlone() throws Exception {
        Connection other = newConnection();
        other.start();
        MessageConsumer consumer = other.createSession().createConsumer(queue);

        connection.stop();

        send("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.5")
    void stopWaitsForAListenerInProgressWhichKeepsAllServices() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Queue replyTo = session.createQueue(unique("replies"));
        Session listening = connection.createSession();
        MessageProducer replies = listening.createProducer(replyTo);
        listening.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
            Background.into(outcome, () -> replies.send(listening.createTextMessage("reply")));
        });
        sendFromElsewhere("hello");
        Background.await(entered);

        CompletableFuture<Void> stop = Background.run(connection::stop);

        Background.assertWaiting(stop);
        go.countDown();
        Background.result(stop);
        Background.result(outcome);
        connection.start();
        assertThat(nextText(session.createConsumer(replyTo))).isEqualTo("reply");
    }

    @Test
    @Spec("6.1.5")
    void noListenerIsCalledOnceStopHasReturned() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
            heard.add(uncheckedText(message));
        });
        sendFromElsewhere("in progress");
        sendFromElsewhere("waiting");
        Background.await(entered);
        CompletableFuture<Void> stop = Background.run(connection::stop);
        Background.assertWaiting(stop);
        go.countDown();
        Background.result(stop);

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("in progress");
        assertThat(heard.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
        connection.start();
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("waiting");
    }

    @Test
    @Spec("6.1.5")
    void aListenerThatStopsItsConnectionIsRefusedOrStopsIt() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            heard.add(uncheckedText(message));
            Background.into(outcome, connection::stop);
        });
        sendFromElsewhere("first");

        assertRefusedOrStopped(outcome, IllegalStateException.class);
    }

    @Test
    @Spec("6.1.5")
    void aListenerThatStopsItsContextIsRefusedOrStopsIt() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        try (JMSContext context = factory.createContext()) {
            context.createConsumer(queue).setMessageListener(message -> {
                heard.add(uncheckedText(message));
                Background.into(outcome, context::stop);
            });
            sendFromElsewhere("first");

            assertRefusedOrStopped(outcome, IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.5")
    void aStoppedContextDeliversNothingUntilItIsStartedAgain() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            context.stop();
            context.stop();
            send("hello");
            assertThat(consumer.receive(BRIEFLY)).isNull();

            context.start();

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.5")
    void stoppingAContextStopsThoseOfTheSameConnection() throws Exception {
        try (JMSContext context = factory.createContext();
                JMSContext sibling = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            JMSConsumer consumer = sibling.createConsumer(queue);
            context.stop();
            send("hello");
            assertThat(consumer.receive(BRIEFLY)).isNull();

            sibling.start();

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    /** After a stop that was refused the next message is heard; after one that was not, it is not. */
    private void assertRefusedOrStopped(CompletableFuture<Void> outcome, Class<? extends Exception> refusal)
            throws Exception {
        boolean refused = Background.isRefused(outcome, refusal);
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("first");
        sendFromElsewhere("second");
        assertThat(heard.poll(refused ? SOON : BRIEFLY, TimeUnit.MILLISECONDS)).isEqualTo(refused ? "second" : null);
    }

    private void sendFromElsewhere(String text) throws JMSException {
        Session elsewhere = newConnection().createSession();
        elsewhere.createProducer(queue).send(elsewhere.createTextMessage(text));
    }
}
