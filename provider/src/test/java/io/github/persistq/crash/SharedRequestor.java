package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;

/**
 * A process that sends requests one after the other, and waits for the reply to each in a temporary queue.
 *
 * <p>It tells {@value #RUNNING}; then {@code answered NUMBER} for each request; and at the end {@code micros}, followed by how long
 * each took.
 */
final class SharedRequestor {
    /** Its temporary queue is there. */
    static final String RUNNING = "RUNNING";

    /** The line that ends its work. */
    static final String MICROS = "micros";

    private static final long LONGEST_MILLIS = 30_000;
    private static final Teller TELLER = new Teller();

    private SharedRequestor() {}

    /** Takes the store's URL and how many requests to send. */
    public static void main(String[] args) {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(args[0]);
                JMSContext context = factory.createContext()) {
            Queue requests = context.createQueue(SharedResponder.REQUESTS);
            TemporaryQueue replies = context.createTemporaryQueue();
            JMSConsumer consumer = context.createConsumer(replies);
            TELLER.tell(RUNNING);
            StringBuilder micros = new StringBuilder(MICROS);
            for (int i = 1; i <= Integer.parseInt(args[1]); i++) {
                long begin = System.nanoTime();
                TextMessage request = context.createTextMessage("request " + i);
                request.setJMSReplyTo(replies);
                context.createProducer().send(requests, request);
                check(consumer.receive(LONGEST_MILLIS), request);
                micros.append(' ').append((System.nanoTime() - begin) / 1000);
                TELLER.tell("answered " + i);
            }
            Message more = consumer.receiveNoWait();
            if (more != null) {
                throw new IllegalStateException("a second reply: " + more.getBody(String.class));
            }
            TELLER.tell(micros.toString());
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed("requestor", e);
        }
    }

    private static void check(Message reply, TextMessage request) throws JMSException {
        if (reply == null) {
            throw new IllegalStateException("no reply to " + request.getText());
        }
        String expected = "reply to " + request.getText();
        if (!expected.equals(reply.getBody(String.class))
                || !request.getJMSMessageID().equals(reply.getJMSCorrelationID())) {
            throw new IllegalStateException(
                    "'%s' came, expected '%s'".formatted(reply.getBody(String.class), expected));
        }
    }
}
