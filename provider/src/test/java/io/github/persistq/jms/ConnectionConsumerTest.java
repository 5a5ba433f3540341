package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What application servers do: connection consumers, server sessions and their pools. */
class ConnectionConsumerTest extends JmsFixture {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();

    @BeforeEach
    void listenToErrors() throws JMSException {
        connection.setExceptionListener(told::add);
    }

    /** A few server sessions, each of which runs on a thread of its own and then goes back to the pool. */
    private static final class Pool implements ServerSessionPool {
        final BlockingQueue<ServerSession> free = new LinkedBlockingQueue<>();
        final AtomicInteger runs = new AtomicInteger();

        Pool(Session... sessions) {
            for (Session session : sessions) {
                free.add(serverSession(session));
            }
        }

        ServerSession serverSession(Session session) {
            return new ServerSession() {
                @Override
                public Session getSession() {
                    return session;
                }

                @Override
                public void start() {
                    ServerSession self = this;
                    daemon("server session", () -> {
                        try {
                            session.run();
                        } finally {
                            runs.incrementAndGet();
                            free.add(self);
                        }
                    });
                }
            };
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return free.take();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        }
    }

    private interface Work {
        void on(Message message) throws Exception;
    }

    private static MessageListener listener(Work work) {
        return message -> {
            try {
                work.on(message);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private Session serving(int mode, Work work) throws JMSException {
        Session made = connection.createSession(mode);
        made.setMessageListener(listener(work));
        return made;
    }

    private Session hearing() throws JMSException {
        return serving(Session.AUTO_ACKNOWLEDGE, message -> heard.add(text(message)));
    }

    private String next() throws InterruptedException {
        return heard.poll(SOON, TimeUnit.MILLISECONDS);
    }

    @Test
    void hasMessagesProcessedInOrderAndAcknowledged() throws Exception {
        Pool pool = new Pool(hearing());
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, pool, 1);
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);

        send("a", "b", "c");

        assertThat(List.of(next(), next(), next())).containsExactly("a", "b", "c");
        eventually(() -> browse(queue).isEmpty());
        assertThat(told).isEmpty();
    }

    @Test
    void readsFromSubscriptionsOfEveryKind() throws Exception {
        connection.close();
        connection = factory.createConnection();
        connection.setClientID("server");
        connection.start();
        session = connection.createSession();
        Topic topic = session.createTopic("news");
        connection.createConnectionConsumer(topic, "JMSPriority > 4", new Pool(hearing()), 1);
        connection.createSharedConnectionConsumer(topic, "s", null, new Pool(hearing()), 1);
        connection.createDurableConnectionConsumer(topic, "d", null, new Pool(hearing()), 1);
        connection.createSharedDurableConnectionConsumer(topic, "sd", null, new Pool(hearing()), 1);

        sendTo(topic, "a");

        assertThat(List.of(next(), next(), next())).containsExactly("a", "a", "a");
        assertThatThrownBy(() -> session.createDurableConsumer(topic, "d")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.unsubscribe("sd")).isInstanceOf(JMSException.class);
    }

    @Test
    void leavesADurableSubscriptionWhenItCloses() throws Exception {
        Topic topic = session.createTopic("news");
        ConnectionConsumer consumer =
                connection.createSharedDurableConnectionConsumer(topic, "sd", null, new Pool(hearing()), 1);
        consumer.close();
        sendTo(topic, "a");

        assertThat(drain(session.createSharedDurableConsumer(topic, "sd"))).containsExactly("a");
    }

    @Test
    void needsAClientIdentifierForAnUnsharedDurableSubscription() throws Exception {
        Topic topic = session.createTopic("news");

        assertThatThrownBy(() -> connection.createDurableConnectionConsumer(topic, "d", null, new Pool(), 1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.createSharedConnectionConsumer(null, "s", null, new Pool(), 1))
                .isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void assignsNoMoreMessagesThanAskedForAtOnce() throws Exception {
        send("a", "b", "c", "d", "e");
        Pool pool = new Pool(hearing());

        connection.createConnectionConsumer(queue, null, pool, 2);

        assertThat(IntStream.range(0, 5).mapToObj(i -> uninterrupted()).toList())
                .containsExactly("a", "b", "c", "d", "e");
        eventually(() -> pool.runs.get() == 3);
    }

    private String uninterrupted() {
        try {
            return next();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void processesInSeveralServerSessionsAtOnce() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Work meet = message -> {
            both.countDown();
            assertThat(both.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
            heard.add(text(message));
        };
        Pool pool = new Pool(serving(Session.AUTO_ACKNOWLEDGE, meet), serving(Session.AUTO_ACKNOWLEDGE, meet));
        connection.createConnectionConsumer(queue, null, pool, 1);

        send("a", "b");

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void takesOnlyWhatTheSelectorWants() throws Exception {
        QueueConnection queues = factory.createQueueConnection();
        queues.start();
        Session own = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        own.setMessageListener(listener(message -> heard.add(text(message))));
        queues.createConnectionConsumer(queue, "JMSPriority > 4", new Pool(own), 5);

        session.createProducer(queue).send(session.createTextMessage("low"), 2, 1, 0);
        session.createProducer(queue).send(session.createTextMessage("high"), 2, 9, 0);

        assertThat(next()).isEqualTo("high");
        eventually(() -> browse(queue).equals(List.of("low")));
    }

    @Test
    void leavesMessagesInATransactionUntilItIsCommitted() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        AtomicInteger deliveries = new AtomicInteger();
        transacted.setMessageListener(listener(message -> {
            if (deliveries.incrementAndGet() == 1) {
                transacted.rollback();
            } else {
                heard.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
                transacted.commit();
            }
        }));
        connection.createConnectionConsumer(queue, null, new Pool(transacted), 1);

        send("a");

        assertThat(next()).isEqualTo("a2");
        eventually(() -> browse(queue).isEmpty());
    }

    @Test
    void leavesMessagesToBeAcknowledgedByTheClient() throws Exception {
        Session client = serving(Session.CLIENT_ACKNOWLEDGE, message -> heard.add(text(message)));
        connection.createConnectionConsumer(queue, null, new Pool(client), 1).close();
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, new Pool(client), 1);
        send("a");
        assertThat(next()).isEqualTo("a");
        consumer.close();

        client.close();

        Message again = session.createConsumer(queue).receive(SOON);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    @Test
    void deliversAgainWhatAListenerThrewOn() throws Exception {
        AtomicInteger deliveries = new AtomicInteger();
        Session failing = serving(Session.AUTO_ACKNOWLEDGE, message -> {
            if (deliveries.incrementAndGet() == 1) {
                throw new AssertionError("not yet");
            }
            heard.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
        });
        connection.createConnectionConsumer(queue, null, new Pool(failing), 1);

        send("a");

        assertThat(next()).isEqualTo("a2");
    }

    @Test
    void deliversNothingWhileTheConnectionIsStopped() throws Exception {
        connection.stop();
        connection.createConnectionConsumer(queue, null, new Pool(hearing()), 1);

        send("a");
        Connection other = factory.createConnection();
        other.start();
        MessageConsumer elsewhere = other.createSession().createConsumer(queue);
        assertThat(text(elsewhere.receive(SOON))).isEqualTo("a");
        elsewhere.close();
        send("b");
        assertThat(heard).isEmpty();
        connection.start();

        assertThat(next()).isEqualTo("b");
    }

    @Test
    void waitsInStopForAListenerAndHoldsTheRestBack() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Session slow = serving(Session.AUTO_ACKNOWLEDGE, message -> {
            entered.countDown();
            leave.await();
            heard.add(text(message));
        });
        send("a", "b");
        connection.createConnectionConsumer(queue, null, new Pool(slow), 2);
        entered.await();
        Thread stopping = daemon("stopping", () -> {
            try {
                connection.stop();
                heard.add("stopped");
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        eventually(() -> stopping.getState() == Thread.State.WAITING);
        leave.countDown();

        assertThat(List.of(next(), next())).containsExactly("a", "stopped");
        assertThat(heard).isEmpty();
        connection.start();

        assertThat(next()).isEqualTo("b");
    }

    /** The pool is out of server sessions: the message that waits for one must be given back unseen, and close not wait. */
    @Test
    void givesBackUnseenWhatItHoldsWhenItCloses() throws Exception {
        Pool empty = new Pool();
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, empty, 1);
        send("a");
        eventually(() -> browse(queue).isEmpty());

        consumer.close();
        consumer.close();

        Message seen = session.createConsumer(queue).receive(SOON);
        assertThat(seen.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        empty.free.add(new Pool().serverSession(hearing()));
        eventually(empty.free::isEmpty);
        assertThat(heard).isEmpty();
    }

    @Test
    void givesBackUnseenWhatASessionWasAssignedWhenItCloses() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Session slow = serving(Session.AUTO_ACKNOWLEDGE, message -> {
            entered.countDown();
            leave.await();
        });
        send("a", "b");
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, new Pool(slow), 2);
        entered.await();
        consumer.close();
        Thread closing = daemon("closing", () -> {
            try {
                slow.close();
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        eventually(() -> closing.getState() == Thread.State.WAITING);
        leave.countDown();

        Message unseen = session.createConsumer(queue).receive(SOON);
        assertThat(text(unseen)).isEqualTo("b");
        assertThat(unseen.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void reportsASessionOfAnotherConnectionAndLosesNothing() throws Exception {
        Connection other = factory.createConnection();
        Session foreign = other.createSession();
        foreign.setMessageListener(listener(message -> heard.add(text(message))));
        ConnectionConsumer consumer = connection.createConnectionConsumer(queue, null, new Pool(foreign), 1);

        send("a");

        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).hasMessageContaining("did not create");
        consumer.close();
        assertThat(session.createConsumer(queue).receive(SOON).getIntProperty("JMSXDeliveryCount"))
                .isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void reportsAPoolThatFailsAndGoesOnWhenItWorks() throws Exception {
        Pool pool = new Pool(hearing());
        AtomicInteger failures = new AtomicInteger(3);
        ServerSessionPool flaky = () -> {
            if (failures.getAndDecrement() > 0) {
                throw new UnsupportedOperationException("no session today");
            }
            return pool.getServerSession();
        };
        connection.createConnectionConsumer(queue, null, flaky, 1);

        send("a");

        assertThat(next()).isEqualTo("a");
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).hasMessageContaining("no session today");
        assertThat(told).isEmpty();
    }

    @Test
    void reportsAServerSessionThatDoesNotStart() throws Exception {
        Session good = hearing();
        AtomicInteger failures = new AtomicInteger(1);
        ServerSessionPool pool = () -> new ServerSession() {
            @Override
            public Session getSession() {
                return good;
            }

            @Override
            public void start() throws JMSException {
                if (failures.getAndDecrement() > 0) {
                    throw new JMSException("no thread");
                }
                good.run();
            }
        };
        connection.createConnectionConsumer(queue, null, pool, 1);

        send("a");

        assertThat(next()).isEqualTo("a");
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).hasMessageContaining("no thread");
    }

    @Test
    void reportsASessionWithoutAListener() throws Exception {
        Session deaf = connection.createSession();
        connection.createConnectionConsumer(queue, null, new Pool(deaf), 1);

        send("a");

        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).hasMessageContaining("setMessageListener");
        deaf.setMessageListener(listener(message -> heard.add(text(message))));
        assertThat(next()).isEqualTo("a");
    }

    @Test
    void refusesBadArguments() throws JMSException {
        Pool pool = new Pool();
        assertThatThrownBy(() -> connection.createConnectionConsumer((Queue) null, null, pool, 1))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, "=", pool, 1))
                .isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, null, 1))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("pool");
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 0))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("maxMessages 0");
        connection.close();
        assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsASessionsOwnListenerAndConsumersApart() throws JMSException {
        Session listening = hearing();
        assertThat(listening.getMessageListener()).isNotNull();
        assertThatThrownBy(() -> listening.createConsumer(queue)).isInstanceOf(IllegalStateException.class);
        session.createConsumer(queue);
        assertThatThrownBy(() -> session.setMessageListener(message -> {})).isInstanceOf(IllegalStateException.class);

        listening.setMessageListener(null);

        listening.createConsumer(queue);
    }

    @Test
    void runsAnEmptySessionAtOnceAndAClosedOneNever() throws JMSException {
        Session empty = hearing();
        empty.run();
        empty.close();

        assertThatThrownBy(empty::run).isInstanceOf(jakarta.jms.IllegalStateRuntimeException.class);
    }

    @Test
    void endsItsThread() throws JMSException {
        connection.createConnectionConsumer(queue, null, new Pool(hearing()), 1);

        factory.close();

        eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("connection consumer")));
    }
}
