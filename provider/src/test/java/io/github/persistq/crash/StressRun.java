package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that send, receive and listen for a while, and others that close and interrupt what those use.
 *
 * <p>Threading: one thread runs it; what its threads share is thread-safe.
 */
final class StressRun {
    static final List<String> QUEUES = List.of("left", "right");
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int ENOUGH = 300;

    private final PersistqConnectionFactory factory;
    private final long seed;
    private final long end;
    private final Ledger ledger = new Ledger();
    private final Map<AutoCloseable, Boolean> open = new ConcurrentHashMap<>();
    private final AtomicReference<Connection> shared = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger backlog = new AtomicInteger();

    StressRun(PersistqConnectionFactory factory, long seed, long millis) {
        this.factory = factory;
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

    /** Runs everything and says how many messages it took; the violations are in the ledger. */
    int run() throws Exception {
        StressParts parts = new StressParts(this);
        for (int i = 0; i < 2; i++) {
            start("sender-" + i, parts::send);
            start("batch-" + i, parts::sendBatches);
            start("listener-" + i, parts::listen);
        }
        for (int i = 0; i < 3; i++) {
            start("receiver-" + i, parts::receive);
        }
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
        drain();
        return ledger.finish();
    }

    private void start(String name, Part part) {
        Random random = new Random(seed + name.hashCode());
        Thread thread = new Thread(() -> repeat(name, part, random), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, Part part, Random random) {
        for (int round = 0; !isOver(); round++) {
            String roundName = name + "." + round;
            try {
                round(roundName, part, random);
            } catch (IllegalStateException e) {
                // It was closed: that is the purpose.
                continue;
            } catch (Exception | Error e) {
                boolean interrupted = Thread.interrupted();
                if (!(interrupted && e instanceof JMSException)) {
                    ledger.violation(roundName + ": " + StressTest.text(e));
                }
            }
        }
    }

    private void round(String name, Part part, Random random) throws JMSException {
        if (random.nextBoolean()) {
            part.run(shared(), name, random);
            return;
        }
        try (Connection own = factory.createConnection()) {
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

    void forget(AutoCloseable closeable) {
        open.remove(closeable);
    }

    private void disturb(List<Thread> victims) {
        Random random = new Random(seed);
        while (!isOver()) {
            LockSupport.parkNanos(random.nextInt(5_000_000));
            if (random.nextInt(10) == 0) {
                victims.get(random.nextInt(victims.size())).interrupt();
            } else {
                closeOne(random);
            }
        }
        // Whoever waits without limit waits for the end.
        open.keySet().forEach(this::close);
    }

    private void closeOne(Random random) {
        List<AutoCloseable> all = new ArrayList<>(open.keySet());
        if (!all.isEmpty()) {
            close(all.get(random.nextInt(all.size())));
        }
    }

    private void close(AutoCloseable closeable) {
        try {
            open.remove(closeable);
            closeable.close();
        } catch (Exception e) {
            ledger.violation("closing " + closeable.getClass().getSimpleName() + ": " + StressTest.text(e));
        }
    }

    /** Waits while the store holds many messages. */
    void waitForRoom() {
        while (backlog.get() > ENOUGH && !isOver()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void drain() {
        try (JMSContext context = factory.createContext()) {
            for (String queue : QUEUES) {
                drain(context, queue);
                drain(context, "DLQ." + queue);
            }
        }
    }

    private void drain(JMSContext context, String queue) {
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                String id = m.getBody(String.class);
                ledger.received(id, "drain", m.getIntProperty("JMSXDeliveryCount"), false);
                ledger.settled(List.of(id), "drain");
                if (queue.startsWith("DLQ.")) {
                    ledger.violation(id + " is in " + queue);
                }
            }
        } catch (JMSException e) {
            ledger.violation("drain: " + StressTest.text(e));
        }
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
