package io.github.persistq.crash;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * What the threads of a {@link StressRun} do.
 *
 * <p>Threading: thread-safe; each call uses sessions of its own.
 */
final class StressParts {
    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;
    private static final int[] MODES = {
        Session.AUTO_ACKNOWLEDGE,
        Session.CLIENT_ACKNOWLEDGE,
        Session.DUPS_OK_ACKNOWLEDGE,
        Session.SESSION_TRANSACTED,
        INDIVIDUAL_ACKNOWLEDGE
    };

    private final StressRun run;
    private final Ledger ledger;

    StressParts(StressRun run) {
        this.run = run;
        this.ledger = run.ledger();
    }

    private Session session(Connection connection, int mode) throws JMSException {
        return run.closable(connection.createSession(mode));
    }

    /** A session without listeners: even listeners of others may close it, as its close waits for none. */
    Session quietSession(Connection connection, int mode) throws JMSException {
        return run.quiet(session(connection, mode));
    }

    static String queue(Random random) {
        return StressRun.QUEUES.get(random.nextInt(StressRun.QUEUES.size()));
    }

    /** One of the queues, sometimes with a selector. */
    StressSource queues(Random random) {
        String queue = queue(random);
        String selector = random.nextInt(3) == 0 ? "half = " + random.nextInt(2) : null;
        return new StressSource(
                session -> session.createConsumer(session.createQueue(queue), selector),
                "",
                StressSource.Order.ANY,
                run.backlog());
    }

    /** A message that half of the consumers with selectors take. */
    static Message message(Session session, String id, int half) throws JMSException {
        Message message = session.createTextMessage(id);
        message.setIntProperty("half", half);
        return message;
    }

    /** Sends single messages. */
    void send(Connection connection, String name, Random random) throws JMSException {
        try (Session session = quietSession(connection, Session.AUTO_ACKNOWLEDGE)) {
            MessageProducer producer = session.createProducer(null);
            for (int i = random.nextInt(30); i >= 0; i--) {
                run.waitForRoom(run.backlog());
                String id = name + "." + i;
                producer.send(session.createQueue(queue(random)), message(session, id, random.nextInt(2)));
                ledger.sent(id);
                run.backlog().incrementAndGet();
            }
            run.forget(session);
        }
    }

    /** Sends a few messages in each transaction, and rolls some back. */
    void sendBatches(Connection connection, String name, Random random) throws JMSException {
        try (Session session = quietSession(connection, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(null);
            for (int i = random.nextInt(10); i >= 0; i--) {
                run.waitForRoom(run.backlog());
                List<String> ids = new ArrayList<>();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    String id = name + "." + i + "." + k;
                    producer.send(session.createQueue(queue(random)), message(session, id, random.nextInt(2)));
                    ids.add(id);
                }
                if (random.nextInt(8) == 0) {
                    ids.forEach(ledger::doomed);
                    session.rollback();
                    continue;
                }
                session.commit();
                ids.forEach(ledger::sent);
                run.backlog().addAndGet(ids.size());
            }
            run.forget(session);
        }
    }

    /** Receives from a queue. */
    void receive(Connection connection, String name, Random random) throws JMSException {
        receive(connection, queues(random), name, random);
    }

    /** Receives in any mode; settles, gives back, or closes. */
    void receive(Connection connection, StressSource source, String name, Random random) throws JMSException {
        int mode = MODES[random.nextInt(MODES.length)];
        try (Session session = quietSession(connection, mode)) {
            MessageConsumer consumer = run.closable(source.opening().open(session));
            for (int i = random.nextInt(20); i >= 0 && !run.isOver(); i--) {
                settle(session, source, name, receiveSome(mode, consumer, source, name, random), random);
            }
            run.forget(consumer);
            run.forget(session);
        }
    }

    private List<Message> receiveSome(
            int mode, MessageConsumer consumer, StressSource source, String name, Random random) throws JMSException {
        List<Message> messages = new ArrayList<>();
        for (int k = random.nextInt(4); k >= 0; k--) {
            Message message = receiveOne(consumer, random);
            if (message == null) {
                break;
            }
            received(source, name, message, mode == Session.DUPS_OK_ACKNOWLEDGE);
            messages.add(message);
            if (mode == Session.AUTO_ACKNOWLEDGE) {
                ledger.settled(keys(source, List.of(message)), name);
            }
        }
        return messages;
    }

    /** Tells the ledger of a receipt. */
    void received(StressSource source, String name, Message message, boolean settlesItself) throws JMSException {
        String id = message.getBody(String.class);
        int count = message.getIntProperty("JMSXDeliveryCount");
        ledger.received(source.key(message), name, count, settlesItself);
        source.backlog().decrementAndGet();
        if (message.getJMSRedelivered() != count > 1) {
            ledger.violation("%s has the count %d and redelivered %b".formatted(id, count, count <= 1));
        }
        String complaint = source.order().complaint(id, count);
        if (!complaint.isEmpty()) {
            ledger.violation("%s %s: %s".formatted(source.key(message), complaint, ledger.story(source.key(message))));
        }
    }

    private static Message receiveOne(MessageConsumer consumer, Random random) throws JMSException {
        return switch (random.nextInt(6)) {
            case 0 -> consumer.receive();
            case 1 -> consumer.receiveNoWait();
            default -> consumer.receive(20);
        };
    }

    private void settle(Session session, StressSource source, String name, List<Message> messages, Random random)
            throws JMSException {
        int mode = session.getAcknowledgeMode();
        boolean givesBack = random.nextInt(5) == 0;
        if (messages.isEmpty() || mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE) {
            return;
        }
        List<String> keys = keys(source, messages);
        keys.forEach(key -> ledger.note(key, name + (givesBack ? " gives back" : " settles")));
        if (givesBack) {
            source.backlog().addAndGet(messages.size());
            if (mode == Session.SESSION_TRANSACTED) {
                session.rollback();
            } else {
                session.recover();
            }
            return;
        }
        switch (mode) {
            case Session.SESSION_TRANSACTED -> session.commit();
            case Session.CLIENT_ACKNOWLEDGE -> messages.get(0).acknowledge();
            default -> {
                for (Message message : messages) {
                    message.acknowledge();
                    ledger.settled(keys(source, List.of(message)), name);
                }
            }
        }
        ledger.settled(keys, name);
    }

    private static List<String> keys(StressSource source, List<Message> messages) throws JMSException {
        List<String> keys = new ArrayList<>();
        for (Message message : messages) {
            keys.add(source.key(message));
        }
        return keys;
    }

    /** Listens to a queue. */
    void listen(Connection connection, String name, Random random) throws JMSException {
        listen(connection, queues(random), name, random);
    }

    /** Listens in any mode for a moment. */
    void listen(Connection connection, StressSource source, String name, Random random) throws JMSException {
        int mode = MODES[random.nextInt(MODES.length)];
        Random ofListener = new Random(random.nextLong());
        try (Session session = session(connection, mode)) {
            int consumers = source.isExclusive() ? 1 : 1 + random.nextInt(2);
            for (int i = 0; i < consumers; i++) {
                MessageConsumer consumer = run.closable(source.opening().open(session));
                consumer.setMessageListener(message -> {
                    heard(session, mode, source, name, message, ofListener);
                    disturb(consumer, ofListener);
                });
            }
            LockSupport.parkNanos(random.nextInt(50_000_000));
            run.forget(session);
        }
    }

    private void heard(Session session, int mode, StressSource source, String name, Message message, Random random) {
        boolean settlesItself = mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
        try {
            received(source, name, message, settlesItself);
            if (!settlesItself) {
                settle(session, source, name, List.of(message), random);
                return;
            }
        } catch (JMSException e) {
            // Within a listener nothing is closed: close waits for it.
            ledger.violation(name + ": " + StressTest.text(e));
        }
        if (settlesItself && random.nextInt(10) == 0) {
            source.backlog().incrementAndGet();
            throw new java.lang.IllegalStateException("refused on purpose");
        }
    }

    /** Closes something within a listener: its own consumer, or a session that nobody listens in. */
    private void disturb(MessageConsumer own, Random random) {
        int what = random.nextInt(40);
        if (what == 0) {
            run.close(own);
        } else if (what == 1) {
            run.closeQuietOne(random);
        }
    }
}
