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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code JMSXGroupID}: one consumer for each group, in order. */
class MessageGroupTest extends JmsFixture {
    private void sendGrouped(Session sending, String group, String... texts) throws JMSException {
        MessageProducer producer = sending.createProducer(queue);
        for (String text : texts) {
            Message message = sending.createTextMessage(text);
            if (!group.isEmpty()) {
                message.setStringProperty("JMSXGroupID", group);
            }
            producer.send(message);
        }
        producer.close();
    }

    private void sendGrouped(String group, String... texts) throws JMSException {
        sendGrouped(session, group, texts);
    }

    private MessageConsumer consumer() throws JMSException {
        return connection.createSession().createConsumer(queue);
    }

    @Test
    void staysWithTheConsumerThatFirstGotIt() throws JMSException {
        MessageConsumer one = consumer();
        MessageConsumer two = consumer();
        sendGrouped("g", "g1", "g2");
        sendGrouped("h", "h1", "h2");
        sendGrouped("", "free");

        assertThat(text(one.receive(SOON))).isEqualTo("g1");
        assertThat(text(two.receive(SOON))).isEqualTo("h1");
        assertThat(text(two.receive(SOON))).isEqualTo("h2");
        assertThat(text(two.receive(SOON))).isEqualTo("free");
        assertThat(two.receiveNoWait()).isNull();
        sendGrouped("g", "g3");

        assertThat(two.receiveNoWait()).isNull();
        assertThat(drain(one)).containsExactly("g2", "g3");
    }

    @Test
    void goesToAnotherConsumerWhenItsOwnIsClosed() throws JMSException {
        MessageConsumer one = consumer();
        MessageConsumer two = consumer();
        sendGrouped("g", "g1", "g2", "g3");
        one.receive(SOON);
        assertThat(two.receiveNoWait()).isNull();

        one.close();

        assertThat(drain(two)).containsExactly("g2", "g3");
    }

    @Test
    void wakesAConsumerThatWaitsWhenAGroupBecomesFree() throws Exception {
        MessageConsumer one = consumer();
        MessageConsumer two = consumer();
        sendGrouped("g", "g1", "g2");
        one.receive(SOON);
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        Thread waiting = daemon("waiting", () -> {
            try {
                got.add(text(two.receive(SOON)));
            } catch (JMSException e) {
                got.add(e.toString());
            }
        });
        eventually(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        one.close();

        assertThat(got.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("g2");
    }

    /** The closed consumer's session is still at work on the group, and may roll back: nobody else may go on with it. */
    @Test
    void staysWithAClosedConsumerUntilWhatItGotIsSettled() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer one = transacted.createConsumer(queue);
        MessageConsumer two = consumer();
        sendGrouped("g", "g1", "g2");
        one.receive(SOON);

        one.close();

        assertThat(two.receiveNoWait()).isNull();
        transacted.rollback();
        assertThat(drain(two)).containsExactly("g1", "g2");
    }

    @Test
    void isFreeOnceTheClosedConsumersTransactionIsCommitted() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer one = transacted.createConsumer(queue);
        MessageConsumer two = consumer();
        sendGrouped("g", "g1", "g2");
        one.receive(SOON);
        one.close();
        assertThat(two.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(drain(two)).containsExactly("g2");
    }

    @Test
    void keepsItsOrderThroughRollbackAndRestart() throws JMSException {
        sendGrouped("g", "g1", "g2", "g3");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer one = transacted.createConsumer(queue);
        assertThat(drain(one)).containsExactly("g1", "g2", "g3");
        transacted.rollback();
        assertThat(text(one.receive(SOON))).isEqualTo("g1");
        if (!engine.equals("memory")) {
            reconnect("");
        } else {
            transacted.close();
        }

        MessageConsumer two = consumer();
        assertThat(text(two.receive(SOON))).isEqualTo("g1");
        assertThat(consumer().receiveNoWait()).isNull();
        assertThat(drain(two)).containsExactly("g2", "g3");
    }

    /** The queue becomes one with groups while its consumers wait as those of other queues do. */
    @Test
    void reachesConsumersThatWaitedBeforeTheFirstGroupedMessage() throws Exception {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        for (String name : List.of("one", "two")) {
            Session listening = connection.createSession();
            listening.createConsumer(queue).setMessageListener(message -> {
                try {
                    got.add(name + " " + text(message));
                } catch (JMSException e) {
                    got.add(e.toString());
                }
            });
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sendGrouped("g", "g" + i);
            all.add(got.poll(SOON, TimeUnit.MILLISECONDS));
        }

        String owner = all.get(0).substring(0, 3);
        assertThat(all).allMatch(each -> each.startsWith(owner));
        assertThat(all)
                .extracting(each -> each.substring(5))
                .startsWith("0", "1", "2")
                .hasSize(20);
    }

    @Test
    void belongsToAConsumerWhoseSelectorWantsIt() throws JMSException {
        sendGrouped("g", "g1", "g2");
        MessageConsumer picky = session.createConsumer(queue, "JMSPriority > 5");
        assertThat(picky.receiveNoWait()).isNull();

        assertThat(drain(consumer())).containsExactly("g1", "g2");
    }

    @Test
    void bindsMessagesSentInATransaction() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer one = consumer();
        MessageConsumer two = consumer();
        assertThat(one.receiveNoWait()).isNull();
        sendGrouped(transacted, "g", "g1", "g2");

        transacted.commit();

        assertThat(text(one.receive(SOON))).isEqualTo("g1");
        assertThat(two.receiveNoWait()).isNull();
        assertThat(text(one.receive(SOON))).isEqualTo("g2");
    }

    @Test
    void leavesTheSequenceNumberToTheSender() throws JMSException {
        Message message = session.createTextMessage("x");
        message.setStringProperty("JMSXGroupID", "g");
        session.createProducer(queue).send(message);

        assertThat(consumer().receive(SOON).propertyExists("JMSXGroupSeq")).isFalse();
    }

    /** What a stress run has seen, group by group. */
    private static final class Seen {
        final AtomicInteger working = new AtomicInteger();
        final List<Integer> done = new ArrayList<>(); // guarded by working: one at a time, or the test fails
    }

    /**
     * Consumers come and go, commit and roll back. Each group must be in the hands of one of them at a time, from a receive to
     * the end of its transaction, and each message must be committed once, in the order of its group.
     */
    @Test
    void isWorkedOnByOneConsumerAtATimeInOrderWhoeverComesAndGoes() throws Exception {
        reconnect("maxDeliveries=0");
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int groups = 7;
        int messages = 60;
        Map<String, Seen> seen = new ConcurrentHashMap<>();
        BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
        AtomicInteger left = new AtomicInteger(groups * messages);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed + i);
            workers.add(daemon("worker " + i, () -> work(random, seen, left, wrong)));
        }

        for (int i = 0; i < messages; i++) {
            for (int g = 0; g < groups; g++) {
                sendGrouped("group " + g, "group " + g + ":" + i);
            }
        }
        for (Thread worker : workers) {
            worker.join(TimeUnit.SECONDS.toMillis(50));
        }

        assertThat(wrong).as("seed " + seed).isEmpty();
        assertThat(left).as("seed " + seed).hasValue(0);
        assertThat(seen).hasSize(groups);
        assertThat(browse(queue)).isEmpty();
    }

    private void work(Random random, Map<String, Seen> seen, AtomicInteger left, BlockingQueue<String> wrong) {
        try {
            while (left.get() > 0 && wrong.isEmpty()) {
                try (Connection own = factory.createConnection()) {
                    own.start();
                    Session transacted = own.createSession(Session.SESSION_TRANSACTED);
                    MessageConsumer consumer = transacted.createConsumer(queue);
                    int turns = random.nextInt(12);
                    while (transaction(random, transacted, consumer, seen, left, wrong)
                            && turns-- > 0
                            && left.get() > 0) {
                        assertThat(wrong).isEmpty();
                    }
                }
            }
        } catch (Exception | AssertionError e) {
            wrong.add(e.toString());
        }
    }

    /** Does a transaction, and says whether the consumer is still open. */
    private boolean transaction(
            Random random,
            Session transacted,
            MessageConsumer consumer,
            Map<String, Seen> seen,
            AtomicInteger left,
            BlockingQueue<String> wrong)
            throws JMSException {
        List<String> got = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Message message = consumer.receive(5);
            if (message != null) {
                got.add(text(message));
            }
        }
        List<String> groups =
                got.stream().map(t -> t.substring(0, t.indexOf(':'))).distinct().toList();
        for (String group : groups) {
            if (seen.computeIfAbsent(group, g -> new Seen()).working.incrementAndGet() != 1) {
                wrong.add(group + " is worked on by two consumers at once");
            }
        }
        boolean commit = random.nextInt(3) != 0;
        if (commit) {
            for (String each : got) {
                List<Integer> done = seen.get(each.substring(0, each.indexOf(':'))).done;
                int number = Integer.parseInt(each.substring(each.indexOf(':') + 1));
                if (number != done.size()) {
                    wrong.add(each + " came after " + done);
                }
                done.add(number);
            }
        }
        boolean last = random.nextInt(5) == 0;
        if (last) {
            consumer.close();
        }
        groups.forEach(group -> seen.get(group).working.decrementAndGet());
        if (commit) {
            transacted.commit();
            left.addAndGet(-got.size());
        } else {
            transacted.rollback();
        }
        return !last;
    }
}
