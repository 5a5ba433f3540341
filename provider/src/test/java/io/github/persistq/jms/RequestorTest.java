package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import org.junit.jupiter.api.Test;

/** The helpers of the domain-specific interfaces, and the interfaces for topics. */
class RequestorTest extends JmsFixture {
    private void answerAt(jakarta.jms.Destination destination) throws JMSException {
        Connection server = factory.createConnection();
        Session serving = server.createSession();
        MessageConsumer requests = serving.createConsumer(destination);
        requests.setMessageListener(request -> {
            try {
                serving.createProducer(request.getJMSReplyTo())
                        .send(serving.createTextMessage("answer to " + text(request)));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        server.start();
    }

    @Test
    void asksThroughAQueue() throws JMSException {
        answerAt(queue);
        QueueConnection asking = factory.createQueueConnection();
        asking.start();
        QueueSession queues = asking.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(queues, queue);

        assertThat(text(requestor.request(queues.createTextMessage("a")))).isEqualTo("answer to a");
        assertThat(text(requestor.request(queues.createTextMessage("b")))).isEqualTo("answer to b");
        requestor.close();
    }

    @Test
    void asksThroughATopic() throws JMSException {
        Topic topic = session.createTopic("news");
        answerAt(topic);
        TopicConnection asking = factory.createTopicConnection();
        asking.start();
        TopicSession topics = asking.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicRequestor requestor = new TopicRequestor(topics, topic);

        assertThat(text(requestor.request(topics.createTextMessage("a")))).isEqualTo("answer to a");
        assertThat(text(requestor.request(topics.createTextMessage("b")))).isEqualTo("answer to b");
        requestor.close();
    }

    @Test
    void refusesToAskNobody() throws JMSException {
        QueueSession queues = factory.createQueueConnection().createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicSession topics = factory.createTopicConnection().createTopicSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThatThrownBy(() -> new QueueRequestor(queues, null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> new TopicRequestor(topics, null)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void publishesAndSubscribesThroughTheTopicInterfaces() throws JMSException {
        TopicConnection topicConnection = factory.createTopicConnection("user", "password");
        topicConnection.setClientID("desk");
        topicConnection.start();
        TopicSession topics = topicConnection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = topics.createTopic("news");
        TopicSubscriber subscriber = topics.createSubscriber(topic);
        TopicSubscriber others = topics.createSubscriber(topic, null, true);
        TopicSubscriber durable = topics.createDurableSubscriber(topic, "s", null, false);
        TopicPublisher bound = topics.createPublisher(topic);
        TopicPublisher free = topics.createPublisher(null);

        bound.publish(topics.createTextMessage("a"));
        bound.publish(topics.createTextMessage("b"), 1, 4, 0);
        free.publish(topic, topics.createTextMessage("c"));
        free.publish(topic, topics.createTextMessage("d"), 2, 4, 0);

        assertThat(bound.getTopic()).isEqualTo(topic);
        assertThat(subscriber.getTopic()).isEqualTo(topic);
        assertThat(others.getNoLocal()).isTrue();
        assertThat(drain(subscriber)).containsExactly("a", "b", "c", "d");
        assertThat(drain(durable)).containsExactly("a", "b", "c", "d");
        assertThat(drain(others)).isEmpty();
    }
}
