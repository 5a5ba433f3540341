package io.github.persistq.crash;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;

/** The queues of the program that is killed, and its topic. */
final class Queues {
    /** Consumed by CLIENT_ACKNOWLEDGE sessions. */
    static final String CLIENT = "client";

    /** Consumed by two selecting consumers. */
    static final String HALVES = "halves";

    /** Consumed by one AUTO_ACKNOWLEDGE session. */
    static final String AUTO = "auto";

    /** Consumed by one DUPS_OK_ACKNOWLEDGE session. */
    static final String DUPLICATES_OK = "duplicates-ok";

    /** From here messages are moved, in transactions. */
    static final String ORIGIN = "origin";

    /** To here they are moved. */
    static final String MOVED = "moved";

    /** Every unit of work of the transacted senders goes here, to {@link #BATCH_B}, and if it is large enough to {@link #NEWS}. */
    static final String BATCH_A = "batch-a";

    /** Consumed by message listeners. */
    static final String BATCH_B = "batch-b";

    /** A topic with one durable subscription, which a CLIENT_ACKNOWLEDGE session consumes. */
    static final String NEWS = "news";

    /** The client identifier of the connection whose subscription to {@link #NEWS} it is. */
    static final String CLIENT_ID = "reader";

    /** The name of the subscription. */
    static final String SUBSCRIPTION = "all-news";

    /** Where single messages are sent to. */
    static final List<String> PLAIN = List.of(CLIENT, HALVES, AUTO, DUPLICATES_OK, ORIGIN, NEWS);

    /** What each unit of work of the transacted senders goes to, in turn. */
    static final List<String> BATCH = List.of(BATCH_A, BATCH_B, NEWS);

    /** Each consumed by one session that acknowledges before it can tell what it has received. */
    static final List<String> AUTOMATIC = List.of(AUTO, DUPLICATES_OK);

    /** All but the topic. */
    static final List<String> ALL = List.of(CLIENT, HALVES, AUTO, DUPLICATES_OK, ORIGIN, MOVED, BATCH_A, BATCH_B);

    private Queues() {}

    static Destination destination(Session session, String name) throws JMSException {
        return name.equals(NEWS) ? session.createTopic(name) : session.createQueue(name);
    }
}
