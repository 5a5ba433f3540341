package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The last connection closes, and with it the store, while sends and commits are on their way into it. */
@Timeout(120)
class CloseStoreAgainstSendTest {
    private static final int ROUNDS = 25;

    @TempDir
    Path directory;

    private final Set<String> returned = new ConcurrentSkipListSet<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void storesExactlyWhatReturned() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        PersistqConnectionFactory factory = new PersistqConnectionFactory(
                "persistq:file:" + directory.resolve("store") + "?segmentBytes=64k&durability=os");
        for (int round = 0; round < ROUNDS; round++) {
            returned.clear();
            Connection connection = factory.createConnection();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = round + "." + i;
                int mode = i == 0 ? Session.AUTO_ACKNOWLEDGE : Session.SESSION_TRANSACTED;
                threads.add(new Thread(() -> send(connection, mode, name)));
            }
            threads.forEach(Thread::start);
            LockSupport.parkNanos(random.nextInt(100_000_000));
            connection.close();
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(failures).as("seed %dL, round %d", seed, round).isEmpty();
            assertThat(drain(factory)).as("seed %dL, round %d", seed, round).isEqualTo(returned);
        }
    }

    private void send(Connection connection, int mode, String name) {
        try (Session session = connection.createSession(mode)) {
            MessageProducer producer = session.createProducer(session.createQueue("orders"));
            for (int n = 0; true; n++) {
                BytesMessage message = session.createBytesMessage();
                message.setStringProperty("id", name + "." + n);
                message.writeBytes(new byte[20_000]);
                producer.send(message);
                if (mode == Session.SESSION_TRANSACTED) {
                    session.commit();
                }
                returned.add(name + "." + n);
            }
        } catch (IllegalStateException e) {
            // It is closed, as it should be.
            return;
        } catch (JMSException | RuntimeException e) {
            failures.add(StressTest.text(e));
        }
    }

    private static Set<String> drain(PersistqConnectionFactory factory) throws JMSException {
        Set<String> ids = new TreeSet<>();
        try (JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue("orders"))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                ids.add(m.getStringProperty("id"));
            }
        }
        return ids;
    }
}
