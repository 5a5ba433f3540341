package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.destination.DestinationRef;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Makes a session's consumers: of queues, and of subscriptions to topics.
 *
 * <p>Threading: stateless.
 */
final class Consumers {
    private final SessionState state;

    Consumers(SessionState state) {
        this.state = state;
    }

    /** A consumer of a queue, or of a new subscription to a topic that goes with it. */
    JmsMessageConsumer create(DestinationRef ref, @Nullable String selector, boolean noLocal) throws JMSException {
        QueueReader reader = readers().of(ref, selector, noLocal);
        return added(ref, selector, noLocal && ref.kind().isTopic(), reader);
    }

    /** A consumer of a subscription that has a name. */
    JmsMessageConsumer create(@Nullable Topic topic, Readers.Request request) throws JMSException {
        DestinationRef ref = readers().checked(topic, request.durable());
        QueueReader reader = readers().subscribed(ref, request);
        return added(ref, request.selector(), request.noLocal(), reader);
    }

    private Readers readers() {
        return state.connection().readers();
    }

    private JmsMessageConsumer added(DestinationRef ref, @Nullable String selector, boolean noLocal, QueueReader reader)
            throws JMSException {
        JmsMessageConsumer consumer = new JmsMessageConsumer(state, ref, selector, noLocal, reader);
        state.add(consumer);
        return consumer;
    }
}
