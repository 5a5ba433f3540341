package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A commit or acknowledge that met a close on another thread returned although the close had rolled everything back. What
 * returns has happened; otherwise it throws.
 */
@Timeout(120)
class CloseAgainstCommitTest {
    private static final int ROUNDS = 2_000;

    private final PersistqConnectionFactory factory =
            new PersistqConnectionFactory("persistq:memory:" + UUID.randomUUID() + "?maxDeliveries=0");
    private Connection connection;
    private Session reading;
    private MessageConsumer consumer;
    private Queue queue;

    @BeforeEach
    void connect() throws JMSException {
        connection = factory.createConnection();
        connection.start();
        reading = connection.createSession();
        queue = reading.createQueue("orders");
        consumer = reading.createConsumer(queue);
    }

    @AfterEach
    void disconnect() throws JMSException {
        factory.close();
    }

    @Test
    void commitsWhatWasSentOrSaysThatItDidNot() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            session.createProducer(queue).send(session.createTextMessage("m" + round));

            boolean returned = returns(session::commit, session);

            assertThat(consumer.receiveNoWait() != null).as("round %d", round).isEqualTo(returned);
        }
    }

    @Test
    void sendsOrSaysThatItDidNot() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Session session = connection.createSession();
            Message message = session.createTextMessage("m" + round);

            boolean returned = returns(() -> session.createProducer(queue).send(message), session);

            assertThat(consumer.receiveNoWait() != null).as("round %d", round).isEqualTo(returned);
        }
    }

    @Test
    void acknowledgesOrSaysThatItDidNot() throws Exception {
        consumer.close();
        for (int round = 0; round < ROUNDS; round++) {
            reading.createProducer(queue).send(reading.createTextMessage("m" + round));
            Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
            Message message = session.createConsumer(queue).receive();

            boolean returned = returns(message::acknowledge, session);

            assertGone(returned, round);
        }
    }

    @Test
    void commitsWhatWasReceivedOrSaysThatItDidNot() throws Exception {
        consumer.close();
        for (int round = 0; round < ROUNDS; round++) {
            reading.createProducer(queue).send(reading.createTextMessage("m" + round));
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            session.createConsumer(queue).receive();

            boolean returned = returns(session::commit, session);

            assertGone(returned, round);
        }
    }

    private void assertGone(boolean gone, int round) throws JMSException {
        try (MessageConsumer look = reading.createConsumer(queue)) {
            assertThat(look.receiveNoWait() == null).as("round %d", round).isEqualTo(gone);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws JMSException;
    }

    /** Runs work while another thread closes the session, and says whether it returned; it may only fail as closed. */
    private static boolean returns(Work work, Session session) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Throwable[] failure = new Throwable[1];
        Thread closer = new Thread(() -> {
            try {
                start.await();
                session.close();
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        closer.start();
        boolean returned = true;
        start.await();
        try {
            work.run();
        } catch (IllegalStateException e) {
            returned = false;
        }
        closer.join();
        assertThat(failure[0]).isNull();
        return returned;
    }
}
