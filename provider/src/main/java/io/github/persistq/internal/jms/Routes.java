package io.github.persistq.internal.jms;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.QueueName;
import jakarta.jms.JMSException;

/** Finds the stored queue behind a destination. */
final class Routes {
    private Routes() {}

    static QueueName queue(DestinationRef destination) throws JMSException {
        if (destination.kind().isTopic()) {
            throw topics(destination.toString());
        }
        return QueueName.queue(destination.name());
    }

    static JMSException topics(String what) {
        return JmsErrors.failure(what + ": topics are not part of this version", null);
    }

    static JMSException absent(String what) {
        return JmsErrors.failure(what + " is not part of this version", null);
    }
}
