package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Closing, stopping and starting while messages flow: nothing hangs, nothing is lost, nothing comes twice unmarked. */
class CloseRaceTest extends JmsFixture {
    private static final int[] MODES = {
        Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED
    };

    private final Map<String, AtomicInteger> settled = new ConcurrentHashMap<>();

    @Test
    void deliversEachMessageOnceWhileConsumersComeAndGo() throws Exception {
        long seed = System.nanoTime();
        int messages = 300;
        Thread sender = daemon("sender", () -> sendNumbered(messages));
        List<Thread> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seed + i);
            consumers.add(daemon("consumer-" + i, () -> comeAndGo(random, messages)));
        }

        sender.join(TimeUnit.SECONDS.toMillis(30));
        for (Thread consumer : consumers) {
            consumer.join(TimeUnit.SECONDS.toMillis(30));
        }

        assertThat(settled).as("seed %d", seed).hasSize(messages);
        assertThat(settled.values()).as("seed %d", seed).allMatch(count -> count.get() == 1);
        assertThat(browse(queue)).as("seed %d", seed).isEmpty();
    }

    private void sendNumbered(int messages) {
        try (Session sending = connection.createSession()) {
            MessageProducer producer = sending.createProducer(queue);
            for (int i = 0; i < messages; i++) {
                producer.send(sending.createTextMessage("m" + i));
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private void comeAndGo(Random random, int messages) {
        try {
            while (settled.size() < messages) {
                try (Connection own = factory.createConnection()) {
                    own.start();
                    Session receiving = own.createSession(MODES[random.nextInt(MODES.length)]);
                    if (random.nextBoolean()) {
                        listenFor(receiving, random);
                    } else {
                        receiveSome(receiving, random);
                    }
                }
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private void receiveSome(Session receiving, Random random) throws JMSException {
        MessageConsumer consumer = receiving.createConsumer(queue);
        for (int i = random.nextInt(10); i >= 0; i--) {
            Message message = consumer.receive(5);
            if (message != null) {
                settle(receiving, message);
            }
        }
    }

    private void listenFor(Session listening, Random random) throws JMSException {
        AtomicInteger left = new AtomicInteger(random.nextInt(10));
        MessageConsumer consumer = listening.createConsumer(queue);
        consumer.setMessageListener(message -> {
            left.decrementAndGet();
            try {
                settle(listening, message);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < 50 && left.get() > 0; i++) {
            Thread.yield();
        }
        if (random.nextBoolean()) {
            consumer.close();
        }
    }

    private void settle(Session owner, Message message) throws JMSException {
        if (owner.getTransacted()) {
            owner.commit();
        } else if (owner.getAcknowledgeMode() == Session.CLIENT_ACKNOWLEDGE) {
            message.acknowledge();
        }
        settled.computeIfAbsent(text(message), key -> new AtomicInteger()).incrementAndGet();
    }

    @Test
    void stopsAndStartsWhileListenersRun() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int messages = 200;
        for (int i = 0; i < 2; i++) {
            Session listening = connection.createSession();
            listening.createConsumer(queue).setMessageListener(message -> {
                try {
                    settle(listening, message);
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
        }
        Thread sender = daemon("sender", () -> sendNumbered(messages));

        while (settled.size() < messages) {
            connection.stop();
            int seen = settled.size();
            for (int i = random.nextInt(100); i > 0; i--) {
                Thread.yield();
            }
            assertThat(settled).as("seed %d", seed).hasSize(seen);
            connection.start();
            for (int i = random.nextInt(1000); i > 0; i--) {
                Thread.yield();
            }
        }
        sender.join(SOON);

        assertThat(settled.values()).as("seed %d", seed).allMatch(count -> count.get() == 1);
    }

    @Test
    void closesConnectionsWithBlockedReceiversAndListenersFromManyThreads() throws Exception {
        for (int round = 0; round < 30; round++) {
            Connection own = factory.createConnection();
            own.start();
            MessageConsumer blocked = own.createSession().createConsumer(queue);
            own.createSession().createConsumer(queue).setMessageListener(m -> {});
            List<Thread> threads = new ArrayList<>();
            threads.add(daemon("receiver", () -> quietly(blocked::receive)));
            threads.add(daemon("closer-1", () -> quietly(own::close)));
            threads.add(daemon("closer-2", () -> quietly(own::close)));
            send("m");

            for (Thread thread : threads) {
                thread.join(SOON);
                assertThat(thread.isAlive()).isFalse();
            }
        }
        factory.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("persistq"));
    }

    private interface Work {
        void run() throws JMSException;
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (JMSException e) {
            // A receive on a connection that was closed a moment before is refused, as it should be.
        }
    }
}
