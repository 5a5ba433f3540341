package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A process that wants to consume a durable subscription, which other processes want as well.
 *
 * <p>It tells {@value #RUNNING}; then, for each line of its standard input, an answer: {@value #SUBSCRIBED}, or why not. Once it is, it tells {@code got TEXT} for each message that it has received, and {@code done TEXT} once it is acknowledged.
 */
final class SharedSubscriber {
    /** Its connection is open. */
    static final String RUNNING = "RUNNING";

    /** Begins each answer. */
    static final String ANSWER = "answer";

    /** The answer when this process has the subscription now; any other says why not. */
    static final String SUBSCRIBED = "answer subscribed";

    static final String CLIENT_ID = "reader";
    static final String TOPIC = "news";
    static final String SUBSCRIPTION = "all-news";

    private static final Teller TELLER = new Teller();

    private SharedSubscriber() {}

    /** Takes the store's URL, and runs until it is killed or its standard input ends. */
    public static void main(String[] args) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(args[0])) {
            // Keeps the store open between the tries.
            Connection first = factory.createConnection();
            TELLER.tell(RUNNING);
            boolean subscribed = false;
            while (!subscribed && in.readLine() != null) {
                subscribed = subscribe(factory);
            }
            first.close();
            in.readLine();
        } catch (JMSException | IOException | RuntimeException | Error e) {
            TELLER.failed("subscriber", e);
        }
    }

    private static boolean subscribe(PersistqConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        MessageConsumer consumer = consumer(connection);
        if (consumer == null) {
            connection.close();
            return false;
        }
        TELLER.tell(SUBSCRIBED);
        consumer.setMessageListener(SharedSubscriber::receive);
        connection.start();
        return true;
    }

    private static @Nullable MessageConsumer consumer(Connection connection) {
        try {
            connection.setClientID(CLIENT_ID);
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            return session.createDurableConsumer(session.createTopic(TOPIC), SUBSCRIPTION);
        } catch (JMSException e) {
            TELLER.tell(ANSWER + " refused " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return null;
        }
    }

    private static void receive(Message message) {
        try {
            String text = message.getBody(String.class);
            TELLER.tell("got " + text);
            message.acknowledge();
            TELLER.tell("done " + text);
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed("listener", e);
        }
    }
}
