package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that send, publish, receive, listen and ask for a while, and others that close and interrupt what those use.
 *
 * <p>Threading: one thread runs it; what its threads share is thread-safe.
 */
final class StressRun implements AutoCloseable {
    static final List<String> QUEUES = List.of("left", "right");
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int ENOUGH = 300;

    private final PersistqConnectionFactory factory;
    private final PersistqXAConnectionFactory branches;
    private final long seed;
    private final long end;
    private final Ledger ledger = new Ledger();
    private final Map<AutoCloseable, Boolean> open = new ConcurrentHashMap<>();
    private final Map<Session, Boolean> quiet = new ConcurrentHashMap<>();
    private final AtomicReference<Connection> shared = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger backlog = new AtomicInteger();

    StressRun(String url, long seed, long millis) {
        this.factory = new PersistqConnectionFactory(url);
        this.branches = new PersistqXAConnectionFactory(url);
        this.seed = seed;
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    Ledger ledger() {
        return ledger;
    }

    AtomicInteger backlog() {
        return backlog;
    }

    boolean isOver() {
        return System.nanoTime() - end > 0;
    }

    /** A part of the run that is done again and again. */
    @FunctionalInterface
    interface Part {
        void run(Connection connection, String name, Random random) throws JMSException;
    }

    /** A part of the run that makes its connections itself. */
    @FunctionalInterface
    private interface Round {
        void run(String name, Random random) throws Exception;
    }

    /** Runs everything and says what it took; the violations are in the ledger. */
    String run() throws Exception {
        StressParts parts = new StressParts(this);
        StressTopics topics = new StressTopics(this, parts);
        StressRequests requests = new StressRequests(this, parts);
        StressBranches moves = new StressBranches(this, parts, branches);
        visitSubscriptions(topics, (consumer, suffix) -> {});
        start(parts, topics, requests, moves);
        List<Thread> victims = List.copyOf(threads);
        Thread closer = new Thread(() -> disturb(victims), "closer");
        threads.add(closer);
        closer.start();
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                throw new AssertionError("Thread %s hangs, seed %dL%n%s".formatted(thread.getName(), seed, dump()));
            }
        }
        open.keySet().forEach(this::close);
        drain(topics);
        return "%d messages, %d replies, %d branches".formatted(ledger.finish(), requests.replies(), moves.committed());
    }

    private void start(StressParts parts, StressTopics topics, StressRequests requests, StressBranches moves) {
        for (int i = 0; i < 2; i++) {
            start("sender-" + i, connected(parts::send));
            start("batch-" + i, connected(parts::sendBatches));
            start("listener-" + i, connected(parts::listen));
            start("publisher-" + i, connected(topics::publish));
            start("shared-" + i, connected(topics::consumeShared));
            start("passing-" + i, connected(topics::consumePassing));
            start("alone-" + i, connected(topics::consumeAlone));
            start("asking-" + i, connected(requests::ask));
            start("branch-" + i, moves::move);
        }
        for (int i = 0; i < 3; i++) {
            start("receiver-" + i, connected(parts::receive));
        }
        start("publisher-b", connected(topics::publishBatches));
        start("relay", connected(topics::relay));
        start("desk", (name, random) -> alone(StressTopics.DESK, topics::consumeDesk, name, random));
        start("answering", connected(requests::answer));
    }

    private void start(String name, Round round) {
        Random random = new Random(seed + name.hashCode());
        Thread thread = new Thread(() -> repeat(name, round, random), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, Round part, Random random) {
        for (int round = 0; !isOver(); round++) {
            String roundName = name + "." + round;
            try {
                part.run(roundName, random);
            } catch (IllegalStateException e) {
                // It was closed: that is the purpose.
                Thread.interrupted();
            } catch (Exception | Error e) {
                boolean interrupted = Thread.interrupted();
                if (!(interrupted && e instanceof JMSException)) {
                    ledger.violation(roundName + ": " + StressTest.text(e));
                }
            }
        }
    }

    private Round connected(Part part) {
        return (name, random) -> {
            if (random.nextBoolean()) {
                part.run(shared(), name, random);
            } else {
                alone(null, part, name, random);
            }
        };
    }

    private void alone(@Nullable String clientId, Part part, String name, Random random) throws JMSException {
        try (Connection own = factory.createConnection()) {
            if (clientId != null) {
                own.setClientID(clientId);
            }
            open.put(own, true);
            own.start();
            part.run(own, name, random);
            open.remove(own);
        }
    }

    /** A connection that several use, until somebody closes it. */
    private Connection shared() throws JMSException {
        Connection current = shared.get();
        if (current != null && open.containsKey(current)) {
            return current;
        }
        Connection made = factory.createConnection();
        made.start();
        open.put(made, true);
        if (shared.compareAndSet(current, made)) {
            return made;
        }
        open.remove(made);
        made.close();
        return shared.get();
    }

    /** Lets the closer close this at any time. */
    <T extends AutoCloseable> T closable(T closeable) {
        open.put(closeable, true);
        return closeable;
    }

    /** Lets even listeners close this session. */
    <T extends Session> T quiet(T session) {
        quiet.put(session, true);
        return session;
    }

    void forget(AutoCloseable closeable) {
        open.remove(closeable);
        quiet.remove(closeable);
    }

    void closeQuietOne(Random random) {
        closeOne(List.copyOf(quiet.keySet()), random);
    }

    private void disturb(List<Thread> victims) {
        Random random = new Random(seed);
        while (!isOver()) {
            LockSupport.parkNanos(random.nextInt(5_000_000));
            switch (random.nextInt(10)) {
                case 0 -> victims.get(random.nextInt(victims.size())).interrupt();
                case 1 -> pauseOne(random);
                default -> closeOne(List.copyOf(open.keySet()), random);
            }
        }
        // Whoever waits without limit waits for the end.
        open.keySet().forEach(this::close);
    }

    /** Stops a connection for a moment. */
    private void pauseOne(Random random) {
        for (AutoCloseable one : open.keySet()) {
            if (one instanceof Connection connection) {
                pause(connection, random);
                return;
            }
        }
    }

    private void pause(Connection connection, Random random) {
        try {
            connection.stop();
            LockSupport.parkNanos(random.nextInt(3_000_000));
            connection.start();
        } catch (IllegalStateException e) {
            // Its user has closed it meanwhile.
            open.remove(connection);
        } catch (JMSException e) {
            ledger.violation("stopping a connection: " + StressTest.text(e));
        }
    }

    private void closeOne(List<? extends AutoCloseable> all, Random random) {
        if (!all.isEmpty()) {
            close(all.get(random.nextInt(all.size())));
        }
    }

    /** Closes what somebody else uses. */
    void close(AutoCloseable closeable) {
        try {
            forget(closeable);
            closeable.close();
        } catch (Exception e) {
            ledger.violation("closing " + closeable.getClass().getSimpleName() + ": " + StressTest.text(e));
        }
    }

    /** Waits while the store holds many messages. */
    void waitForRoom(AtomicInteger messages) {
        while (messages.get() > ENOUGH && !isOver()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void drain(StressTopics topics) throws JMSException {
        visitSubscriptions(topics, this::drain);
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            for (String queue : List.of(QUEUES.get(0), QUEUES.get(1), StressRequests.QUEUE)) {
                drain(session.createConsumer(session.createQueue(queue)), "");
            }
        }
    }

    /** What is done with a consumer of a source that has a suffix. */
    @FunctionalInterface
    private interface Visit {
        void run(MessageConsumer consumer, String suffix) throws JMSException;
    }

    /** Makes a consumer of each durable subscription, and the subscription if it is not there. */
    private void visitSubscriptions(StressTopics topics, Visit visit) throws JMSException {
        visit(StressTopics.DESK, List.of(topics.desk()), visit);
        visit(null, topics.shared(), visit);
    }

    private void visit(@Nullable String clientId, List<StressSource> sources, Visit visit) throws JMSException {
        try (Connection connection = factory.createConnection()) {
            if (clientId != null) {
                connection.setClientID(clientId);
            }
            connection.start();
            try (Session session = connection.createSession()) {
                for (StressSource source : sources) {
                    visit.run(source.opening().open(session), source.suffix());
                }
            }
        }
    }

    private void drain(MessageConsumer consumer, String suffix) throws JMSException {
        for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
            String id = m.getBody(String.class) + suffix;
            ledger.received(id, "drain", m.getIntProperty("JMSXDeliveryCount"), false);
            ledger.settled(List.of(id), "drain");
        }
    }

    /** Closes all, also what others have left open. */
    @Override
    public void close() throws JMSException {
        factory.close();
        branches.close();
    }

    private static String dump() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            text.append(thread).append(' ').append(thread.getState()).append('\n');
            for (StackTraceElement element : stack) {
                text.append("    ").append(element).append('\n');
            }
        });
        return text.toString();
    }
}
