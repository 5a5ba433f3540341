package io.github.persistq.benchmark;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Senders at work on a store of their own: each on its session, one persistent message after the other.
 *
 * <p>Threading: immutable.
 *
 * @param senders how many threads send
 * @param warmup messages of each sender that are not counted
 * @param messages messages of each sender that are
 * @param bytes bytes of each message's body
 */
record SendRun(int senders, int warmup, int messages, int bytes) {
    /**
     * What the senders saw.
     *
     * @param nanos nanoseconds of each send
     * @param perSecond messages of all senders in a second
     */
    record Result(Histogram nanos, double perSecond) {}

    /** What one sender saw. */
    private record Sent(Histogram nanos, long startNanos, long endNanos) {}

    /** Sends to a new store in a directory that is not there yet, and removes it. */
    Result run(Path directory) throws JMSException, IOException, InterruptedException, ExecutionException {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:file:" + directory);
                Connection connection = factory.createConnection()) {
            return result(sendAll(connection));
        } finally {
            Directories.delete(directory);
        }
    }

    private List<Sent> sendAll(Connection connection) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        try {
            CyclicBarrier start = new CyclicBarrier(senders);
            List<Callable<Sent>> work = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                work.add(() -> send(connection, start));
            }
            List<Sent> sent = new ArrayList<>();
            for (Future<Sent> each : threads.invokeAll(work)) {
                sent.add(each.get());
            }
            return sent;
        } finally {
            threads.shutdownNow();
        }
    }

    private Sent send(Connection connection, CyclicBarrier start) throws Exception {
        Histogram nanos = new Histogram(3);
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue("benchmark"));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[bytes]);
            for (int i = 0; i < warmup; i++) {
                producer.send(message);
            }
            start.await();
            long first = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                long before = System.nanoTime();
                producer.send(message);
                nanos.recordValue(System.nanoTime() - before);
            }
            return new Sent(nanos, first, System.nanoTime());
        }
    }

    private Result result(List<Sent> sent) {
        Histogram nanos = new Histogram(3);
        long start = sent.get(0).startNanos();
        long end = sent.get(0).endNanos();
        for (Sent each : sent) {
            nanos.add(each.nanos());
            start = start - each.startNanos() < 0 ? start : each.startNanos();
            end = end - each.endNanos() > 0 ? end : each.endNanos();
        }
        return new Result(nanos, nanos.getTotalCount() * 1e9 / (end - start));
    }
}
