package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: the legacy interfaces for queues. */
class Chapter04LegacyQueueTest extends Statements {
    private QueueConnection queueConnection;
    private QueueSession queueSession;

    @BeforeEach
    void connectForQueues() throws Exception {
        queueConnection = store.queueFactory().createQueueConnection();
        queueConnection.start();
        queueSession = queueConnection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void disconnectFromQueues() throws Exception {
        queueConnection.close();
    }

    @Test
    @Spec("4.1.2")
    void aReceiverReceivesWhatASenderSends() throws Exception {
        QueueSender sender = queueSession.createSender(queue);

        sender.send(queueSession.createTextMessage("hello"));

        assertThat(nextText(queueSession.createReceiver(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("4.1.2")
    void aReceiverWithASelectorLeavesTheRest() throws Exception {
        QueueSender sender = queueSession.createSender(queue);
        for (String colour : new String[] {"red", "blue"}) {
            Message message = queueSession.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            sender.send(message);
        }

        QueueReceiver receiver = queueSession.createReceiver(queue, "colour = 'blue'");

        assertThat(drain(receiver)).containsExactly("blue");
        assertThat(receiver.getMessageSelector()).isEqualTo("colour = 'blue'");
        receiver.close();
        assertThat(drain(queueSession.createReceiver(queue))).containsExactly("red");
    }

    @Test
    @Spec("4.1.4")
    void aSenderAndAReceiverTellTheirQueue() throws Exception {
        assertThat(queueSession.createSender(queue).getQueue()).isEqualTo(queue);
        assertThat(queueSession.createReceiver(queue).getQueue()).isEqualTo(queue);
    }

    @Test
    @Spec("4.1.6")
    void aQueueSessionBrowses() throws Exception {
        send("hello");

        assertThat(list(queueSession.createBrowser(queue).getEnumeration())).hasSize(1);
        assertThat(list(queueSession.createBrowser(queue, "missing = 1").getEnumeration()))
                .isEmpty();
    }

    @Test
    @Spec("7.1")
    void aSenderWithoutAQueueIsToldItWithEachSend() throws Exception {
        QueueSender sender = queueSession.createSender(null);

        sender.send(queue, queueSession.createTextMessage("first"));
        sender.send(queue, queueSession.createTextMessage("second"), DeliveryMode.NON_PERSISTENT, 7, 0);

        QueueReceiver receiver = queueSession.createReceiver(queue);
        // The second is of the higher priority.
        Message second = next(receiver);
        assertThat(text(second)).isEqualTo("second");
        assertThat(second.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(nextText(receiver)).isEqualTo("first");
    }

    @Test
    @Spec("7.1")
    void aSenderOfAQueueIsNotToldAnother() throws Exception {
        QueueSender sender = queueSession.createSender(queue);
        Message message = queueSession.createTextMessage("hello");

        assertThatThrownBy(() -> sender.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @Spec("6.1.4")
    void aQueueConnectionIsCreatedStopped() throws Exception {
        send("hello");
        try (QueueConnection stopped = store.queueFactory().createQueueConnection()) {
            QueueReceiver receiver =
                    stopped.createQueueSession(false, Session.AUTO_ACKNOWLEDGE).createReceiver(queue);
            assertThat(receiver.receive(BRIEFLY)).isNull();

            stopped.start();

            assertThat(nextText(receiver)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.2.7")
    void aTransactedQueueSessionCommitsAndRollsBack() throws Exception {
        QueueSession transacted = queueConnection.createQueueSession(true, Session.AUTO_ACKNOWLEDGE);
        QueueSender sender = transacted.createSender(queue);
        sender.send(transacted.createTextMessage("rolled back"));
        transacted.rollback();
        sender.send(transacted.createTextMessage("committed"));
        transacted.commit();

        assertThat(transacted.getTransacted()).isTrue();
        assertThat(drain(queueSession.createReceiver(queue))).containsExactly("committed");
    }

    @Test
    @Spec("6.2")
    void aQueueSessionSubscribesToNothingDurable() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        new Calls()
                .add("createDurableSubscriber", () -> queueSession.createDurableSubscriber(topic, "s"))
                .add("with a selector", () -> queueSession.createDurableSubscriber(topic, "s", "a = 1", false))
                .add("createDurableConsumer", () -> queueSession.createDurableConsumer(topic, "s"))
                .add("with noLocal", () -> queueSession.createDurableConsumer(topic, "s", null, true))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2")
    void aQueueSessionSubscribesToNothingShared() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        new Calls()
                .add("createSharedConsumer", () -> queueSession.createSharedConsumer(topic, "s"))
                .add("with a selector", () -> queueSession.createSharedConsumer(topic, "s", "a = 1"))
                .add("createSharedDurableConsumer", () -> queueSession.createSharedDurableConsumer(topic, "s"))
                .add("all", () -> queueSession.createSharedDurableConsumer(topic, "s", "a = 1"))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2")
    void aQueueSessionMakesNoTopics() {
        new Calls()
                .add("createTopic", () -> queueSession.createTopic("t"))
                .add("createTemporaryTopic", queueSession::createTemporaryTopic)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2")
    void aQueueSessionUnsubscribesNothing() {
        assertThatThrownBy(() -> queueSession.unsubscribe("s")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.1")
    void aQueueConnectionHasNoDurableConnectionConsumers() throws Exception {
        Topic topic = session.createTopic(unique("topic"));

        assertThatThrownBy(() -> queueConnection.createDurableConnectionConsumer(topic, "s", null, null, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.1")
    void aQueueConnectionIsCreatedWithANameAndAPassword() throws Exception {
        try (QueueConnection named = store.queueFactory().createQueueConnection("name", "password")) {
            assertThat(named.createQueueSession(false, Session.AUTO_ACKNOWLEDGE).getAcknowledgeMode())
                    .isEqualTo(Session.AUTO_ACKNOWLEDGE);
        }
    }

    @Test
    @Spec("6.1.8")
    void closingAQueueConnectionClosesWhatItMade() throws Exception {
        QueueSender sender = queueSession.createSender(queue);
        QueueReceiver receiver = queueSession.createReceiver(queue);
        Message message = queueSession.createMessage();

        queueConnection.close();

        new Calls()
                .add("createQueueSession", () -> queueConnection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE))
                .add("createSender", () -> queueSession.createSender(queue))
                .add("createReceiver", () -> queueSession.createReceiver(queue))
                .add("send", () -> sender.send(message))
                .add("receive", receiver::receiveNoWait)
                .add("getQueue", receiver::getQueue)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("4.1.5")
    void aQueueSessionMakesTemporaryQueues() throws Exception {
        TemporaryQueue temporary = queueSession.createTemporaryQueue();

        queueSession.createSender(temporary).send(queueSession.createTextMessage("hello"));

        assertThat(nextText(queueSession.createReceiver(temporary))).isEqualTo("hello");
    }

    @Test
    @Spec("4.1.7")
    void aQueueRequestorReturnsTheReplyToItsRequest() throws Exception {
        QueueRequestor requestor = new QueueRequestor(queueSession, queue);
        CompletableFuture<Void> served = Background.run(() -> {
            TextMessage request = (TextMessage) next(session.createConsumer(queue));
            session.createProducer(request.getJMSReplyTo())
                    .send(session.createTextMessage("reply to " + request.getText()));
        });

        Message reply = requestor.request(queueSession.createTextMessage("request"));

        assertThat(text(reply)).isEqualTo("reply to request");
        Background.result(served);
    }

    @Test
    @Spec("4.1.7")
    void aQueueRequestorNamesATemporaryQueueForTheReply() throws Exception {
        QueueRequestor requestor = new QueueRequestor(queueSession, queue);
        CompletableFuture<Boolean> temporary = Background.call(() -> {
            Message request = next(session.createConsumer(queue));
            session.createProducer(request.getJMSReplyTo()).send(session.createMessage());
            return request.getJMSReplyTo() instanceof TemporaryQueue;
        });

        requestor.request(queueSession.createTextMessage("request"));

        assertThat(Background.result(temporary)).isTrue();
    }

    @Test
    @Spec("4.1.7")
    void closingAQueueRequestorClosesItsSession() throws Exception {
        QueueRequestor requestor = new QueueRequestor(queueSession, queue);

        requestor.close();

        assertThatThrownBy(queueSession::createMessage).isInstanceOf(IllegalStateException.class);
    }
}
