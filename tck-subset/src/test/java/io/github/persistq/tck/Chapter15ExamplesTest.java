package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 15, examples of the simplified API: each as a program that runs. */
class Chapter15ExamplesTest extends Statements {
    @Test
    @Spec("15.2.2")
    void aMessageIsSentInOneLine() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue, "body");
        }
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("body");
    }

    @Test
    @Spec("15.3.2")
    void aMessageIsSentWithPropertiesAndOptionsInOneStatement() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createProducer()
                    .setProperty("foo", "bar")
                    .setTimeToLive(10_000)
                    .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                    .setDisableMessageTimestamp(true)
                    .send(queue, "body");
        }

        Message received = next(session.createConsumer(queue));
        assertThat(received.getBody(String.class)).isEqualTo("body");
        assertThat(received.getStringProperty("foo")).isEqualTo("bar");
        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(received.getJMSExpiration()).isPositive();
    }

    @Test
    @Spec("15.5.2")
    void aBodyIsReceivedInOneStatement() throws Exception {
        send("body");
        try (JMSContext context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            assertThat(context.createConsumer(queue).receiveBody(String.class)).isEqualTo("body");
        }
    }

    @Test
    @Spec("15.6.2")
    void aBodyIsReceivedFromADurableSubscription() throws Exception {
        Topic news = session.createTopic(unique("newsFeed"));
        String id = unique("reader");
        try (JMSContext context = store.factory(id).createContext()) {
            context.createDurableConsumer(news, "mysub");
        }
        session.createProducer(news).send(session.createTextMessage("flash"));
        try (JMSContext context = store.factory(id).createContext()) {
            assertThat(context.createDurableConsumer(news, "mysub").receiveBody(String.class))
                    .isEqualTo("flash");
        }
    }

    @Test
    @Spec("15.7.2")
    void aListenerOfAContextHearsWithoutAStart() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Inbox listener = new Inbox();
            context.createConsumer(queue).setMessageListener(listener);

            send("body");

            assertThat(listener.nextText()).isEqualTo("body");
        }
    }

    @Test
    @Spec("15.8.2")
    void aListenerOfADurableSubscriptionHears() throws Exception {
        Topic news = session.createTopic(unique("newsFeed"));
        try (JMSContext context = store.factory(unique("reader")).createContext()) {
            Inbox listener = new Inbox();
            context.createDurableConsumer(news, "mysub").setMessageListener(listener);

            session.createProducer(news).send(session.createTextMessage("flash"));

            assertThat(listener.nextText()).isEqualTo("flash");
        }
    }

    @Test
    @Spec("15.9.2")
    void twoContextsOfAConnectionHearOnTwoThreads() throws Exception {
        try (JMSContext one = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE);
                JMSContext two = one.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue other = session.createQueue(unique("other"));
            Inbox first = new Inbox();
            Inbox second = new Inbox();
            one.createConsumer(queue).setMessageListener(first);
            two.createConsumer(other).setMessageListener(second);

            send("to one");
            session.createProducer(other).send(session.createTextMessage("to two"));

            assertThat(first.nextText()).isEqualTo("to one");
            assertThat(second.nextText()).isEqualTo("to two");
            assertThat(first.thread()).isNotEqualTo(second.thread());
        }
    }

    @Test
    @Spec("15.10.2")
    void messagesAreForwardedEachInATransaction() throws Exception {
        Queue outbound = session.createQueue(unique("outbound"));
        send("1", "2", "3");
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSConsumer consumer = context.createConsumer(queue);
            TextMessage message = (TextMessage) consumer.receive(SOON);
            while (message != null) {
                context.createProducer().send(outbound, message);
                context.commit();
                message = (TextMessage) consumer.receive(BRIEFLY);
            }
        }
        assertThat(drain(session.createConsumer(outbound))).isEqualTo(List.of("1", "2", "3"));
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("15.11.2")
    void aRequestIsAnsweredThroughATemporaryQueue() throws Exception {
        try (JMSContext responder = factory.createContext();
                JMSContext requestor = factory.createContext()) {
            responder.createConsumer(queue).setMessageListener(request -> answer(responder, request));
            TemporaryQueue replies = requestor.createTemporaryQueue();
            TextMessage request = requestor.createTextMessage("question");
            request.setJMSReplyTo(replies);

            requestor.createProducer().send(queue, request);

            assertThat(requestor.createConsumer(replies).receiveBody(String.class, SOON))
                    .isEqualTo("Reply to: question");
        }
    }

    private static void answer(JMSContext context, Message request) {
        try {
            Destination replies = request.getJMSReplyTo();
            TextMessage reply = context.createTextMessage("Reply to: " + request.getBody(String.class));
            context.createProducer().send(replies, reply);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }
}
