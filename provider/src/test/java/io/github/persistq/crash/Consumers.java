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
import org.jspecify.annotations.Nullable;

/**
 * The threads of a {@link Victim} that receive.
 *
 * <p>Threading: the main thread calls; each thread has its own session.
 */
final class Consumers {
    private static final long SHORT_MILLIS = 50;

    private final Victim victim;

    Consumers(Victim victim) {
        this.victim = victim;
    }

    /** Acknowledges a few messages at a time; sometimes recovers, or closes its session without acknowledging. */
    void client(String name, Connection connection, String queue, @Nullable String selector) {
        victim.run(name, random -> {
            try (Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
                MessageConsumer consumer = queue.equals(Queues.NEWS)
                        ? session.createDurableConsumer(session.createTopic(queue), Queues.SUBSCRIPTION)
                        : session.createConsumer(session.createQueue(queue), selector);
                int rounds = 1 + random.nextInt(30);
                for (int i = 0; i < rounds; i++) {
                    settle(name, session, receive(name, consumer, queue, 1 + random.nextInt(5)), random);
                }
                receive(name, consumer, queue, random.nextInt(3));
                victim.tell("N " + name);
            }
        });
    }

    private void settle(String name, Session session, List<Message> messages, Random random) throws JMSException {
        if (messages.isEmpty()) {
            return;
        }
        if (random.nextInt(8) == 0) {
            victim.tell("N " + name);
            session.recover();
            return;
        }
        victim.tell("B " + name);
        messages.get(random.nextInt(messages.size())).acknowledge();
        victim.tell("A " + name);
        victim.backlog.addAndGet(-messages.size());
    }

    private List<Message> receive(String name, MessageConsumer consumer, String queue, int limit) throws JMSException {
        List<Message> messages = new ArrayList<>();
        while (messages.size() < limit) {
            Message message = consumer.receive(SHORT_MILLIS);
            if (message == null) {
                break;
            }
            victim.tell("R " + name + " " + Sighting.of(message, queue).text());
            messages.add(message);
        }
        return messages;
    }

    /** Receives with AUTO_ACKNOWLEDGE or DUPS_OK_ACKNOWLEDGE. */
    void automatic(String name, Connection connection, String queue, int mode) throws JMSException {
        Session session = connection.createSession(mode);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        victim.run(name, random -> {
            Message message = consumer.receive();
            victim.tell("R " + name + " " + Sighting.of(message, queue).text());
            victim.backlog.decrementAndGet();
        });
    }

    /** Moves a few messages from one queue to another in each transaction, and rolls some of them back. */
    void mover(String name, Connection connection) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(Queues.ORIGIN));
        MessageProducer producer = session.createProducer(null);
        int[] units = {0};
        victim.run(name, random -> {
            List<Message> messages = receive(name, consumer, Queues.ORIGIN, 1 + random.nextInt(3));
            if (!messages.isEmpty()) {
                boolean doomed = random.nextInt(5) == 0;
                List<String> moved = move(name, session, producer, messages, units[0]++, doomed);
                if (doomed) {
                    victim.tell("N " + name);
                    session.rollback();
                } else {
                    victim.tell("B " + name);
                    session.commit();
                    victim.tell("A " + name + " " + String.join(" ", moved));
                }
            }
        });
    }

    private List<String> move(
            String name, Session session, MessageProducer producer, List<Message> messages, int unit, boolean doomed)
            throws JMSException {
        List<String> moved = new ArrayList<>();
        for (Message message : messages) {
            String origin = message.getStringProperty(Sighting.ID);
            MessageId id =
                    new MessageId(name, victim.generation(), unit, moved.size(), messages.size(), doomed, origin);
            Senders.send(session, producer, id);
            moved.add(id.toString());
        }
        return moved;
    }

    /** Listens, and sometimes throws. */
    void listener(String name, Connection connection, int mode) throws JMSException {
        Random random = victim.random(name);
        Session session = connection.createSession(mode);
        session.createConsumer(session.createQueue(Queues.BATCH_B)).setMessageListener(message -> {
            boolean refuses = random.nextInt(10) == 0;
            try {
                victim.tell(
                        "R " + name + " " + Sighting.of(message, Queues.BATCH_B).text());
            } catch (JMSException | RuntimeException | Error e) {
                victim.failed(name, e);
            }
            if (refuses) {
                victim.tell("N " + name);
                throw new IllegalStateException("refused on purpose");
            }
            victim.backlog.decrementAndGet();
        });
    }
}
