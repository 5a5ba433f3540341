package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program that is killed: senders and consumers of every kind, which tell on standard output what has returned. It runs
 * until it is killed, or its standard input ends.
 *
 * <p>Threading: {@link #tell} and {@link #run} may be called by any thread.
 */
final class Victim {
    /** It is about to open the store. */
    static final String OPENING = "OPENING";

    /** All its threads run. */
    static final String RUNNING = "RUNNING";

    private final Teller teller = new Teller();
    private final int generation;
    private final long seed;
    /** About how many messages the store holds: senders wait while there are many. */
    final AtomicInteger backlog;

    private Victim(int generation, long seed, int backlog) {
        this.generation = generation;
        this.seed = seed;
        this.backlog = new AtomicInteger(backlog);
    }

    /** Takes the store's URL, the number of kills so far, a seed, and how many messages the store holds. */
    public static void main(String[] args) throws Exception {
        Victim victim = new Victim(Integer.parseInt(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
        victim.tell(OPENING);
        PersistqConnectionFactory factory = new PersistqConnectionFactory(args[0]);
        Connection connection = factory.createConnection();
        Connection other = factory.createConnection();
        other.setClientID(Queues.CLIENT_ID);
        try (Session session = other.createSession()) {
            session.createDurableConsumer(session.createTopic(Queues.NEWS), Queues.SUBSCRIPTION);
        }
        connection.start();
        other.start();
        Senders senders = new Senders(victim);
        Consumers consumers = new Consumers(victim);
        senders.plain("p1", connection);
        senders.plain("p2", other);
        senders.plain("n1", connection);
        senders.transacted("t1", connection);
        senders.transacted("t2", other);
        consumers.client("c1", connection, Queues.CLIENT, null);
        consumers.client("c2", other, Queues.CLIENT, null);
        consumers.client("c3", connection, Queues.HALVES, "half = 0");
        consumers.client("c4", other, Queues.HALVES, "half = 1");
        consumers.client("c5", connection, Queues.MOVED, null);
        consumers.client("c6", other, Queues.BATCH_A, null);
        consumers.client("c7", other, Queues.NEWS, null);
        consumers.automatic("a1", connection, Queues.AUTO, Session.AUTO_ACKNOWLEDGE);
        consumers.automatic("a2", other, Queues.DUPLICATES_OK, Session.DUPS_OK_ACKNOWLEDGE);
        consumers.mover("m1", connection);
        consumers.mover("m2", other);
        consumers.listener("l1", connection, Session.AUTO_ACKNOWLEDGE);
        consumers.listener("l2", other, Session.DUPS_OK_ACKNOWLEDGE);
        victim.tell(RUNNING);
        System.in.read();
        Runtime.getRuntime().halt(1);
    }

    int generation() {
        return generation;
    }

    Random random(String name) {
        return new Random(seed * 31 + name.hashCode());
    }

    void tell(String event) {
        teller.tell(event);
    }

    /** What a thread does over and over. */
    @FunctionalInterface
    interface Step {
        void run(Random random) throws Exception;
    }

    /** Runs a step for ever on a thread of its own. */
    void run(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    Random random = random(name);
                    try {
                        while (true) {
                            step.run(random);
                        }
                    } catch (Exception | Error e) {
                        failed(name, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Nothing may fail here: tells of it and ends. */
    void failed(String name, Throwable e) {
        teller.failed(name, e);
    }
}
