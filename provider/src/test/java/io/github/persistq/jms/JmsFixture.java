package io.github.persistq.jms;

import static org.awaitility.Awaitility.await;

import io.github.persistq.testing.TestStore;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A store of each engine, a started connection to it, and short ways of sending and receiving. */
@ParameterizedClass
@MethodSource("engines")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class JmsFixture {
    /** Long enough for a message that must come, even on a busy machine. */
    static final long SOON = 10_000;

    @Parameter
    String engine;

    @TempDir
    Path directory;

    PersistqConnectionFactory factory;
    Connection connection;
    Session session;
    Queue queue;
    private final List<PersistqConnectionFactory> factories = new ArrayList<>();
    private TestStore store;

    /** Every engine that these tests run on. */
    static List<String> engines() {
        return TestStore.engines();
    }

    /** The test's store, with options such as {@code maxDeliveries=3&expiry=deadletter}. */
    String url(String options) {
        if (store == null) {
            store = new TestStore(engine, directory);
        }
        return store.url(options);
    }

    /** Options of the store that the connection is made to. */
    String options() {
        return "";
    }

    @BeforeEach
    void connect() throws JMSException {
        factory = factory(options());
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
        queue = session.createQueue("orders");
    }

    @AfterEach
    void disconnect() throws JMSException {
        for (PersistqConnectionFactory each : factories) {
            each.close();
        }
    }

    PersistqConnectionFactory factory(String options) {
        PersistqConnectionFactory made = new PersistqConnectionFactory(url(options));
        factories.add(made);
        return made;
    }

    /** Closes the store and opens it again with other options. */
    void reconnect(String options) throws JMSException {
        disconnect();
        factory = factory(options);
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
    }

    void send(String... texts) throws JMSException {
        sendTo(queue, texts);
    }

    void sendTo(Destination target, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(target)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    /** The texts of all messages that come without waiting. */
    List<String> drain(MessageConsumer consumer) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
            texts.add(text(m));
        }
        return texts;
    }

    /** What the queue holds, by browsing. */
    List<String> browse(Queue target) throws JMSException {
        List<String> texts = new ArrayList<>();
        Enumeration<?> messages = session.createBrowser(target).getEnumeration();
        while (messages.hasMoreElements()) {
            texts.add(text((Message) messages.nextElement()));
        }
        return texts;
    }

    static String text(Message message) throws JMSException {
        return ((TextMessage) message).getText();
    }

    /** Waits for a condition, looking often. */
    static void eventually(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
