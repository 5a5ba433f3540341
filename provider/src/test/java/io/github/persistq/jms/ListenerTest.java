package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ListenerTest extends JmsFixture {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** What a listener may do that throws. */
    private interface Work {
        void on(Message message) throws Exception;
    }

    private static MessageListener listener(Work work) {
        return message -> {
            try {
                work.on(message);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    private String next() throws InterruptedException {
        return heard.poll(SOON, TimeUnit.MILLISECONDS);
    }

    private Session listen(int mode, Work work) throws JMSException {
        Session listening = connection.createSession(mode);
        listening.createConsumer(queue).setMessageListener(listener(work));
        return listening;
    }

    /** Runs the action within a listener of the mode and returns what it threw, or null. */
    private Throwable thrownWithin(Session listening, Work work) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        listening.createConsumer(queue).setMessageListener(message -> {
            try {
                work.on(message);
            } catch (Throwable e) {
                thrown.set(e);
            }
            done.countDown();
        });
        send("trigger");
        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        return thrown.get();
    }

    @Test
    void hearsMessagesInOrder() throws Exception {
        send("a", "b");

        listen(Session.AUTO_ACKNOWLEDGE, m -> heard.add(text(m)));
        send("c");

        assertThat(List.of(next(), next(), next())).containsExactly("a", "b", "c");
    }

    @Test
    void hearsNothingBeforeTheConnectionStarts() throws Exception {
        Connection stopped = factory.createConnection();
        Session listening = stopped.createSession();
        listening.createConsumer(queue).setMessageListener(listener(m -> heard.add(text(m))));
        send("a");

        assertThat(browse(queue)).containsExactly("a");
        assertThat(heard).isEmpty();
        stopped.start();

        assertThat(next()).isEqualTo("a");
    }

    @Test
    void runsAllListenersOfASessionOnOneThread() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Session listening = connection.createSession();
        for (String name : List.of("q1", "q2", "q3")) {
            listening.createConsumer(listening.createQueue(name)).setMessageListener(listener(m -> {
                threads.add(Thread.currentThread());
                heard.add(text(m));
            }));
        }

        for (String name : List.of("q1", "q2", "q3")) {
            sendTo(session.createQueue(name), name);
        }

        assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("q1", "q2", "q3");
        assertThat(threads).hasSize(3).containsOnly(threads.get(0));
        assertThat(threads.get(0).getName()).startsWith("persistq-session-");
    }

    @Test
    void acknowledgesAfterTheListenerReturns() throws Exception {
        listen(Session.AUTO_ACKNOWLEDGE, m -> heard.add(text(m)));
        send("a");
        next();

        connection.close();
        reopen();

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    private void reopen() throws JMSException {
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
    }

    @Test
    void redeliversAfterARuntimeExceptionAndGoesOn() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        listen(Session.AUTO_ACKNOWLEDGE, m -> {
            heard.add(text(m) + m.getIntProperty("JMSXDeliveryCount") + m.getJMSRedelivered());
            if (failed.compareAndSet(false, true)) {
                throw new IllegalArgumentException("first time");
            }
        });

        send("a", "b");

        assertThat(List.of(next(), next(), next())).containsExactly("a1false", "a2true", "b1false");
    }

    @Test
    void redeliversAfterARuntimeExceptionInDupsOk() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        listen(Session.DUPS_OK_ACKNOWLEDGE, m -> {
            heard.add(text(m));
            if (failed.compareAndSet(false, true)) {
                throw new IllegalArgumentException("first time");
            }
        });

        send("a", "b");

        assertThat(List.of(next(), next(), next())).containsExactly("a", "a", "b");
    }

    @Test
    void survivesAnErrorOfTheListener() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        listen(Session.AUTO_ACKNOWLEDGE, m -> {
            heard.add(text(m));
            if (failed.compareAndSet(false, true)) {
                throw new AssertionError("worse than an exception");
            }
        });

        send("a");

        assertThat(List.of(next(), next())).containsExactly("a", "a");
    }

    @Test
    void leavesAMessageUnacknowledgedWhenAClientListenerThrows() throws Exception {
        Session listening = listen(Session.CLIENT_ACKNOWLEDGE, m -> {
            heard.add(text(m));
            throw new IllegalArgumentException("no");
        });
        send("a", "b");
        assertThat(List.of(next(), next())).containsExactly("a", "b");

        listening.close();

        assertThat(browse(queue)).containsExactly("a", "b");
    }

    @Test
    void recoversOnlyTheCurrentMessageInAutoAcknowledge() throws Exception {
        AtomicReference<Session> self = new AtomicReference<>();
        AtomicBoolean recovered = new AtomicBoolean();
        Session listening = connection.createSession();
        self.set(listening);
        listening.createConsumer(queue).setMessageListener(listener(m -> {
            heard.add(text(m) + m.getJMSRedelivered());
            if (text(m).equals("b") && recovered.compareAndSet(false, true)) {
                self.get().recover();
            }
        }));

        send("a", "b", "c");

        assertThat(List.of(next(), next(), next(), next())).containsExactly("afalse", "bfalse", "btrue", "cfalse");
    }

    @Test
    void acknowledgesInClientModeFromTheListener() throws Exception {
        Session listening = listen(Session.CLIENT_ACKNOWLEDGE, m -> {
            m.acknowledge();
            heard.add(text(m));
        });
        send("a");
        next();

        listening.close();

        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void commitsAndRollsBackFromTheListener() throws Exception {
        AtomicReference<Session> self = new AtomicReference<>();
        Session listening = connection.createSession(Session.SESSION_TRANSACTED);
        self.set(listening);
        MessageProducer replies = listening.createProducer(listening.createQueue("replies"));
        listening.createConsumer(queue).setMessageListener(listener(m -> {
            replies.send(self.get().createTextMessage("re " + text(m)));
            if (m.getJMSRedelivered()) {
                self.get().commit();
            } else {
                self.get().rollback();
            }
        }));

        send("a");

        assertThat(text(session.createConsumer(session.createQueue("replies")).receive(SOON)))
                .isEqualTo("re a");
    }

    @Test
    void sendsAndReceivesFromTheListener() throws Exception {
        Session listening = connection.createSession();
        MessageProducer producer = listening.createProducer(listening.createQueue("side"));
        MessageConsumer side = listening.createConsumer(listening.createQueue("side"));
        listening.createConsumer(queue).setMessageListener(listener(m -> {
            producer.send(m);
            heard.add("side " + text(side.receive(SOON)));
        }));

        send("a");

        assertThat(next()).isEqualTo("side a");
    }

    @Test
    void stopsHearingWhenTheListenerIsRemoved() throws Exception {
        MessageConsumer consumer = connection.createSession().createConsumer(queue);
        consumer.setMessageListener(listener(m -> heard.add(text(m))));
        send("a");
        assertThat(next()).isEqualTo("a");

        consumer.setMessageListener(null);
        send("b");

        assertThat(consumer.getMessageListener()).isNull();
        assertThat(text(consumer.receive(SOON))).isEqualTo("b");
        assertThat(heard).isEmpty();
    }

    @Test
    void refusesReceiveWhileThereIsAListener() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.setMessageListener(m -> {});

        assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToCloseTheSessionFromItsListener() throws Exception {
        Session listening = connection.createSession();

        assertThat(thrownWithin(listening, m -> listening.close())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToCloseOrStopTheConnectionFromAListener() throws Exception {
        assertThat(thrownWithin(connection.createSession(), m -> connection.close()))
                .isInstanceOf(IllegalStateException.class);
        connection.close();
        reopen();
        assertThat(thrownWithin(connection.createSession(), m -> connection.stop()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void letsAListenerCloseItsConsumerAndStillAcknowledges() throws Exception {
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        consumer.setMessageListener(listener(m -> {
            consumer.close();
            heard.add(text(m));
        }));
        send("a", "b");
        assertThat(next()).isEqualTo("a");

        listening.close();

        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void waitsForAListenerInProgressWhenItStops() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        listen(Session.AUTO_ACKNOWLEDGE, m -> {
            inside.countDown();
            goOn.await();
            returned.set(true);
        });
        send("a", "b");
        assertThat(inside.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        AtomicBoolean seen = new AtomicBoolean();
        Thread stopping = daemon("stopping", () -> {
            try {
                connection.stop();
                seen.set(returned.get());
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        eventually(() -> stopping.getState() == Thread.State.WAITING);

        goOn.countDown();
        stopping.join(SOON);

        assertThat(seen).isTrue();
        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void waitsForAListenerInProgressWhenItCloses() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Session listening = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        listening.createConsumer(queue).setMessageListener(listener(m -> {
            inside.countDown();
            goOn.await();
            m.acknowledge();
        }));
        send("a");
        assertThat(inside.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        Thread closing = daemon("closing", () -> {
            try {
                listening.close();
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        eventually(() -> closing.getState() == Thread.State.WAITING);

        goOn.countDown();
        closing.join(SOON);

        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void goesOnAfterAListenerInterruptedItsOwnThread() throws Exception {
        listen(Session.AUTO_ACKNOWLEDGE, m -> {
            heard.add(text(m));
            Thread.currentThread().interrupt();
        });

        send("a");
        assertThat(next()).isEqualTo("a");
        send("b");

        assertThat(next()).isEqualTo("b");
    }

    @Test
    void hearsAgainAfterStopAndStart() throws Exception {
        listen(Session.AUTO_ACKNOWLEDGE, m -> heard.add(text(m)));
        send("a");
        assertThat(next()).isEqualTo("a");

        connection.stop();
        send("b");
        assertThat(browse(queue)).containsExactly("b");
        connection.start();

        assertThat(next()).isEqualTo("b");
    }
}
