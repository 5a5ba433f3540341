package io.github.persistq.examples.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes flights from the queue {@code flights} and puts the delay of each into the queue {@code delays}. Both happen in one
 * transaction, so that each flight counts once, whenever the process is killed.
 */
final class FlightWorker {
    static final String RESULTS = "delays";
    private static final int THREADS = 4;
    private static final long IDLE_MILLIS = 500;

    private FlightWorker() {}

    /** Works until the queue is empty; {@code args[0]} is the URL of the store. Prints a line for each finished flight. */
    public static void main(String[] args) throws InterruptedException {
        ConnectionFactory factory = new io.github.persistq.jms.PersistqConnectionFactory(args[0]);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread worker = new Thread(() -> work(factory), "worker-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private static void work(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue results = context.createQueue(RESULTS);
            JMSConsumer consumer = context.createConsumer(context.createQueue(FlightSender.QUEUE));
            for (Message message = consumer.receive(IDLE_MILLIS);
                    message != null;
                    message = consumer.receive(IDLE_MILLIS)) {
                try {
                    context.createProducer().send(results, result(context, message));
                    context.commit();
                    System.out.println("finished " + message.getJMSMessageID());
                } catch (JsonProcessingException | JMSException e) {
                    // The message comes again, and after maxDeliveries attempts goes to the dead-letter queue.
                    context.rollback();
                }
            }
        }
    }

    private static MapMessage result(JMSContext context, Message message) throws JMSException, JsonProcessingException {
        Flight flight = Flight.parse(message.getBody(String.class));
        MapMessage result = context.createMapMessage();
        result.setString("origin", flight.origin());
        result.setInt("delay", flight.delay());
        result.setBoolean("cameAgain", message.getJMSRedelivered());
        return result;
    }
}
