package io.github.persistq.crash;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.HashSet;
import java.util.Set;

/**
 * A process that replies to requests. It receives and replies in one transaction, so that a request has one reply however often
 * the process dies.
 *
 * <p>It tells {@value #RUNNING}; then {@code served TEXT} for each request that it has replied to, and {@code gone TEXT} for one
 * whose reply nobody waits for any more.
 */
final class SharedResponder {
    /** It receives. */
    static final String RUNNING = "RUNNING";

    /** Where requests are sent. */
    static final String REQUESTS = "requests";

    private static final Teller TELLER = new Teller();

    private final Session session;
    private final MessageProducer producer;
    private final Set<String> gone = new HashSet<>();

    private SharedResponder(Session session) throws JMSException {
        this.session = session;
        this.producer = session.createProducer(null);
    }

    /** Takes the store's URL, and runs until it is killed. */
    public static void main(String[] args) {
        try {
            Connection connection = new PersistqConnectionFactory(args[0]).createConnection();
            connection.start();
            Session session = connection.createSession(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue(REQUESTS));
            SharedResponder responder = new SharedResponder(session);
            TELLER.tell(RUNNING);
            while (true) {
                responder.serve((TextMessage) consumer.receive());
            }
        } catch (JMSException | RuntimeException | Error e) {
            TELLER.failed("responder", e);
        }
    }

    private void serve(TextMessage request) throws JMSException {
        String text = request.getText();
        if (gone.contains(text)) {
            session.commit();
            return;
        }
        try {
            Message reply = session.createTextMessage("reply to " + text);
            reply.setJMSCorrelationID(request.getJMSMessageID());
            producer.send(request.getJMSReplyTo(), reply);
            session.commit();
            TELLER.tell("served " + text);
        } catch (InvalidDestinationException | TransactionRolledBackException e) {
            // The request comes again, and is then only consumed.
            gone.add(text);
            session.rollback();
            TELLER.tell("gone " + text);
        }
    }
}
