package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;

/** Says what is not there. */
final class Routes {
    private Routes() {}

    static JMSException absent(String what) {
        return JmsErrors.failure(what + " is not part of this version", null);
    }
}
