package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * A program with thousands of virtual threads that wait for a message each. It needs Java 21 and ends with the line
 * {@link #GOOD}, or with a stack trace.
 *
 * <p>Threading: the main thread; what the virtual threads share is thread-safe.
 */
final class Crowd {
    static final String GOOD = "GOOD";

    /** Longer than a file operation of a quiet device; whoever waits for a message does so for seconds. */
    private static final Duration PINNED_LONG = Duration.ofMillis(100);

    private static final String WAITING_CODE = "io.github.persistq.internal.core.Waiter";
    private static final int CONNECTIONS = 4;
    private static final long PATIENCE_SECONDS = 60;

    private final PersistqConnectionFactory factory;
    private final boolean contexts;
    private final int size;
    private final Method startVirtualThread;
    private final CountDownLatch waiting;
    private final CountDownLatch served;
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();

    private Crowd(String url, boolean contexts, int size) throws NoSuchMethodException {
        this.factory = new PersistqConnectionFactory(url);
        this.contexts = contexts;
        this.size = size;
        this.startVirtualThread = Thread.class.getMethod("startVirtualThread", Runnable.class);
        this.waiting = new CountDownLatch(size);
        this.served = new CountDownLatch(size);
    }

    /** Takes the store's URL, whether each thread has a JMSContext of its own, how many threads, and a file to record to. */
    public static void main(String[] args) throws Exception {
        Crowd crowd = new Crowd(args[0], Boolean.parseBoolean(args[1]), Integer.parseInt(args[2]));
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ofMillis(1))
                    .withStackTrace();
            recording.start();
            crowd.run();
            recording.stop();
            recording.dump(Path.of(args[3]));
        }
        checkPinning(RecordingFile.readAllEvents(Path.of(args[3])));
        System.out.println(GOOD);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void run() throws Exception {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Connection connection = factory.createConnection();
            connection.start();
            connections.add(connection);
        }
        long before = usedHeap();
        long begin = System.nanoTime();
        for (int i = 0; i < size; i++) {
            Connection connection = connections.get(i % CONNECTIONS);
            virtual(() -> receiveOne(connection));
        }
        await(waiting, "wait for a message");
        // All but the last few have got from saying so into their wait by now; that others run shows the rest.
        runsAtOnce();
        System.out.printf("%,d receivers wait after %,d ms%n", size, millisSince(begin));
        System.out.printf("%,d bytes of heap for each waiting receiver%n", (usedHeap() - before) / size);
        runsAtOnce();

        begin = System.nanoTime();
        try (Session session = connections.get(0).createSession()) {
            send(session);
        }
        await(served, "have received a message");
        System.out.printf("%,d messages sent and received after %,d ms%n", size, millisSince(begin));
        if (received.size() != size || failures.get() != 0) {
            throw new AssertionError(
                    "%d different messages received, %d failures".formatted(received.size(), failures.get()));
        }
        factory.close();
    }

    private void virtual(Runnable work) throws ReflectiveOperationException {
        startVirtualThread.invoke(null, work);
    }

    private void receiveOne(Connection connection) {
        try {
            String text = contexts ? receiveInContext() : receiveInSession(connection);
            if (text == null || !received.add(text)) {
                failures.incrementAndGet();
            }
        } catch (JMSException | RuntimeException | Error e) {
            e.printStackTrace();
            failures.incrementAndGet();
        } finally {
            served.countDown();
        }
    }

    private String receiveInSession(Connection connection) throws JMSException {
        Session session = connection.createSession();
        var consumer = session.createConsumer(session.createQueue("crowd"));
        waiting.countDown();
        return ((TextMessage) consumer.receive()).getText();
    }

    private String receiveInContext() {
        JMSContext context = factory.createContext();
        var consumer = context.createConsumer(context.createQueue("crowd"));
        waiting.countDown();
        return consumer.receiveBody(String.class);
    }

    private void send(Session session) throws JMSException {
        Queue queue = session.createQueue("crowd");
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < size; i++) {
            producer.send(session.createTextMessage("m" + i));
        }
    }

    private void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("%d of %d threads do not %s".formatted(latch.getCount(), size, what));
        }
    }

    /** A virtual thread that has nothing to do with messages gets a carrier while all the others wait. */
    private void runsAtOnce() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        virtual(() -> {
            ran.countDown();
            LockSupport.parkNanos(1_000_000);
            ran.countDown();
        });
        await(ran, "let an unrelated thread run");
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static void checkPinning(List<RecordedEvent> events) {
        Duration longest = Duration.ZERO;
        for (RecordedEvent event : events) {
            Duration pinned = event.getDuration();
            longest = pinned.compareTo(longest) > 0 ? pinned : longest;
            if (pinned.compareTo(PINNED_LONG) > 0 && isWaiting(event)) {
                throw new AssertionError("A receiver waits and keeps its carrier: " + event);
            }
        }
        System.out.printf(
                "%d times a virtual thread was pinned for more than 1 ms, at most %d ms%n",
                events.size(), longest.toMillis());
    }

    private static boolean isWaiting(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return false;
        }
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            if (frame.getMethod().getType().getName().equals(WAITING_CODE)) {
                return true;
            }
        }
        return false;
    }
}
