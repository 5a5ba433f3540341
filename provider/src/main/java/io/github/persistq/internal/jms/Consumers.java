package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
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
        state.connection().temporaries().checkConsumable(ref);
        if (ref.kind().isTopic()) {
            return subscribed(ref, new Subscribing.Request(null, selector, noLocal, false, false));
        }
        Filter filter = SelectorFilter.of(selector);
        return added(ref, selector, false, queueReader(ref, filter));
    }

    /** A consumer of a subscription that has a name. */
    JmsMessageConsumer create(@Nullable Topic topic, Subscribing.Request request) throws JMSException {
        return subscribed(state.connection().subscribing().checked(topic, request.durable()), request);
    }

    private JmsMessageConsumer subscribed(DestinationRef topic, Subscribing.Request request) throws JMSException {
        QueueReader reader = state.connection().subscribing().reader(topic, request);
        return added(topic, request.selector(), request.noLocal(), reader);
    }

    private QueueReader queueReader(DestinationRef ref, Filter filter) throws JMSException {
        QueueName queue = QueueName.queue(ref.name());
        try {
            if (!ref.kind().isTemporary()) {
                state.store().ensureQueue(queue);
            }
            return state.store().reader(queue, filter);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private JmsMessageConsumer added(DestinationRef ref, @Nullable String selector, boolean noLocal, QueueReader reader)
            throws JMSException {
        JmsMessageConsumer consumer = new JmsMessageConsumer(state, ref, selector, noLocal, reader);
        state.add(consumer);
        return consumer;
    }
}
