package io.github.persistq.rates;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;

/** PersistQ as an application uses it: a session for each thread, which acknowledges by itself. */
final class JmsSide implements Side {
    private static final long PATIENCE_MILLIS = 30_000;

    private final PersistqConnectionFactory factory;
    private final Connection connection;
    private final byte[] body;
    private final List<Worker> workers = new ArrayList<>();

    JmsSide(String url, int bytes) throws JMSException {
        factory = new PersistqConnectionFactory(url);
        connection = factory.createConnection();
        connection.start();
        body = new byte[bytes];
    }

    private static final class Worker {
        final Session session;
        final Queue queue;
        final MessageProducer producer;
        MessageConsumer consumer;

        Worker(Connection connection) throws JMSException {
            session = connection.createSession();
            queue = session.createQueue("rates");
            producer = session.createProducer(queue);
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        }
    }

    @Override
    public void prepare(int threads) throws JMSException {
        workers.clear();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(connection));
        }
    }

    @Override
    public void send(int thread) throws JMSException {
        Worker worker = workers.get(thread);
        BytesMessage message = worker.session.createBytesMessage();
        message.writeBytes(body);
        worker.producer.send(message);
    }

    @Override
    public void receive(int thread) throws JMSException {
        Worker worker = workers.get(thread);
        if (worker.consumer == null) {
            worker.consumer = worker.session.createConsumer(worker.queue);
        }
        if (worker.consumer.receive(PATIENCE_MILLIS) == null) {
            throw new IllegalStateException("no message came within " + PATIENCE_MILLIS + " ms");
        }
    }

    @Override
    public void done(int thread) throws JMSException {
        workers.get(thread).session.close();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
        factory.close();
    }
}
