package io.github.persistq.crash;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a {@link Victim} that send.
 *
 * <p>Threading: the main thread calls; each thread has its own session.
 */
final class Senders {
    private static final int ENOUGH = 400;

    private final Victim victim;

    Senders(Victim victim) {
        this.victim = victim;
    }

    /** Sends single messages. */
    void plain(String name, Connection connection) throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(null);
        AtomicInteger unit = new AtomicInteger();
        victim.run(name, random -> {
            waitForRoom(random);
            MessageId id = new MessageId(name, victim.generation(), unit.getAndIncrement(), 0, 1, false, null);
            send(session, producer, id);
            victim.backlog.incrementAndGet();
            victim.tell("S " + id);
        });
    }

    /** Sends a few messages over two queues and a topic in each transaction, and rolls some of them back. */
    void transacted(String name, Connection connection) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(null);
        AtomicInteger units = new AtomicInteger();
        victim.run(name, random -> {
            waitForRoom(random);
            int size = 2 + random.nextInt(5);
            int unit = units.getAndIncrement();
            boolean doomed = random.nextInt(5) == 0;
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                MessageId id = new MessageId(name, victim.generation(), unit, i, size, doomed, null);
                send(session, producer, id);
                ids.add(id.toString());
            }
            if (doomed) {
                session.rollback();
            } else {
                session.commit();
                victim.backlog.addAndGet(size);
                victim.tell("S " + String.join(" ", ids));
            }
        });
    }

    static void send(Session session, MessageProducer producer, MessageId id) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.setStringProperty(Sighting.ID, id.toString());
        message.setIntProperty("half", id.half());
        message.writeBytes(id.body());
        int mode = id.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        producer.send(Queues.destination(session, id.queue()), message, mode, id.priority(), 0);
    }

    private void waitForRoom(Random random) {
        while (victim.backlog.get() > ENOUGH) {
            LockSupport.parkNanos(2_000_000);
        }
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
    }
}
