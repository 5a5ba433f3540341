package io.github.persistq.crash;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TransactionRolledBackException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the threads of a {@link StressRun} do with temporary destinations: requests to a queue, and replies to where they say.
 *
 * <p>Threading: thread-safe; each call uses sessions of its own.
 */
final class StressRequests {
    /** The queue of the requests. */
    static final String QUEUE = "requests";

    private static final long SOON_MILLIS = 50;
    private static final long PATIENCE_MILLIS = 20_000;

    private final StressRun run;
    private final StressParts parts;
    private final Ledger ledger;
    private final Set<String> replied = ConcurrentHashMap.newKeySet();
    private final AtomicInteger replies = new AtomicInteger();

    StressRequests(StressRun run, StressParts parts) {
        this.run = run;
        this.parts = parts;
        this.ledger = run.ledger();
    }

    /** How many replies came. */
    int replies() {
        return replies.get();
    }

    /** Asks a few questions and waits for replies at a temporary destination. */
    void ask(Connection connection, String name, Random random) throws JMSException {
        try (Session session = parts.quietSession(connection, Session.AUTO_ACKNOWLEDGE)) {
            Destination mine = random.nextBoolean() ? session.createTemporaryQueue() : session.createTemporaryTopic();
            MessageConsumer consumer = run.closable(session.createConsumer(mine));
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            Set<String> open = new HashSet<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                String id = name + "." + i;
                Message request = session.createTextMessage(id);
                request.setJMSReplyTo(mine);
                open.add(id);
                producer.send(request);
                ledger.sent(id);
            }
            awaitReplies(connection, consumer, open);
            run.forget(consumer);
            consumer.close();
            if (random.nextBoolean()) {
                delete(mine);
            }
            run.forget(session);
        }
    }

    /** Waits a moment for each reply; those that were committed must be there. */
    private void awaitReplies(Connection connection, MessageConsumer consumer, Set<String> open) throws JMSException {
        while (!open.isEmpty() && !run.isOver()) {
            Set<String> due = new HashSet<>(open);
            due.retainAll(replied);
            Message reply = consumer.receive(due.isEmpty() ? SOON_MILLIS : PATIENCE_MILLIS);
            if (reply != null) {
                take(reply, open);
                continue;
            }
            // These fail if what nothing came from was closed; a connection that closes ends receives before its
            // sessions.
            connection.getClientID();
            consumer.getMessageSelector();
            if (!due.isEmpty()) {
                ledger.violation("no reply came to " + due + " though its transaction was committed");
            }
            return;
        }
    }

    private void take(Message reply, Set<String> open) throws JMSException {
        String id = reply.getBody(String.class);
        if (!open.remove(id)) {
            ledger.violation("the reply to %s came to another, or twice".formatted(id));
        }
        if (reply.getJMSRedelivered()) {
            ledger.violation("the reply to %s was acknowledged at once and redelivered".formatted(id));
        }
        replies.incrementAndGet();
    }

    private static void delete(Destination temporary) throws JMSException {
        if (temporary instanceof TemporaryQueue queue) {
            queue.delete();
        } else {
            ((TemporaryTopic) temporary).delete();
        }
    }

    /** Answers requests, each in a transaction, and rolls some back. */
    void answer(Connection connection, String name, Random random) throws JMSException {
        try (Session session = parts.quietSession(connection, Session.SESSION_TRANSACTED)) {
            Queue requests = session.createQueue(QUEUE);
            MessageConsumer consumer = run.closable(session.createConsumer(requests));
            MessageProducer producer = session.createProducer(null);
            for (int i = random.nextInt(20); i >= 0 && !run.isOver(); i--) {
                Message request = consumer.receive(20);
                if (request == null) {
                    continue;
                }
                String id = request.getBody(String.class);
                ledger.received(id, name, request.getIntProperty("JMSXDeliveryCount"), false);
                if (random.nextInt(8) == 0) {
                    session.rollback();
                    continue;
                }
                answer(session, producer, request, name);
            }
            run.forget(consumer);
            run.forget(session);
        }
    }

    private void answer(Session session, MessageProducer producer, Message request, String name) throws JMSException {
        String id = request.getBody(String.class);
        boolean sent = false;
        try {
            producer.send(request.getJMSReplyTo(), session.createTextMessage(id));
            sent = true;
        } catch (InvalidDestinationException e) {
            ledger.note(id, "who asked is gone");
        }
        try {
            session.commit();
        } catch (TransactionRolledBackException e) {
            ledger.note(id, "who asked has gone: " + e.getMessage());
            return;
        }
        ledger.settled(List.of(id), name);
        if (sent) {
            replied.add(id);
        }
    }
}
