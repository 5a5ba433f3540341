package io.github.persistq.examples.flights;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.util.List;
import java.util.function.IntConsumer;

/** Sends records to the queue {@code flights}, one persistent message each. */
final class FlightSender {
    static final String QUEUE = "flights";

    private FlightSender() {}

    /**
     * Sends all records; each is safe when the next one is sent.
     *
     * @param sent told how many were sent so far
     */
    static void send(ConnectionFactory factory, List<String> records, IntConsumer sent) {
        try (JMSContext context = factory.createContext()) {
            Queue flights = context.createQueue(QUEUE);
            JMSProducer producer = context.createProducer();
            int count = 0;
            for (String record : records) {
                producer.send(flights, record);
                sent.accept(++count);
            }
        }
    }
}
