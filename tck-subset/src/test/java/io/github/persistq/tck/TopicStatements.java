package io.github.persistq.tck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Topic;
import org.junit.jupiter.api.BeforeEach;

/** Statements on topics: a topic that nobody else uses, and short ways of publishing and of identifying clients. */
abstract class TopicStatements extends Statements {
    Topic topic;

    /** A name for a subscription that no other test has. */
    String subscription;

    @BeforeEach
    void nameTopic() throws Exception {
        topic = newTopic();
        subscription = unique("subscription");
    }

    Topic newTopic() throws JMSException {
        return session.createTopic(unique("topic"));
    }

    void publish(String... texts) throws JMSException {
        publishTo(topic, texts);
    }

    void publishTo(Topic target, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(target)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    /** Publishes a text with the property {@code colour}. */
    void publishColoured(String colour) throws JMSException {
        try (MessageProducer producer = session.createProducer(topic)) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }
    }

    /** A started connection with a client identifier, closed after the test. */
    Connection newClient(String clientId) throws JMSException {
        Connection client = newConnection();
        client.setClientID(clientId);
        client.start();
        return client;
    }
}
