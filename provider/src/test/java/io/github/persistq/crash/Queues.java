package io.github.persistq.crash;

import java.util.List;

/** The queues of the program that is killed. */
final class Queues {
    /** Consumed by CLIENT_ACKNOWLEDGE sessions. */
    static final String CLIENT = "client";

    /** Consumed by two selecting consumers. */
    static final String HALVES = "halves";

    /** Consumed by one AUTO_ACKNOWLEDGE session. */
    static final String AUTO = "auto";

    /** From here messages are moved, in transactions. */
    static final String ORIGIN = "origin";

    /** To here they are moved. */
    static final String MOVED = "moved";

    /** Every unit of work of the transacted senders goes here and to {@link #BATCH_B}. */
    static final String BATCH_A = "batch-a";

    /** Consumed by a message listener. */
    static final String BATCH_B = "batch-b";

    /** Where single messages are sent to. */
    static final List<String> PLAIN = List.of(CLIENT, HALVES, AUTO, ORIGIN);

    static final List<String> ALL = List.of(CLIENT, HALVES, AUTO, ORIGIN, MOVED, BATCH_A, BATCH_B);

    private Queues() {}
}
