package io.github.persistq.benchmark;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Senders and receivers at work on one queue of any provider: persistent messages, acknowledged by the session.
 *
 * <p>Threading: immutable.
 *
 * @param senders how many threads send
 * @param receivers how many threads receive, at the same time
 * @param messages messages of all senders together
 * @param bytes bytes of each body
 */
record Exchange(int senders, int receivers, int messages, int bytes) {
    private static final long PATIENCE_MILLIS = 30_000;

    /** Messages in a second, until the last is sent or, if there are receivers, received. */
    double perSecond(ConnectionFactory factory, String queue) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(senders + receivers);
        try (Connection connection = factory.createConnection()) {
            connection.start();
            AtomicInteger toSend = new AtomicInteger(messages);
            AtomicInteger toReceive = new AtomicInteger(messages);
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                work.add(() -> send(connection, queue, toSend));
            }
            for (int i = 0; i < receivers; i++) {
                work.add(() -> receive(connection, queue, toReceive));
            }
            long start = System.nanoTime();
            for (Future<Boolean> each : threads.invokeAll(work)) {
                each.get();
            }
            return messages * 1e9 / (System.nanoTime() - start);
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean send(Connection connection, String queue, AtomicInteger left) throws JMSException {
        try (Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            while (left.getAndDecrement() > 0) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(new byte[bytes]);
                producer.send(message);
            }
            return true;
        }
    }

    private static boolean receive(Connection connection, String queue, AtomicInteger left) throws JMSException {
        try (Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
            while (left.get() > 0) {
                if (consumer.receive(10) != null) {
                    left.decrementAndGet();
                    end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
                } else if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("%d messages of queue %s did not come within %d ms"
                            .formatted(left.get(), queue, PATIENCE_MILLIS));
                }
            }
            return true;
        }
    }
}
