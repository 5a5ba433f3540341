package io.github.persistq.crash;

import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * The program that is killed within global transactions. Each of its branches moves one message to two queues. It first ends
 * the branches that it finds prepared. What it tells is for {@link XaLedger}.
 *
 * <p>Threading: {@link #step} may be called by any thread.
 */
final class XaVictim {
    static final String IN = "in";
    static final String OUT_A = "out-a";
    static final String OUT_B = "out-b";

    /** Both its threads run. */
    static final String RUNNING = "RUNNING";

    /** Where it can end itself: after a call of the resource, or while one is in progress. */
    enum Step {
        NEVER,
        STARTED,
        WORKED,
        ENDED,
        PREPARING,
        PREPARED,
        COMMITTING,
        COMMITTED,
        COMMITTING_AT_ONCE,
        ROLLING_BACK,
        ROLLED_BACK
    }

    private final Teller teller = new Teller();
    private final String generation;
    private final Random random;
    private final Step last;
    private final AtomicInteger stepsLeft;
    private final AtomicInteger counter = new AtomicInteger();

    private XaVictim(String generation, long seed, Step last, int steps) {
        this.generation = generation;
        this.random = new Random(seed);
        this.last = last;
        this.stepsLeft = new AtomicInteger(steps);
    }

    /**
     * Takes the store's URL, the number of kills so far, a seed, the step to end at and how often it comes before that, and
     * the outcomes that are decided already, as {@code C:BRANCH,R:BRANCH}.
     */
    public static void main(String[] args) throws Exception {
        XaVictim victim =
                new XaVictim(args[1], Long.parseLong(args[2]), Step.valueOf(args[3]), Integer.parseInt(args[4]));
        XAConnection connection = new PersistqXAConnectionFactory(args[0]).createXAConnection();
        connection.start();
        victim.recover(connection.createXASession().getXAResource(), args[5]);
        victim.run("v", connection, false);
        victim.run("w", connection, true);
        victim.teller.tell(RUNNING);
        System.in.read();
        Runtime.getRuntime().halt(1);
    }

    private void recover(XAResource resource, String decisions) throws XAException {
        Map<String, Boolean> commits = new HashMap<>();
        for (String decision : decisions.split(",")) {
            if (decision.length() > 2) {
                commits.put(decision.substring(2), decision.startsWith("C"));
            }
        }
        for (String branch : NamedXid.prepared(resource)) {
            if (commits.getOrDefault(branch, random.nextBoolean())) {
                commit(resource, new NamedXid(branch));
            } else {
                rollback(resource, new NamedXid(branch));
            }
        }
    }

    /** Works for ever on a thread of its own; with two sessions, one receives and one sends, and a third resource ends. */
    private void run(String name, XAConnection connection, boolean twoSessions) throws JMSException {
        XASession receiving = connection.createXASession();
        XASession sending = twoSessions ? connection.createXASession() : receiving;
        XAResource ending = (twoSessions ? connection.createXASession() : receiving).getXAResource();
        Random own = new Random(random.nextLong());
        Mover mover = new Mover(receiving, sending);
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            move(
                                    new NamedXid(name + "." + generation + "." + counter.incrementAndGet()),
                                    mover,
                                    ending,
                                    own);
                        }
                    } catch (Exception | Error e) {
                        teller.failed(name, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void move(NamedXid xid, Mover mover, XAResource ending, Random own) throws JMSException, XAException {
        mover.start(xid);
        step(Step.STARTED);
        String id = mover.move(xid, own.nextInt(4) == 0);
        if (id == null) {
            mover.end(xid);
            ending.rollback(xid);
            return;
        }
        teller.tell("W " + xid + " " + id);
        step(Step.WORKED);
        mover.end(xid);
        step(Step.ENDED);
        int way = own.nextInt(8);
        if (way == 0) {
            rollback(ending, xid);
        } else if (way == 1) {
            teller.tell("O " + xid);
            step(Step.COMMITTING_AT_ONCE);
            ending.commit(xid, true);
            teller.tell("c " + xid);
        } else {
            step(Step.PREPARING);
            ending.prepare(xid);
            teller.tell("P " + xid);
            step(Step.PREPARED);
            if (way == 2) {
                rollback(ending, xid);
            } else {
                commit(ending, xid);
            }
        }
    }

    private void commit(XAResource resource, NamedXid xid) throws XAException {
        teller.tell("C " + xid);
        step(Step.COMMITTING);
        resource.commit(xid, false);
        teller.tell("c " + xid);
        step(Step.COMMITTED);
    }

    private void rollback(XAResource resource, NamedXid xid) throws XAException {
        teller.tell("R " + xid);
        step(Step.ROLLING_BACK);
        resource.rollback(xid);
        teller.tell("r " + xid);
        step(Step.ROLLED_BACK);
    }

    /** Ends the process if this is where it shall end; for a call that is about to begin, within the call or after it. */
    private void step(Step step) {
        if (step != last || stepsLeft.getAndDecrement() != 0) {
            return;
        }
        boolean within = step.name().endsWith("ING") || step == Step.COMMITTING_AT_ONCE || step == Step.ROLLING_BACK;
        if (!within) {
            Runtime.getRuntime().halt(9);
        }
        long nanos = random.nextInt(2_000_000);
        Thread ending = new Thread(() -> {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < nanos) {
                Thread.onSpinWait();
            }
            Runtime.getRuntime().halt(9);
        });
        ending.setDaemon(true);
        ending.start();
    }

    /** Does the work of a branch, in one session or in two that share it. */
    private static final class Mover {
        private final XASession receiving;
        private final XASession sending;
        private final MessageConsumer consumer;
        private final MessageProducer outA;
        private final MessageProducer outB;

        Mover(XASession receiving, XASession sending) throws JMSException {
            this.receiving = receiving;
            this.sending = sending;
            this.consumer = receiving.createConsumer(receiving.createQueue(IN));
            this.outA = sending.createProducer(sending.createQueue(OUT_A));
            this.outB = sending.createProducer(sending.createQueue(OUT_B));
        }

        void start(NamedXid xid) throws XAException {
            receiving.getXAResource().start(xid, XAResource.TMNOFLAGS);
            if (sending != receiving) {
                sending.getXAResource().start(xid, XAResource.TMJOIN);
            }
        }

        /** The message that was moved, or null if there is none. */
        String move(NamedXid xid, boolean pause) throws JMSException, XAException {
            TextMessage message = (TextMessage) consumer.receive(50);
            if (message == null) {
                return null;
            }
            if (pause) {
                sending.getXAResource().end(xid, XAResource.TMSUSPEND);
                sending.getXAResource().start(xid, XAResource.TMRESUME);
            }
            outA.send(sending.createTextMessage(message.getText()));
            outB.send(sending.createTextMessage(message.getText()));
            return message.getText();
        }

        void end(NamedXid xid) throws XAException {
            receiving.getXAResource().end(xid, XAResource.TMSUCCESS);
            if (sending != receiving) {
                sending.getXAResource().end(xid, XAResource.TMSUCCESS);
            }
        }
    }
}
