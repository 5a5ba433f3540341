package io.github.persistq.internal.message;

import jakarta.jms.JMSException;

/** What {@link jakarta.jms.Message#acknowledge} of a received message does. */
@FunctionalInterface
public interface AcknowledgeAction {
    void run() throws JMSException;
}
