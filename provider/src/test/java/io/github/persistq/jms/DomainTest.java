package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.destination.JmsTopic;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DomainTest extends JmsFixture {
    private final Topic topic = new JmsTopic("news");

    private QueueSession queueSession() throws JMSException {
        QueueConnection queues = factory.createQueueConnection("user", "password");
        queues.start();
        return queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    void sendsAndReceivesThroughTheQueueInterfaces() throws JMSException {
        QueueSession queues = queueSession();
        QueueSender sender = queues.createSender(queue);
        QueueReceiver receiver = queues.createReceiver(queue);

        sender.send(queues.createTextMessage("a"));
        sender.send(queues.createTextMessage("b"), 1, 9, 0);

        assertThat(sender.getQueue()).isEqualTo(queue);
        assertThat(receiver.getQueue()).isEqualTo(queue);
        assertThat(drain(receiver)).containsExactly("b", "a");
    }

    @Test
    void sendsToANamedQueueThroughAFreeSender() throws JMSException {
        QueueSession queues = queueSession();
        QueueSender sender = queues.createSender(null);

        sender.send(queue, queues.createTextMessage("a"));
        sender.send(queue, queues.createTextMessage("b"), 2, 4, 0);

        assertThat(drain(queues.createReceiver(queue, "JMSPriority = 4"))).containsExactly("a", "b");
    }

    @Test
    void refusesTopicsOnAQueueSession() throws JMSException {
        QueueSession queues = queueSession();
        List<ThrowingCallable> calls = List.of(
                () -> queues.createTopic("news"),
                () -> queues.createTemporaryTopic(),
                () -> queues.createDurableSubscriber(topic, "s"),
                () -> queues.createDurableSubscriber(topic, "s", null, false),
                () -> queues.createDurableConsumer(topic, "s"),
                () -> queues.createDurableConsumer(topic, "s", null, false),
                () -> queues.createSharedConsumer(topic, "s"),
                () -> queues.createSharedConsumer(topic, "s", null),
                () -> queues.createSharedDurableConsumer(topic, "s"),
                () -> queues.createSharedDurableConsumer(topic, "s", null),
                () -> queues.createConsumer(topic),
                () -> queues.createProducer(topic),
                () -> queues.unsubscribe("s"));

        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesQueuesOnATopicSession() throws JMSException {
        TopicSession topics = factory.createTopicConnection().createTopicSession(true, 0);
        List<ThrowingCallable> calls = List.of(
                () -> topics.createQueue("q"),
                () -> topics.createTemporaryQueue(),
                () -> topics.createBrowser(queue),
                () -> topics.createBrowser(queue, "a = 1"),
                () -> topics.createConsumer(queue),
                () -> topics.createProducer(queue));

        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesDurableConnectionConsumersOnAQueueConnection() throws JMSException {
        QueueConnection queues = factory.createQueueConnection();

        assertThatThrownBy(() -> queues.createDurableConnectionConsumer(topic, "s", null, null, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queues.createSharedConnectionConsumer(topic, "s", null, null, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> queues.createSharedDurableConnectionConsumer(topic, "s", null, null, 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
