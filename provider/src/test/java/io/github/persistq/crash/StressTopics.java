package io.github.persistq.crash;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the threads of a {@link StressRun} do with a topic: three durable subscriptions are there all the time, others come
 * and go.
 *
 * <p>Threading: thread-safe; each call uses sessions of its own.
 */
final class StressTopics {
    /** The client identifier of the unshared durable subscription, and its name. */
    static final String DESK = "desk";

    private static final String TOPIC = "news";
    private static final String SHARED = "shared";
    private static final String HALF = "half";
    private static final String SELECTOR = "half = 1";
    private static final int[] PRIORITIES = {2, 4, 7};

    private final StressRun run;
    private final StressParts parts;
    private final Ledger ledger;
    private final Published published = new Published();
    private final AtomicInteger backlog = new AtomicInteger();
    private final StressSource desk = new StressSource(
            session -> session.createDurableConsumer(topic(session), DESK),
            "@desk",
            published.fromTheBeginning(),
            backlog);
    private final StressSource shared = new StressSource(
            session -> session.createSharedDurableConsumer(topic(session), SHARED),
            "@shared",
            StressSource.Order.ANY,
            backlog);
    private final StressSource half = new StressSource(
            session -> session.createSharedDurableConsumer(topic(session), HALF, SELECTOR),
            "@half",
            StressSource.Order.ANY,
            backlog);

    StressTopics(StressRun run, StressParts parts) {
        this.run = run;
        this.parts = parts;
        this.ledger = run.ledger();
    }

    private static Topic topic(Session session) throws JMSException {
        return session.createTopic(TOPIC);
    }

    /** The durable subscription of one client. */
    StressSource desk() {
        return desk;
    }

    /** The durable subscriptions of all connections without client identifier. */
    List<StressSource> shared() {
        return List.of(shared, half);
    }

    /** Publishes single messages. */
    void publish(Connection connection, String name, Random random) throws JMSException {
        try (Session session = parts.quietSession(connection, Session.AUTO_ACKNOWLEDGE)) {
            MessageProducer producer = session.createProducer(topic(session));
            for (int i = random.nextInt(30); i >= 0; i--) {
                run.waitForRoom(backlog);
                String id = publish(session, producer, name, new ArrayList<>(), random);
                done(id);
            }
            run.forget(session);
        }
    }

    /** Publishes and sends to a queue in each transaction. */
    void publishBatches(Connection connection, String name, Random random) throws JMSException {
        try (Session session = parts.quietSession(connection, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(topic(session));
            MessageProducer queues = session.createProducer(null);
            for (int i = random.nextInt(10); i >= 0; i--) {
                run.waitForRoom(backlog);
                List<String> ids = new ArrayList<>();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    ids.add(publish(session, producer, name, ids, random));
                }
                String copy = name + "." + i + ".copy";
                queues.send(session.createQueue(StressParts.queue(random)), StressParts.message(session, copy, 0));
                if (random.nextInt(8) == 0) {
                    ledger.doomed(copy);
                    session.rollback();
                    continue;
                }
                session.commit();
                ids.forEach(this::done);
                ledger.sent(copy);
                run.backlog().incrementAndGet();
            }
            run.forget(session);
        }
    }

    /** Takes from a queue and publishes, in transactions. */
    void relay(Connection connection, String name, Random random) throws JMSException {
        StressSource source = parts.queues(random);
        try (Session session = parts.quietSession(connection, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(topic(session));
            MessageConsumer consumer = run.closable(source.opening().open(session));
            for (int i = random.nextInt(20); i >= 0 && !run.isOver(); i--) {
                Message message = consumer.receive(20);
                if (message == null) {
                    continue;
                }
                parts.received(source, name, message, false);
                String id = publish(session, producer, name, List.of(), random);
                if (random.nextInt(8) == 0) {
                    run.backlog().incrementAndGet();
                    session.rollback();
                    continue;
                }
                session.commit();
                ledger.settled(List.of(source.key(message)), name);
                done(id);
            }
            run.forget(consumer);
            run.forget(session);
        }
    }

    /** Publishes one message, whose number follows those that its transaction has published before. */
    private String publish(Session session, MessageProducer producer, String name, List<String> before, Random random)
            throws JMSException {
        int priority = PRIORITIES[random.nextInt(PRIORITIES.length)];
        String publisher = name.substring(0, name.indexOf('.'));
        int skipped = (int)
                before.stream().filter(id -> Published.priority(id) == priority).count();
        String id = published.begin(publisher, priority, skipped);
        int mode = random.nextInt(4) == 0 ? DeliveryMode.NON_PERSISTENT : DeliveryMode.PERSISTENT;
        producer.send(StressParts.message(session, id, Published.number(id) % 2), mode, priority, 0);
        return id;
    }

    private void done(String id) {
        published.returned(id);
        ledger.sent(id + desk.suffix());
        ledger.sent(id + shared.suffix());
        backlog.addAndGet(2);
        if (Published.number(id) % 2 == 1) {
            ledger.sent(id + half.suffix());
            backlog.incrementAndGet();
        }
    }

    /** Consumes from the unshared subscription, over a connection of its client identifier. */
    void consumeDesk(Connection connection, String name, Random random) throws JMSException {
        consume(connection, desk, name, random);
    }

    /** Consumes from a shared durable subscription. */
    void consumeShared(Connection connection, String name, Random random) throws JMSException {
        consume(connection, random.nextInt(3) == 0 ? half : shared, name, random);
    }

    /** Consumes from a subscription that several others may share, and that ends when none is left. */
    void consumePassing(Connection connection, String name, Random random) throws JMSException {
        consume(
                connection,
                new StressSource(
                        session -> session.createSharedConsumer(topic(session), "passing"),
                        StressSource.PASSING + "passing",
                        StressSource.Order.ANY,
                        new AtomicInteger()),
                name,
                random);
    }

    /** Consumes from a subscription of its own: neither misses anything as long as it is there, nor sees what was before. */
    void consumeAlone(Connection connection, String name, Random random) throws JMSException {
        Alone alone = new Alone();
        consume(
                connection,
                new StressSource(alone::open, StressSource.PASSING + name, alone::complaint, new AtomicInteger()),
                name,
                random);
    }

    /** A subscription that is judged from where it begins. */
    private final class Alone {
        private volatile StressSource.Order order = (id, count) -> "";
        private volatile boolean made;

        MessageConsumer open(Session session) throws JMSException {
            Published.Beginning beginning = published.beginning();
            MessageConsumer consumer = session.createConsumer(topic(session));
            order = beginning.made();
            made = true;
            return consumer;
        }

        String complaint(String id, int count) {
            return made ? order.complaint(id, count) : "came before its consumer was there";
        }
    }

    private void consume(Connection connection, StressSource source, String name, Random random) throws JMSException {
        if (random.nextBoolean()) {
            parts.receive(connection, source, name, random);
        } else {
            parts.listen(connection, source, name, random);
        }
    }
}
