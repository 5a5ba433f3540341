package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 11, application server facilities: section 11.2, the concurrent processing of a subscription's messages. */
class Chapter11ConnectionConsumerTest extends Statements {
    private Connection server;

    @BeforeEach
    void createServer() throws Exception {
        server = newConnection();
        server.setClientID(unique("client"));
        server.start();
        ConnectionConsumer probe =
                server.createConnectionConsumer(session.createQueue(unique("probe")), null, () -> null, 1);
        if (probe == null) {
            throw new NotApplicable(
                    provider.title() + " has no connection consumers, which are optional: it returns null");
        }
        probe.close();
    }

    /**
     * An application server's pool: each of its sessions has a listener of its own, and runs on a thread of its own.
     *
     * <p>Threading: thread-safe.
     */
    private static final class Pool implements ServerSessionPool {
        private final BlockingQueue<ServerSession> idle = new LinkedBlockingQueue<>();
        private final AtomicInteger started = new AtomicInteger();
        private final Inbox inbox = new Inbox();

        Pool(Connection connection, int sessions) throws JMSException {
            for (int i = 0; i < sessions; i++) {
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.setMessageListener(inbox);
                idle.add(new PooledSession(session));
            }
        }

        /** The texts of the next messages, which must come. */
        List<String> texts(int count) throws Exception {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                texts.add(inbox.nextText());
            }
            return texts;
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JMSException("interrupted while all server sessions were at work");
            }
        }

        private final class PooledSession implements ServerSession {
            private final Session session;

            private PooledSession(Session session) {
                this.session = session;
            }

            @Override
            public Session getSession() {
                return session;
            }

            @Override
            public void start() {
                started.incrementAndGet();
                new Thread(
                                () -> {
                                    session.run();
                                    idle.add(this);
                                },
                                "server session")
                        .start();
            }
        }
    }

    @Test
    @Spec("11.2.4")
    void aConnectionConsumerHasMessagesProcessedByTheSessionsOfItsPool() throws Exception {
        Pool pool = new Pool(server, 2);
        ConnectionConsumer consumer = server.createConnectionConsumer(queue, null, pool, 1);

        send("1", "2", "3");

        assertThat(pool.texts(3)).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);
        consumer.close();
    }

    @Test
    @Spec("11.2.4")
    void aConnectionConsumerTakesWhatItsSelectorMatches() throws Exception {
        Pool pool = new Pool(server, 1);
        ConnectionConsumer consumer = server.createConnectionConsumer(queue, "colour = 'red'", pool, 1);

        sendColours("red", "blue", "red");

        assertThat(pool.texts(2)).containsExactlyInAnyOrder("red", "red");
        consumer.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("blue");
    }

    @Test
    @Spec("11.2.4")
    void aSessionIsLoadedWithNoMoreThanTheMaximumOfMessagesAtATime() throws Exception {
        Pool pool = new Pool(server, 1);
        server.stop();
        ConnectionConsumer consumer = server.createConnectionConsumer(queue, null, pool, 2);
        send("1", "2", "3", "4");

        server.start();

        assertThat(pool.texts(4)).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(pool.started.get()).isGreaterThanOrEqualTo(2);
        consumer.close();
    }

    @Test
    @Spec("11.2.3")
    void aConnectionConsumerWaitsForAServerSession() throws Exception {
        Pool pool = new Pool(server, 1);
        ServerSession taken = pool.getServerSession();
        ConnectionConsumer consumer = server.createConnectionConsumer(queue, null, pool, 1);
        send("hello");
        pool.inbox.hearsNothing();

        pool.idle.add(taken);

        assertThat(pool.inbox.nextText()).isEqualTo("hello");
        consumer.close();
    }

    @Test
    @Spec("11.2.1")
    void whatASessionsListenerReturnedFromIsAcknowledged() throws Exception {
        Pool pool = new Pool(server, 1);
        ConnectionConsumer consumer = server.createConnectionConsumer(queue, null, pool, 1);
        send("hello");
        pool.texts(1);

        // The session comes back to the pool once its run has ended, and with it the acknowledgement.
        pool.idle.add(pool.getServerSession());
        consumer.close();
        server.close();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("11.2.1")
    void aSessionTellsItsListener() throws Exception {
        Session made = server.createSession();
        assertThat(made.getMessageListener()).isNull();
        Inbox inbox = new Inbox();

        made.setMessageListener(inbox);

        assertThat(made.getMessageListener()).isSameAs(inbox);
    }

    @Test
    @Spec("11.2.1")
    void aRunOfASessionWithoutMessagesReturns() throws Exception {
        Session made = server.createSession();
        Inbox inbox = new Inbox();
        made.setMessageListener(inbox);

        made.run();

        assertThat(inbox.thread()).isNull();
    }

    @Test
    @Spec("11.2.4")
    void aClosedConnectionConsumerTakesNothing() throws Exception {
        Pool pool = new Pool(server, 1);
        server.createConnectionConsumer(queue, null, pool, 1).close();

        send("for others");

        pool.inbox.hearsNothing();
        assertThat(drain(session.createConsumer(queue))).containsExactly("for others");
    }

    @Test
    @Spec("11.2.4")
    void aConnectionConsumerOfNoDestinationOrWithABadSelectorIsRefused() throws Exception {
        Pool pool = new Pool(server, 1);

        assertThatThrownBy(() -> server.createConnectionConsumer((jakarta.jms.Destination) null, null, pool, 1))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> server.createConnectionConsumer(queue, "colour <> (", pool, 1))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    @Spec("11.2.4")
    void aConnectionConsumerOfNoPoolIsRefused() {
        assertThatThrownBy(() -> server.createConnectionConsumer(queue, null, null, 1))
                .isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("11.2.4")
    void aConnectionConsumerOfATopicHasASubscription() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        Pool pool = new Pool(server, 1);
        ConnectionConsumer consumer = server.createConnectionConsumer(topic, null, pool, 1);

        session.createProducer(topic).send(session.createTextMessage("hello"));

        assertThat(pool.inbox.nextText()).isEqualTo("hello");
        consumer.close();
    }

    @Test
    @Spec("11.2.4")
    void aDurableConnectionConsumerGetsWhatCameMeanwhile() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        Pool pool = new Pool(server, 1);
        server.createDurableConnectionConsumer(topic, "news", null, pool, 1).close();
        session.createProducer(topic).send(session.createTextMessage("meanwhile"));

        ConnectionConsumer consumer = server.createDurableConnectionConsumer(topic, "news", null, pool, 1);

        assertThat(pool.inbox.nextText()).isEqualTo("meanwhile");
        consumer.close();
    }

    @Test
    @Spec("11.2.4")
    void sharedConnectionConsumersOfOneNameShareASubscription() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        Pool pool = new Pool(server, 1);
        ConnectionConsumer one = server.createSharedConnectionConsumer(topic, "news", null, pool, 1);
        ConnectionConsumer other = server.createSharedConnectionConsumer(topic, "news", null, pool, 1);

        session.createProducer(topic).send(session.createTextMessage("hello"));

        assertThat(pool.inbox.nextText()).isEqualTo("hello");
        pool.inbox.hearsNothing();
        one.close();
        other.close();
    }

    @Test
    @Spec("11.2.4")
    void aSharedDurableConnectionConsumerGetsWhatCameMeanwhile() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        Pool pool = new Pool(server, 1);
        server.createSharedDurableConnectionConsumer(topic, "news", null, pool, 1)
                .close();
        session.createProducer(topic).send(session.createTextMessage("meanwhile"));

        ConnectionConsumer consumer = server.createSharedDurableConnectionConsumer(topic, "news", null, pool, 1);

        assertThat(pool.inbox.nextText()).isEqualTo("meanwhile");
        consumer.close();
    }

    private void sendColours(String... colours) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            for (String colour : colours) {
                Message message = session.createTextMessage(colour);
                message.setStringProperty("colour", colour);
                producer.send(message);
            }
        }
    }
}
