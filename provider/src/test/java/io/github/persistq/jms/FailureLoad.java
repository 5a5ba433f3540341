package io.github.persistq.jms;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Threads that send in transactions, receive, listen and subscribe, each on one session that it never makes anew, while
 * somebody disturbs their database.
 *
 * <p>Threading: one thread starts, stops and drains it.
 */
final class FailureLoad implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;
    private static final long RECEIVE_MILLIS = 100;

    private final FailureLedger ledger = new FailureLedger();
    private final PersistqConnectionFactory factory;
    private final Connection connection;
    private final long seed;
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean receiving = new AtomicBoolean(true);
    private final List<Thread> senders = new ArrayList<>();
    private final List<Thread> receivers = new ArrayList<>();

    @FunctionalInterface
    private interface Part {
        void run() throws JMSException;
    }

    FailureLoad(String url, long seed) throws JMSException {
        this.seed = seed;
        this.factory = new PersistqConnectionFactory(url);
        this.connection = factory.createConnection();
        connection.setClientID("load");
        connection.setExceptionListener(e -> told.incrementAndGet());
        connection.start();
    }

    FailureLedger ledger() {
        return ledger;
    }

    /** How often the exception listener was called. */
    int told() {
        return told.get();
    }

    int heard() {
        return heard.get();
    }

    void start() throws JMSException {
        Session naming = connection.createSession();
        Destination work = naming.createQueue("work");
        Destination listened = naming.createQueue("listened");
        Destination news = naming.createTopic("news");
        subscriber("subscriber", naming.createTopic("news"));
        listener(listened);
        listener(listened);
        auto("auto-0", work);
        auto("auto-1", work);
        client("client", work);
        sender("sender-0", List.of(work));
        sender("sender-1", List.of(work, listened));
        sender("sender-2", List.of(listened, work));
        sender("publisher", List.of(news));
        senders.forEach(Thread::start);
        receivers.forEach(Thread::start);
    }

    private Thread thread(String name, AtomicBoolean going, Part part) {
        return new Thread(
                () -> {
                    while (going.get()) {
                        try {
                            part.run();
                        } catch (JMSException | RuntimeException e) {
                            ledger.violation(name + ": " + StackTraces.of(e));
                            return;
                        }
                    }
                },
                name);
    }

    private void sender(String name, List<Destination> destinations) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(null);
        Random random = new Random(seed + name.hashCode());
        AtomicInteger number = new AtomicInteger();
        senders.add(thread(name, sending, () -> {
            Set<String> ids = new LinkedHashSet<>();
            try {
                int count = 1 + random.nextInt(4);
                for (int i = 0; i < count; i++) {
                    String id = name + "." + number.incrementAndGet();
                    ids.add(id);
                    producer.send(destinations.get(i % destinations.size()), session.createTextMessage(id));
                }
                session.commit();
                ledger.sent(ids);
            } catch (JMSException e) {
                ledger.sendFailed(ids, e);
                rollBack(session);
            }
        }));
    }

    private void rollBack(Session session) {
        try {
            session.rollback();
        } catch (JMSException e) {
            ledger.failed("rollback", e);
        }
    }

    private void auto(String name, Destination queue) throws JMSException {
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        receivers.add(thread(name, receiving, () -> {
            try {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    String id = JmsFixture.text(message);
                    ledger.received(id);
                    ledger.acknowledged(Set.of(id));
                }
            } catch (JMSException e) {
                ledger.receiveFailed(e);
            }
        }));
    }

    private void client(String name, Destination queue) throws JMSException {
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        receivers.add(thread(name, receiving, () -> {
            try {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    String id = JmsFixture.text(message);
                    ledger.received(id);
                    message.acknowledge();
                    ledger.acknowledged(Set.of(id));
                }
            } catch (JMSException e) {
                ledger.failed("acknowledge", e);
                recover(session);
            }
        }));
    }

    private void recover(Session session) {
        try {
            session.recover();
        } catch (JMSException e) {
            ledger.failed("recover", e);
        }
    }

    private void subscriber(String name, jakarta.jms.Topic topic) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createDurableConsumer(topic, name);
        receivers.add(thread(name, receiving, () -> {
            try {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    String id = JmsFixture.text(message);
                    ledger.received(id);
                    session.commit();
                    ledger.acknowledged(Set.of(id));
                }
            } catch (JMSException e) {
                ledger.failed("subscriber's commit", e);
                rollBack(session);
            }
        }));
    }

    private void listener(Destination queue) throws JMSException {
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            heard.incrementAndGet();
            try {
                ledger.received(JmsFixture.text(message));
            } catch (JMSException e) {
                ledger.violation("listener: " + StackTraces.of(e));
            }
        });
    }

    /** Ends the senders, and the receivers when all is received and nothing is left. */
    void drain(Callable<Boolean> empty) throws InterruptedException {
        sending.set(false);
        join(senders);
        Awaitility.await().atMost(Duration.ofMillis(PATIENCE_MILLIS)).until(() -> ledger.allReceived() && empty.call());
        receiving.set(false);
        join(receivers);
    }

    private void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                ledger.violation(thread.getName() + " hangs");
            }
        }
    }

    @Override
    public void close() throws JMSException {
        sending.set(false);
        receiving.set(false);
        factory.close();
    }
}
