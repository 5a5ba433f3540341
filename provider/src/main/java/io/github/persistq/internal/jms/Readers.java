package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.InUseException;
import io.github.persistq.internal.core.MessageStore;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.SubscriptionSpec;
import io.github.persistq.internal.core.Subscriptions;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection's readers, of queues and of subscriptions to topics, and checks what the specification says of the
 * arguments ({@code Jakarta Messaging 3.1, 8.3}).
 *
 * <p>Threading: thread-safe.
 */
final class Readers {
    private final JmsConnection connection;
    private final MessageStore store;
    private final Subscriptions subscriptions;

    Readers(JmsConnection connection) {
        this.connection = connection;
        this.store = connection.store();
        this.subscriptions = store.subscriptions();
    }

    /**
     * What is asked for.
     *
     * @param name the subscription's name; null for the only kind without one, neither shared nor durable
     * @param selector a message selector, or null
     * @param noLocal whether the connection's own messages are left out; only unshared subscriptions can
     */
    record Request(
            @Nullable String name, @Nullable String selector, boolean noLocal, boolean shared, boolean durable) {}

    /** A reader of a queue, or of a new subscription to a topic that goes with it. */
    QueueReader of(DestinationRef ref, @Nullable String selector, boolean noLocal) throws JMSException {
        connection.temporaries().checkConsumable(ref);
        return ref.kind().isTopic()
                ? subscribed(ref, new Request(null, selector, noLocal, false, false))
                : queue(ref, selector == null ? Filter.ALL : SelectorFilter.of(selector));
    }

    private QueueReader queue(DestinationRef ref, Filter filter) throws JMSException {
        QueueName queue = QueueName.queue(ref.name());
        try {
            if (!ref.kind().isTemporary()) {
                store.ensureQueue(queue);
            }
            return store.reader(queue, filter);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    /**
     * Refuses what is no topic to subscribe to.
     *
     * @throws JMSException an InvalidDestinationException for null, what is no topic, and a temporary one that is gone
     */
    DestinationRef checked(@Nullable Topic topic, boolean durable) throws JMSException {
        DestinationRef ref = Destinations.ref(topic);
        connection.temporaries().checkConsumable(ref);
        if (durable && ref.kind().isTemporary()) {
            throw JmsErrors.invalidDestination(
                    "A temporary topic is gone with its connection; it cannot have a durable subscription: " + ref);
        }
        return ref;
    }

    /** A reader of a subscription, which is made if it is not there. */
    QueueReader subscribed(DestinationRef topic, Request request) throws JMSException {
        SelectorFilter.of(request.selector());
        String name = request.name();
        if ((request.shared() || request.durable()) && (name == null || name.isEmpty())) {
            throw JmsErrors.invalidDestination("The name of the subscription to " + topic + " is null or empty");
        }
        String clientId = connection.identity().clientId();
        if (request.durable() && !request.shared() && clientId == null) {
            throw JmsErrors.illegalState(
                    "An unshared durable subscription needs a client identifier: call setClientID first, or set option clientID in the factory's URL");
        }
        try {
            return subscriptions.subscribe(spec(topic, request, clientId));
        } catch (InUseException e) {
            throw JmsErrors.failure(String.valueOf(e.getMessage()), e);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    private SubscriptionSpec spec(DestinationRef topic, Request request, @Nullable String clientId) {
        boolean named = request.name() != null;
        return new SubscriptionSpec(
                topic.name(),
                request.selector(),
                request.noLocal() ? connection.identity().origin() : null,
                named ? clientId : null,
                request.name(),
                request.shared(),
                request.durable());
    }

    /** Deletes a durable subscription of the connection's client. */
    void unsubscribe(@Nullable String name) throws JMSException {
        if (name == null) {
            throw JmsErrors.invalidDestination("The name of the subscription is null");
        }
        try {
            subscriptions.unsubscribe(connection.identity().clientId(), name);
        } catch (InUseException e) {
            throw JmsErrors.failure(String.valueOf(e.getMessage()), e);
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }
}
