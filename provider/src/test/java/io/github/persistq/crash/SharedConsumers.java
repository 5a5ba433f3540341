package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One of several processes that consume a queue together. What its threads do, {@link SharedLedger} describes and judges.
 *
 * <p>A thread ends when nothing came to it for a while, the process with the last of them.
 */
final class SharedConsumers {
    /** All threads run. */
    static final String RUNNING = "RUNNING";

    /** What is consumed. */
    static final String IN = "work";

    /** Where a transacted consumer sends a copy of what it consumes. */
    static final String OUT = "copies";

    private static final Teller TELLER = new Teller();
    private static final List<Integer> MODES =
            List.of(Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED);
    private static final String LETTERS = "act";

    private final Connection connection;
    private final Random random;
    private final long patienceMillis;

    private SharedConsumers(Connection connection, long seed, long patienceMillis) {
        this.connection = connection;
        this.random = new Random(seed);
        this.patienceMillis = patienceMillis;
    }

    /**
     * Takes the store's URL, the number of the process, how many threads it has, a seed, and after how many milliseconds without
     * a message a thread ends.
     */
    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(args[0]);
                Connection connection = factory.createConnection()) {
            connection.start();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int kind = (number + i) % MODES.size();
                String name = LETTERS.charAt(kind) + "-" + i;
                SharedConsumers consumer =
                        new SharedConsumers(connection, Long.parseLong(args[3]) + i, Long.parseLong(args[4]));
                threads.add(new Thread(() -> consumer.run(name, MODES.get(kind)), name));
            }
            threads.forEach(Thread::start);
            TELLER.tell(RUNNING);
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed("main", e);
        }
    }

    private void run(String name, int mode) {
        try (Session session = connection.createSession(mode)) {
            MessageConsumer consumer = session.createConsumer(session.createQueue(IN));
            MessageProducer producer = session.createProducer(session.createQueue(OUT));
            while (true) {
                int limit = mode == Session.AUTO_ACKNOWLEDGE ? 1 : 1 + random.nextInt(4);
                List<Message> messages = receive(name, consumer, limit);
                if (messages.isEmpty()) {
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2000)));
                settle(name, session, producer, messages);
            }
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed(name, e);
        }
    }

    private List<Message> receive(String name, MessageConsumer consumer, int limit) throws JMSException {
        List<Message> messages = new ArrayList<>();
        while (messages.size() < limit) {
            Message message = consumer.receive(messages.isEmpty() ? patienceMillis : 1);
            if (message == null) {
                break;
            }
            TELLER.tell("got %s %s %d %b"
                    .formatted(
                            name,
                            ((TextMessage) message).getText(),
                            message.getIntProperty("JMSXDeliveryCount"),
                            message.getJMSRedelivered()));
            messages.add(message);
        }
        return messages;
    }

    private void settle(String name, Session session, MessageProducer producer, List<Message> messages)
            throws JMSException {
        boolean transacted = session.getTransacted();
        boolean automatic = session.getAcknowledgeMode() == Session.AUTO_ACKNOWLEDGE;
        if (transacted) {
            for (Message message : messages) {
                producer.send(session.createTextMessage(((TextMessage) message).getText()));
            }
        }
        if (!automatic && random.nextInt(20) == 0) {
            TELLER.tell("back " + name);
            if (transacted) {
                session.rollback();
            } else {
                session.recover();
            }
            return;
        }
        if (transacted) {
            session.commit();
        } else if (!automatic) {
            messages.get(0).acknowledge();
        }
        TELLER.tell("done " + name);
    }
}
