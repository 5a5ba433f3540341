package io.github.persistq.tck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.junit.jupiter.api.BeforeEach;

/** A topic, a started connection with a client identifier, and short ways of publishing. */
abstract class TopicStatements extends Statements {
    Topic topic;
    String clientId;

    /** A started connection with a client identifier. */
    Connection client;

    Session clientSession;

    @BeforeEach
    void connectClient() throws Exception {
        topic = session.createTopic(unique("topic"));
        clientId = unique("client");
        client = newClient(clientId);
        clientSession = client.createSession();
    }

    /** A started connection with a client identifier, closed after the test. */
    Connection newClient(String id) throws JMSException {
        Connection made = newConnection();
        made.setClientID(id);
        made.start();
        return made;
    }

    /** Publishes text messages from the connection without a client identifier. */
    void publish(String... texts) throws JMSException {
        publishTo(topic, texts);
    }

    void publishTo(Topic to, String... texts) throws JMSException {
        try (MessageProducer publisher = session.createProducer(to)) {
            for (String text : texts) {
                publisher.send(session.createTextMessage(text));
            }
        }
    }

    /** Publishes text messages that have their text as the property {@code colour} too. */
    void publishColours(String... colours) throws JMSException {
        try (MessageProducer publisher = session.createProducer(topic)) {
            for (String colour : colours) {
                Message message = session.createTextMessage(colour);
                message.setStringProperty("colour", colour);
                publisher.send(message);
            }
        }
    }
}
