package io.github.persistq.crash;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
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

    private static Queue queue(Session session, Random random) throws JMSException {
        return session.createQueue(StressRun.QUEUES.get(random.nextInt(StressRun.QUEUES.size())));
    }

    /** Sends single messages. */
    void send(Connection connection, String name, Random random) throws JMSException {
        try (Session session = session(connection, Session.AUTO_ACKNOWLEDGE)) {
            MessageProducer producer = session.createProducer(null);
            for (int i = random.nextInt(30); i >= 0; i--) {
                run.waitForRoom();
                String id = name + "." + i;
                producer.send(queue(session, random), session.createTextMessage(id));
                ledger.sent(id);
                run.backlog().incrementAndGet();
            }
            run.forget(session);
        }
    }

    /** Sends a few messages in each transaction. */
    void sendBatches(Connection connection, String name, Random random) throws JMSException {
        try (Session session = session(connection, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(null);
            for (int i = random.nextInt(10); i >= 0; i--) {
                run.waitForRoom();
                List<String> ids = new ArrayList<>();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    String id = name + "." + i + "." + k;
                    producer.send(queue(session, random), session.createTextMessage(id));
                    ids.add(id);
                }
                session.commit();
                ids.forEach(ledger::sent);
                run.backlog().addAndGet(ids.size());
            }
            run.forget(session);
        }
    }

    /** Receives in any mode; settles, gives back, or closes. */
    void receive(Connection connection, String name, Random random) throws JMSException {
        int mode = MODES[random.nextInt(MODES.length)];
        try (Session session = session(connection, mode)) {
            MessageConsumer consumer = run.closable(session.createConsumer(queue(session, random)));
            for (int i = random.nextInt(20); i >= 0 && !run.isOver(); i--) {
                List<Message> messages = new ArrayList<>();
                for (int k = random.nextInt(4); k >= 0; k--) {
                    Message message = receiveOne(consumer, random);
                    if (message == null) {
                        break;
                    }
                    ledger.received(
                            message.getBody(String.class),
                            name,
                            message.getIntProperty("JMSXDeliveryCount"),
                            mode == Session.DUPS_OK_ACKNOWLEDGE);
                    messages.add(message);
                    run.backlog().decrementAndGet();
                    if (mode == Session.AUTO_ACKNOWLEDGE) {
                        ledger.settled(ids(messages.subList(messages.size() - 1, messages.size())), name);
                    }
                }
                settle(session, name, messages, random);
            }
            run.forget(consumer);
            run.forget(session);
        }
    }

    private static Message receiveOne(MessageConsumer consumer, Random random) throws JMSException {
        return switch (random.nextInt(6)) {
            case 0 -> consumer.receive();
            case 1 -> consumer.receiveNoWait();
            default -> consumer.receive(20);
        };
    }

    private void settle(Session session, String name, List<Message> messages, Random random) throws JMSException {
        int mode = session.getAcknowledgeMode();
        boolean givesBack = random.nextInt(5) == 0;
        if (messages.isEmpty() || mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE) {
            return;
        }
        List<String> ids = ids(messages);
        ids.forEach(id -> ledger.note(id, name + (givesBack ? " gives back" : " settles")));
        if (givesBack) {
            run.backlog().addAndGet(messages.size());
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
                    ledger.settled(ids(List.of(message)), name);
                }
            }
        }
        ledger.settled(ids, name);
    }

    private static List<String> ids(List<Message> messages) throws JMSException {
        List<String> ids = new ArrayList<>();
        for (Message message : messages) {
            ids.add(message.getBody(String.class));
        }
        return ids;
    }

    /** Listens in any mode for a moment. */
    void listen(Connection connection, String name, Random random) throws JMSException {
        int mode = MODES[random.nextInt(MODES.length)];
        Random ofListener = new Random(random.nextLong());
        try (Session session = session(connection, mode)) {
            int consumers = 1 + random.nextInt(2);
            for (int i = 0; i < consumers; i++) {
                MessageConsumer consumer = run.closable(session.createConsumer(queue(session, random)));
                consumer.setMessageListener(message -> heard(session, mode, name, message, ofListener));
            }
            LockSupport.parkNanos(random.nextInt(50_000_000));
            run.forget(session);
        }
    }

    private void heard(Session session, int mode, String name, Message message, Random random) {
        boolean settlesItself = mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
        try {
            ledger.received(
                    message.getBody(String.class), name, message.getIntProperty("JMSXDeliveryCount"), settlesItself);
            run.backlog().decrementAndGet();
            if (!settlesItself) {
                settle(session, name, List.of(message), random);
                return;
            }
        } catch (JMSException e) {
            // Within a listener nothing is closed: close waits for it.
            ledger.violation(name + ": " + StressTest.text(e));
        }
        if (settlesItself && random.nextInt(10) == 0) {
            run.backlog().incrementAndGet();
            throw new java.lang.IllegalStateException("refused on purpose");
        }
    }
}
