package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 8, receiving messages: sections 8.1, 8.2, 8.4 and 8.5, consumers of a queue and their synchronous receives. */
class Chapter08ReceivingTest extends Statements {
    @Test
    @Spec("8.1")
    void aConsumerOfNoDestinationIsRefused() {
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(null, "colour = 'red'"))
                .isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(null))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("8.1")
    void aConsumerWithASelectorReceivesOnlyWhatMatches() throws Exception {
        sendColours("red", "blue", "red");

        MessageConsumer reds = session.createConsumer(queue, "colour = 'red'");

        assertThat(next(reds).getStringProperty("colour")).isEqualTo("red");
        assertThat(next(reds).getStringProperty("colour")).isEqualTo("red");
        assertThat(reds.receiveNoWait()).isNull();
        reds.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("blue");
    }

    @Test
    @Spec("8.1")
    void aConsumerTellsItsSelector() throws Exception {
        assertThat(session.createConsumer(queue, "colour = 'red'").getMessageSelector())
                .isEqualTo("colour = 'red'");
        assertThat(session.createConsumer(queue).getMessageSelector()).isNull();
        assertThat(session.createConsumer(queue, null).getMessageSelector()).isNull();
    }

    @Test
    @Spec("8.1")
    void anEmptySelectorIsNone() throws Exception {
        sendColours("red");

        MessageConsumer consumer = session.createConsumer(queue, "");

        assertThat(consumer.getMessageSelector()).isNull();
        assertThat(nextText(consumer)).isEqualTo("red");
    }

    @Test
    @Spec("8.1")
    void aJmsConsumerTellsItsSelector() {
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(queue, "colour = 'red'").getMessageSelector())
                    .isEqualTo("colour = 'red'");
            assertThat(context.createConsumer(queue).getMessageSelector()).isNull();
            assertThat(context.createConsumer(queue, "").getMessageSelector()).isNull();
        }
    }

    @Test
    @Spec("8.1")
    void aBadSelectorIsRefusedWhenTheConsumerIsMade() {
        assertThatThrownBy(() -> session.createConsumer(queue, "colour <> ("))
                .isInstanceOf(InvalidSelectorException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(queue, "colour <> ("))
                    .isInstanceOf(InvalidSelectorRuntimeException.class);
        }
    }

    @Test
    @Spec("8.2")
    void aQueueReceiverReceivesFromItsQueue() throws Exception {
        sendColours("blue", "red");
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            queues.start();
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);

            QueueReceiver receiver = queueSession.createReceiver(queue, "colour = 'red'");

            assertThat(receiver.getQueue().getQueueName()).isEqualTo(queue.getQueueName());
            assertThat(nextText(receiver)).isEqualTo("red");
            receiver.close();
            assertThat(nextText(queueSession.createReceiver(queue))).isEqualTo("blue");
        }
    }

    @Test
    @Spec("8.2")
    void aQueueReceiverOfNoQueueIsRefused() throws Exception {
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);

            assertThatThrownBy(() -> queueSession.createReceiver(null)).isInstanceOf(InvalidDestinationException.class);
        }
    }

    @Test
    @Spec("8.2")
    void aJmsConsumerReceivesFromItsQueue() throws Exception {
        sendColours("blue", "red");
        try (JMSContext context = factory.createContext()) {
            try (JMSConsumer reds = context.createConsumer(queue, "colour = 'red'")) {
                assertThat(text(reds.receive(SOON))).isEqualTo("red");
            }
            assertThat(text(context.createConsumer(queue).receive(SOON))).isEqualTo("blue");
        }
    }

    @Test
    @Spec("8.4")
    void nothingIsReceivedBeforeTheConnectionIsStarted() throws Exception {
        send("hello");
        Connection stopped = newConnection();
        MessageConsumer consumer = stopped.createSession().createConsumer(queue);
        assertThat(consumer.receive(BRIEFLY)).isNull();
        assertThat(consumer.receiveNoWait()).isNull();

        stopped.start();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.4")
    void aListenerHearsNothingBeforeTheConnectionIsStarted() throws Exception {
        send("hello");
        Connection stopped = newConnection();
        Inbox inbox = new Inbox();
        stopped.createSession().createConsumer(queue).setMessageListener(inbox);
        inbox.hearsNothing();

        stopped.start();

        assertThat(inbox.nextText()).isEqualTo("hello");
    }

    @Test
    @Spec("8.4")
    void aStopSuspendsDeliveryUntilTheNextStart() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        connection.stop();
        send("hello");
        assertThat(consumer.receive(BRIEFLY)).isNull();

        connection.start();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.4")
    void aConsumerOfAConnectionThatWasNeverStartedTakesNothingFromOthers() throws Exception {
        newConnection().createSession().createConsumer(queue);

        send("1", "2", "3", "4");

        MessageConsumer consumer = session.createConsumer(queue);
        for (String text : new String[] {"1", "2", "3", "4"}) {
            assertThat(nextText(consumer)).isEqualTo(text);
        }
    }

    @Test
    @Spec("8.4")
    void aContextsFirstConsumerStartsDelivery() throws Exception {
        send("hello");
        try (JMSContext context = factory.createContext()) {
            assertThat(context.getAutoStart()).isTrue();

            assertThat(text(context.createConsumer(queue).receive(SOON))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.4")
    void aContextsConsumerOfASelectorStartsDeliveryAsWell() throws Exception {
        sendColours("red", "blue");
        try (JMSContext context = factory.createContext();
                JMSContext other = factory.createContext()) {
            assertThat(text(context.createConsumer(queue, "colour = 'red'").receive(SOON)))
                    .isEqualTo("red");
            assertThat(text(other.createConsumer(queue, "colour = 'blue'", false)
                            .receive(SOON)))
                    .isEqualTo("blue");
        }
    }

    @Test
    @Spec("8.4")
    void aContextThatDoesNotStartByItselfIsStarted() throws Exception {
        send("hello");
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(context.getAutoStart()).isFalse();
            assertThat(consumer.receive(BRIEFLY)).isNull();

            context.start();

            assertThat(text(consumer.receive(SOON))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.4")
    void aContextIsStoppedAndStartedAgain() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            context.stop();
            send("hello");
            assertThat(consumer.receive(BRIEFLY)).isNull();

            context.start();

            assertThat(text(consumer.receive(SOON))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.5")
    void aReceiveWaitsForTheNextMessage() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> received = inBackground(consumer::receive);
        assertThat(received).isNotDone();

        sendFromElsewhere("hello");

        assertThat(text(received.get(SOON, TimeUnit.MILLISECONDS))).isEqualTo("hello");
    }

    @Test
    @Spec("8.5")
    void aReceiveWithATimeoutOfZeroWaitsForTheNextMessage() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> received = inBackground(() -> consumer.receive(0));
        assertNotDoneSoon(received);

        sendFromElsewhere("hello");

        assertThat(text(received.get(SOON, TimeUnit.MILLISECONDS))).isEqualTo("hello");
    }

    @Test
    @Spec("8.5")
    void aJmsConsumersReceiveWithATimeoutOfZeroWaitsForTheNextMessage() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            CompletableFuture<Message> received = inBackground(() -> consumer.receive(0));
            assertNotDoneSoon(received);

            sendFromElsewhere("hello");

            assertThat(text(received.get(SOON, TimeUnit.MILLISECONDS))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.5")
    void aReceiveReturnsNullOnceItsTimeIsOver() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        long before = System.nanoTime();

        assertThat(consumer.receive(40)).isNull();

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isGreaterThanOrEqualTo(35);
    }

    @Test
    @Spec("8.5")
    void aReceiveWithATimeoutReturnsTheMessageThatComesMeanwhile() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> received = inBackground(() -> consumer.receive(SOON));

        sendFromElsewhere("hello");

        assertThat(text(received.get(SOON, TimeUnit.MILLISECONDS))).isEqualTo("hello");
    }

    @Test
    @Spec("8.5")
    void aReceiveWithoutWaitingReturnsAMessageOrNullAtOnce() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNull();

        send("hello");

        assertThat(text(consumer.receiveNoWait())).isEqualTo("hello");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    @Spec("8.5")
    void aJmsConsumerReceivesWithoutWaiting() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveNoWait()).isNull();

            send("hello");

            assertThat(text(consumer.receiveNoWait())).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.5")
    void aReceiveInATransactionHoldsTheMessageUntilTheEnd() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        MessageConsumer other = session.createConsumer(queue);
        assertThat(other.receiveNoWait()).isNull();
        other.close();

        transacted.rollback();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("8.5")
    void aReceiveIsAnErrorOnceAListenerIsSet() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(new Inbox());

        assertThatThrownBy(() -> consumer.receive(BRIEFLY)).isInstanceOf(JMSException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("8.5")
    void aClosedConsumerRefusesUse() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.close();

        assertThatThrownBy(consumer::receive).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::getMessageListener).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> consumer.setMessageListener(new Inbox())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(consumer::getMessageSelector).isInstanceOf(IllegalStateException.class);
    }

    private interface Receiving {
        Message receive() throws Exception;
    }

    private static CompletableFuture<Message> inBackground(Receiving receiving) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return receiving.receive();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                task -> new Thread(task, "receiving").start());
    }

    private static void assertNotDoneSoon(CompletableFuture<Message> received) {
        assertThatThrownBy(() -> received.get(BRIEFLY, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    private void sendFromElsewhere(String text) throws JMSException {
        try (Session other = newConnection().createSession()) {
            other.createProducer(queue).send(other.createTextMessage(text));
        }
    }

    /** Sends text messages that have their text as a property as well. */
    private void sendColours(String... colours) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            for (String colour : colours) {
                Message message = session.createTextMessage(colour);
                message.setStringProperty("colour", colour);
                producer.send(message);
            }
        }
    }
}
