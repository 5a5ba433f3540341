package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.InUseException;
import io.github.persistq.internal.core.QueueReader;
import io.github.persistq.internal.core.SubscriptionSpec;
import io.github.persistq.internal.core.Subscriptions;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a connection to topics: checks what the specification says of arguments, and makes readers of subscriptions
 * ({@code Jakarta Messaging 3.1, 8.3}).
 *
 * <p>Threading: thread-safe.
 */
final class Subscribing {
    private final JmsConnection connection;
    private final Subscriptions subscriptions;

    Subscribing(JmsConnection connection) {
        this.connection = connection;
        this.subscriptions = connection.store().subscriptions();
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

    /** Makes a consumer's reader, and the subscription if it is not there. */
    QueueReader reader(DestinationRef topic, Request request) throws JMSException {
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
