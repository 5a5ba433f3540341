package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: temporary queues and topics. */
class Chapter04TemporaryDestinationTest extends TopicStatements {
    @Test
    @Spec("4.1.5")
    void aTemporaryQueueTakesAndGivesMessages() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();

        sendTo(session, temporary, "hello");

        Message received = next(session.createConsumer(temporary));
        assertThat(text(received)).isEqualTo("hello");
        assertThat(received.getJMSDestination()).isEqualTo(temporary);
    }

    @Test
    @Spec("4.2.7")
    void aTemporaryTopicTakesAndGivesMessages() throws Exception {
        TemporaryTopic temporary = session.createTemporaryTopic();
        MessageConsumer one = session.createConsumer(temporary);
        MessageConsumer other = session.createConsumer(temporary);

        sendTo(session, temporary, "hello");

        assertThat(nextText(one)).isEqualTo("hello");
        assertThat(nextText(other)).isEqualTo("hello");
    }

    @Test
    @Spec("4.1.5")
    void aTemporaryQueueIsConsumedByNoOtherConnection() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        Session foreign = newConnection().createSession();

        assertThatThrownBy(() -> foreign.createConsumer(temporary)).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("4.2.7")
    void aTemporaryTopicIsConsumedByNoOtherConnection() throws Exception {
        TemporaryTopic temporary = session.createTemporaryTopic();
        Session foreign = newConnection().createSession();

        assertThatThrownBy(() -> foreign.createConsumer(temporary)).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("6.2.2")
    void aTemporaryDestinationIsConsumedByNoOtherContext() {
        try (JMSContext owner = factory.createContext();
                JMSContext foreign = factory.createContext()) {
            TemporaryQueue temporaryQueue = owner.createTemporaryQueue();
            TemporaryTopic temporaryTopic = owner.createTemporaryTopic();

            new Calls()
                    .add("queue", () -> foreign.createConsumer(temporaryQueue))
                    .add("topic", () -> foreign.createConsumer(temporaryTopic))
                    .assertRefusedWith(JMSRuntimeException.class);
        }
    }

    @Test
    @Spec("6.2.2")
    void everySessionOfTheConnectionMayConsumeATemporaryQueue() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        MessageConsumer consumer = connection.createSession().createConsumer(temporary);

        sendTo(session, temporary, "hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void everySessionOfTheConnectionMayConsumeATemporaryTopic() throws Exception {
        TemporaryTopic temporary = session.createTemporaryTopic();
        MessageConsumer consumer = connection.createSession().createConsumer(temporary);

        sendTo(session, temporary, "hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void contextsOfOneConnectionShareItsTemporaryDestinations() {
        try (JMSContext context = factory.createContext();
                JMSContext sibling = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            TemporaryQueue temporary = context.createTemporaryQueue();
            JMSConsumer consumer = sibling.createConsumer(temporary);

            context.createProducer().send(temporary, "hello");

            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.2.2")
    void aTemporaryQueueOutlivesTheSessionThatCreatedIt() throws Exception {
        Session creating = connection.createSession();
        TemporaryQueue temporary = creating.createTemporaryQueue();
        sendTo(creating, temporary, "hello");

        creating.close();

        assertThat(nextText(session.createConsumer(temporary))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void aTemporaryTopicOutlivesTheSessionThatCreatedIt() throws Exception {
        Session creating = connection.createSession();
        TemporaryTopic temporary = creating.createTemporaryTopic();
        creating.close();
        MessageConsumer consumer = session.createConsumer(temporary);

        sendTo(session, temporary, "hello");

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void everyTemporaryDestinationIsUnique() throws Exception {
        Session other = newConnection().createSession();
        Set<String> names = new HashSet<>();
        for (Session each : List.of(session, other)) {
            for (int i = 0; i < 5; i++) {
                names.add("queue " + each.createTemporaryQueue().getQueueName());
                names.add("topic " + each.createTemporaryTopic().getTopicName());
            }
        }

        assertThat(names).hasSize(20);
    }

    @Test
    @Spec("6.2.2")
    void temporaryQueuesDoNotMixTheirMessages() throws Exception {
        TemporaryQueue one = session.createTemporaryQueue();
        TemporaryQueue other = session.createTemporaryQueue();

        sendTo(session, one, "to one");
        sendTo(session, other, "to the other");

        assertThat(drain(session.createConsumer(one))).containsExactly("to one");
        assertThat(drain(session.createConsumer(other))).containsExactly("to the other");
    }

    @Test
    @Spec("6.2.2")
    void anotherConnectionRepliesToATemporaryQueue() throws Exception {
        assertReplied(session.createTemporaryQueue());
    }

    @Test
    @Spec("6.2.2")
    void anotherConnectionRepliesToATemporaryTopic() throws Exception {
        assertReplied(session.createTemporaryTopic());
    }

    private void assertReplied(Destination replyTo) throws Exception {
        MessageConsumer replies = session.createConsumer(replyTo);
        TextMessage request = session.createTextMessage("ping");
        request.setJMSReplyTo(replyTo);
        session.createProducer(queue).send(request);
        Connection server = newConnection();
        server.start();
        Session serving = server.createSession();

        Message received = next(serving.createConsumer(queue));
        sendTo(serving, received.getJMSReplyTo(), "pong");

        assertThat(received.getJMSReplyTo()).isEqualTo(replyTo);
        assertThat(nextText(replies)).isEqualTo("pong");
    }

    @Test
    @Spec("6.2.2")
    void aTemporaryQueueWithAConsumerIsNotDeleted() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        MessageConsumer consumer = session.createConsumer(temporary);

        assertThatThrownBy(temporary::delete).isInstanceOf(JMSException.class);

        sendTo(session, temporary, "hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void aTemporaryTopicWithAConsumerIsNotDeleted() throws Exception {
        TemporaryTopic temporary = session.createTemporaryTopic();
        MessageConsumer consumer = session.createConsumer(temporary);

        assertThatThrownBy(temporary::delete).isInstanceOf(JMSException.class);

        sendTo(session, temporary, "hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    @ArtemisDiffers(
            value = "creates it anew, as any address that it does not know",
            reading = "the text says that it is deleted; the exception is that of an unknown destination")
    void aDeletedTemporaryQueueIsGone() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        session.createConsumer(temporary).close();

        temporary.delete();

        assertGone(session, temporary);
    }

    @Test
    @Spec("6.2.2")
    @ArtemisDiffers(
            value = "creates it anew, as any address that it does not know",
            reading = "the text says that it is deleted; the exception is that of an unknown destination")
    void aDeletedTemporaryTopicIsGone() throws Exception {
        TemporaryTopic temporary = session.createTemporaryTopic();
        session.createConsumer(temporary).close();

        temporary.delete();

        assertGone(session, temporary);
    }

    @Test
    @Spec("6.2.2")
    @ArtemisDiffers(
            value = "creates it anew, as any address that it does not know",
            reading = "the text says that it is deleted; the exception is that of an unknown destination")
    void aTemporaryQueueIsDeletedWithItsConnection() throws Exception {
        Connection owner = newConnection();
        TemporaryQueue temporary = owner.createSession().createTemporaryQueue();
        sendTo(session, temporary, "hello");

        owner.close();

        assertThatThrownBy(() -> sendTo(session, temporary, "too late"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("6.2.2")
    @ArtemisDiffers(
            value = "creates it anew, as any address that it does not know",
            reading = "the text says that it is deleted; the exception is that of an unknown destination")
    void aTemporaryTopicIsDeletedWithItsConnection() throws Exception {
        Connection owner = newConnection();
        TemporaryTopic temporary = owner.createSession().createTemporaryTopic();
        sendTo(session, temporary, "hello");

        owner.close();

        assertThatThrownBy(() -> sendTo(session, temporary, "too late"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("6.2.2")
    @ArtemisDiffers(
            value = "creates it anew, as any address that it does not know",
            reading = "the text says that it is deleted; the exception is that of an unknown destination")
    void aContextsTemporaryQueueIsDeletedWithItsLastContext() throws Exception {
        JMSContext context = factory.createContext();
        TemporaryQueue temporary = context.createTemporaryQueue();
        JMSContext sibling = context.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        context.close();
        sendTo(session, temporary, "in time");
        assertThat(sibling.createConsumer(temporary).receiveBody(String.class, SOON))
                .isEqualTo("in time");

        sibling.close();

        assertThatThrownBy(() -> sendTo(session, temporary, "too late"))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("6.2.2")
    void aTransactionSendsToATemporaryQueueAtItsCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        TemporaryQueue temporary = transacted.createTemporaryQueue();
        MessageConsumer consumer = session.createConsumer(temporary);
        sendTo(transacted, temporary, "hello");
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.2")
    void aListenerConsumesATemporaryQueue() throws Exception {
        TemporaryQueue temporary = session.createTemporaryQueue();
        CompletableFuture<String> heard = new CompletableFuture<>();
        connection.createSession().createConsumer(temporary).setMessageListener(m -> heard.complete(uncheckedText(m)));

        sendTo(session, temporary, "hello");

        assertThat(Background.result(heard)).isEqualTo("hello");
    }

    /** A destination that was deleted takes no messages and has no consumers. */
    private static void assertGone(Session using, Destination temporary) {
        new Calls()
                .add("send", () -> sendTo(using, temporary, "too late"))
                .add("consume", () -> using.createConsumer(temporary))
                .assertRefusedWith(InvalidDestinationException.class);
    }

    private static void sendTo(Session using, Destination destination, String text) throws JMSException {
        using.createProducer(destination).send(using.createTextMessage(text));
    }
}
