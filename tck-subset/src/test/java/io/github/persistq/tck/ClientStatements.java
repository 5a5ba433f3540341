package io.github.persistq.tck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.junit.jupiter.api.BeforeEach;

/** Statements on the subscriptions of one client: a started connection with a client identifier. */
abstract class ClientStatements extends TopicStatements {
    String clientId;

    /** A started connection with a client identifier. */
    Connection client;

    Session clientSession;

    @BeforeEach
    void connectClient() throws Exception {
        clientId = unique("client");
        client = newClient(clientId);
        clientSession = client.createSession();
    }

    /** Publishes text messages that have their text as the property {@code colour} too. */
    void publishColours(String... colours) throws JMSException {
        for (String colour : colours) {
            publishColoured(colour);
        }
    }
}
