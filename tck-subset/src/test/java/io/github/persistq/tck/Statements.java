package io.github.persistq.tck;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A started connection to each provider, an empty queue, and short ways of sending and receiving. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.persistq.tck.Providers#all")
@ExtendWith(Differences.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class Statements {
    /** Milliseconds: long enough for a message that must come, even on a busy machine. */
    static final long SOON = 10_000;

    /** Milliseconds: how long to look for what must not come. */
    static final long BRIEFLY = 100;

    @Parameter
    Provider provider;

    @TempDir
    Path scratch;

    Store store;
    ConnectionFactory factory;
    Connection connection;
    Session session;
    Queue queue;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();

    @BeforeEach
    void connect() throws Exception {
        store = provider.open(scratch);
        stores.add(store);
        factory = store.factory();
        connection = newConnection();
        connection.start();
        session = connection.createSession();
        queue = session.createQueue(unique("statements"));
    }

    @AfterEach
    void disconnect() throws Exception {
        for (Connection each : connections) {
            each.close();
        }
        for (Store each : stores) {
            each.close();
        }
    }

    /**
     * A store beside that of the test, which keeps what is in it when it is restarted; closed after the test.
     *
     * @throws NotApplicable if the provider keeps nothing
     */
    Store lastingStore() throws Exception {
        Store lasting = provider.openLasting(scratch.resolve("lasting"));
        stores.add(lasting);
        return lasting;
    }

    /** A name that no other test uses: some providers share a server among tests. */
    static String unique(String name) {
        return name + "." + UUID.randomUUID();
    }

    /** A connection that is closed after the test. */
    Connection newConnection() throws JMSException {
        Connection made = factory.createConnection();
        connections.add(made);
        return made;
    }

    /** Sends text messages, outside any transaction of the test. */
    void send(String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    /** Sends a message to the queue and receives it. */
    // A provider that delivers another type of message fails the cast in the statement that asked.
    @SuppressWarnings("unchecked")
    <T extends Message> T arrival(T message) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue);
                MessageConsumer consumer = session.createConsumer(queue)) {
            producer.send(message);
            return (T) next(consumer);
        }
    }

    /** The next message, which must come. */
    static Message next(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(SOON);
        if (message == null) {
            throw new AssertionError("no message came within " + SOON + " ms");
        }
        return message;
    }

    /** The text of the next message, which must come. */
    static String nextText(MessageConsumer consumer) throws JMSException {
        return text(next(consumer));
    }

    /** What an enumeration of the API, which does not say of what, enumerates. */
    static List<?> list(Enumeration<?> enumeration) {
        return Collections.list(enumeration);
    }

    static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }

    /** As {@link #text}, for listeners, which may not throw JMS exceptions. */
    static String uncheckedText(Message message) {
        try {
            return text(message);
        } catch (JMSException e) {
            throw new AssertionError("the text of a message cannot be read", e);
        }
    }

    /** The texts of all messages that can be received without waiting. */
    static List<String> drain(MessageConsumer consumer) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
            texts.add(text(m));
        }
        return texts;
    }
}
