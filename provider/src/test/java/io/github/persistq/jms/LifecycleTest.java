package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LifecycleTest extends JmsFixture {
    private static void assertAllClosed(List<ThrowingCallable> calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        }
    }

    /** Starts a thread that receives for ever, and waits until it waits. */
    private Thread blockedReceiver(MessageConsumer consumer, AtomicReference<Object> result) {
        Thread thread = daemon("blocked", () -> {
            try {
                Message message = consumer.receive();
                result.set(message == null ? "null" : message);
            } catch (JMSException e) {
                result.set(e);
            }
        });
        eventually(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void capturesNothingOnAConnectionThatWasNeverStarted() throws Exception {
        try (Connection idle = factory.createConnection()) {
            MessageConsumer consumer = idle.createSession().createConsumer(queue);
            AtomicReference<Object> result = new AtomicReference<>();
            Thread blocked = blockedReceiver(consumer, result);
            send("a");

            assertThat(text(session.createConsumer(queue).receiveNoWait())).isEqualTo("a");
            assertThat(consumer.receiveNoWait()).isNull();

            idle.start();
            send("b");
            blocked.join(SOON);
            assertThat(text((Message) result.get())).isEqualTo("b");
        }
    }

    @Test
    void receivesNothingWhileStopped() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        send("a");

        connection.stop();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(consumer.receive(1)).isNull();

        connection.start();
        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
    }

    @Test
    void mayStartAndStopTwice() throws JMSException {
        connection.start();
        connection.stop();
        connection.stop();
        connection.start();
        send("a");

        assertThat(drain(session.createConsumer(queue))).containsExactly("a");
    }

    @Test
    void startsSessionsMadeAfterTheStart() throws JMSException {
        send("a");

        assertThat(drain(connection.createSession().createConsumer(queue))).containsExactly("a");
    }

    @Test
    void endsABlockedReceiveWhenTheConsumerCloses() throws Exception {
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        AtomicReference<Object> result = new AtomicReference<>();
        Thread blocked = blockedReceiver(consumer, result);

        consumer.close();
        blocked.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
    void endsABlockedReceiveWhenTheSessionCloses() throws Exception {
        Session receiving = connection.createSession();
        AtomicReference<Object> result = new AtomicReference<>();
        Thread blocked = blockedReceiver(receiving.createConsumer(queue), result);

        receiving.close();
        blocked.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
    void endsABlockedReceiveWhenTheConnectionCloses() throws Exception {
        Connection other = factory.createConnection();
        other.start();
        AtomicReference<Object> result = new AtomicReference<>();
        Thread blocked = blockedReceiver(other.createSession().createConsumer(queue), result);

        other.close();
        blocked.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
    void endsABlockedReceiveOfAStoppedConnectionWhenItCloses() throws Exception {
        Connection other = factory.createConnection();
        AtomicReference<Object> result = new AtomicReference<>();
        Thread blocked = blockedReceiver(other.createSession().createConsumer(queue), result);

        other.close();
        blocked.join(SOON);

        assertThat(result.get()).isEqualTo("null");
    }

    @Test
    void failsAnInterruptedReceiveAndLeavesTheStoreAlone() throws Exception {
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        AtomicReference<Object> result = new AtomicReference<>();
        Thread blocked = blockedReceiver(consumer, result);

        blocked.interrupt();
        blocked.join(SOON);
        send("a");

        assertThat(result.get()).isInstanceOf(JMSException.class);
        assertThat(text(consumer.receiveNoWait())).isEqualTo("a");
    }

    @Test
    void passesAWakeUpOnWhenTheWokenReceiverIsGone() throws Exception {
        for (int i = 0; i < 20; i++) {
            Session leaving = connection.createSession();
            AtomicReference<Object> gone = new AtomicReference<>();
            AtomicReference<Object> result = new AtomicReference<>();
            blockedReceiver(leaving.createConsumer(queue), gone);
            Session staying = connection.createSession();
            Thread blocked = blockedReceiver(staying.createConsumer(queue), result);

            Thread closing = daemon("closing", () -> {
                try {
                    leaving.close();
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
            send("m");
            closing.join(SOON);

            eventually(() -> gone.get() instanceof Message || result.get() instanceof Message);
            staying.close();
            blocked.join(SOON);
        }
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void refusesEverythingOnAClosedConnection() throws JMSException {
        Connection other = factory.createConnection();
        other.close();
        other.close();

        assertAllClosed(List.of(
                other::createSession,
                () -> other.createSession(1),
                () -> other.createSession(true, 0),
                other::getClientID,
                () -> other.setClientID("x"),
                other::getMetaData,
                other::getExceptionListener,
                () -> other.setExceptionListener(null),
                other::start,
                other::stop));
    }

    @Test
    void refusesEverythingOnAClosedSession() throws JMSException {
        Session closed = connection.createSession();
        closed.close();
        closed.close();

        assertAllClosed(List.of(
                closed::createMessage,
                closed::createTextMessage,
                () -> closed.createTextMessage("x"),
                closed::createBytesMessage,
                closed::createMapMessage,
                closed::createStreamMessage,
                closed::createObjectMessage,
                () -> closed.createObjectMessage("x"),
                closed::getTransacted,
                closed::getAcknowledgeMode,
                closed::recover,
                closed::commit,
                closed::rollback,
                closed::getMessageListener,
                () -> closed.createProducer(queue),
                () -> closed.createConsumer(queue),
                () -> closed.createBrowser(queue),
                () -> closed.createQueue("x"),
                () -> closed.createTopic("x"),
                closed::createTemporaryQueue,
                closed::createTemporaryTopic,
                () -> closed.unsubscribe("x")));
    }

    @Test
    void closesProducersConsumersAndBrowsersWithTheirSession() throws JMSException {
        Session closed = connection.createSession();
        MessageProducer producer = closed.createProducer(queue);
        MessageConsumer consumer = closed.createConsumer(queue);
        QueueBrowser browser = closed.createBrowser(queue);
        Message message = closed.createMessage();
        closed.close();

        assertAllClosed(List.of(
                () -> producer.send(message),
                producer::getPriority,
                producer::getDestination,
                consumer::receiveNoWait,
                consumer::getMessageSelector,
                consumer::getMessageListener,
                browser::getQueue,
                browser::getEnumeration));
        producer.close();
        consumer.close();
        browser.close();
    }

    @Test
    void refusesEverythingOnAClosedProducer() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.close();
        producer.close();

        assertAllClosed(List.of(
                () -> producer.send(session.createMessage()),
                () -> producer.setPriority(1),
                producer::getPriority,
                producer::getDeliveryMode,
                producer::getTimeToLive,
                producer::getDeliveryDelay,
                producer::getDisableMessageID,
                producer::getDisableMessageTimestamp,
                producer::getDestination));
    }

    @Test
    void refusesEverythingOnAClosedConsumer() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.close();
        consumer.close();

        assertAllClosed(List.of(
                consumer::receive,
                () -> consumer.receive(1),
                consumer::receiveNoWait,
                consumer::getMessageListener,
                () -> consumer.setMessageListener(m -> {}),
                consumer::getMessageSelector));
    }

    @Test
    void leavesNoThreadBehind() throws JMSException {
        for (int i = 0; i < 3; i++) {
            Session listening = connection.createSession();
            listening.createConsumer(listening.createQueue("q" + i)).setMessageListener(m -> {});
        }
        session.createProducer(queue).send(session.createMessage(), new Ignored());

        factory.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("persistq"));
    }

    private static final class Ignored implements CompletionListener {
        @Override
        public void onCompletion(Message message) {}

        @Override
        public void onException(Message message, Exception exception) {}
    }
}
