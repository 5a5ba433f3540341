package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;

/**
 * A process that replies to requests, each in one transaction with its receipt, so that a request has one reply however often
 * the process dies.
 *
 * <p>It tells {@value #RUNNING}, then a line {@code served TEXT} for each request that it has replied to, or {@code gone TEXT}
 * for one whose reply nobody waits for any more.
 */
final class SharedResponder {
    /** It is about to receive. */
    static final String RUNNING = "RUNNING";

    /** Where requests are sent. */
    static final String REQUESTS = "requests";

    private static final Teller TELLER = new Teller();

    private SharedResponder() {}

    /** Takes the store's URL, and runs until it is killed. */
    public static void main(String[] args) {
        try {
            JMSContext context =
                    new PersistqConnectionFactory(args[0]).createContext(JMSContext.SESSION_TRANSACTED);
            JMSConsumer consumer = context.createConsumer(context.createQueue(REQUESTS));
            TELLER.tell(RUNNING);
            while (true) {
                serve(context, consumer.receive());
            }
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed("responder", e);
        }
    }

    private static void serve(JMSContext context, Message request) throws JMSException {
        String text = request.getBody(String.class);
        if (reply(context, request, text)) {
            TELLER.tell("served " + text);
            return;
        }
        // The receipt was rolled back with the reply, and the request comes again; this time only to be consumed.
        TELLER.tell("gone " + text);
        context.rollback();
    }

    /** False if there is nobody to reply to. */
    private static boolean reply(JMSContext context, Message request, String text) throws JMSException {
        try {
            context.createProducer()
                    .setJMSCorrelationID(request.getJMSMessageID())
                    .send(request.getJMSReplyTo(), "reply to " + text);
            context.commit();
            return true;
        } catch (JMSRuntimeException e) {
            if (e.getCause() instanceof InvalidDestinationException) {
                return false;
            }
            throw e;
        }
    }
}
