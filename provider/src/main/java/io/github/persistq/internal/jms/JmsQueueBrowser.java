package io.github.persistq.internal.jms;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.message.JmsMessage;
import io.github.persistq.internal.message.MessageCodec;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the messages of a queue that could be received now, in their order, without taking them.
 *
 * <p>Threading: used by the session's thread.
 */
final class JmsQueueBrowser implements QueueBrowser {
    private final SessionState session;
    private final DestinationRef destination;
    private final QueueName queue;
    private final @Nullable String selector;
    private final Filter filter;
    private volatile boolean closed;

    JmsQueueBrowser(SessionState session, DestinationRef destination, @Nullable String selector) throws JMSException {
        this.session = session;
        this.destination = destination;
        session.connection().temporaries().checkPresent(destination);
        this.queue = QueueName.queue(destination.name());
        this.selector = selector == null || selector.isBlank() ? null : selector;
        this.filter = SelectorFilter.of(selector);
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        return (Queue) Destinations.destination(destination);
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        checkOpen();
        return selector;
    }

    @Override
    public Enumeration<?> getEnumeration() throws JMSException {
        checkOpen();
        try {
            return new Walk(session.store().browse(queue, Set.of(MessageState.READY)));
        } catch (StorageException e) {
            throw JmsErrors.storage(e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() throws JMSException {
        session.checkOpen();
        if (closed) {
            throw JmsErrors.illegalState("The browser of " + destination + " is closed");
        }
    }

    @SuppressWarnings("JdkObsolete") // The API returns an Enumeration.
    private final class Walk implements Enumeration<JmsMessage> {
        private final Iterator<QueuedMessage> messages;
        private @Nullable JmsMessage next;

        Walk(Iterator<QueuedMessage> messages) {
            this.messages = messages;
        }

        @Override
        public boolean hasMoreElements() {
            try {
                while (next == null && !closed && !session.isClosed() && messages.hasNext()) {
                    next = shown(messages.next());
                }
            } catch (StorageException e) {
                throw JmsErrors.unchecked(JmsErrors.storage(e));
            }
            return next != null;
        }

        @Override
        public JmsMessage nextElement() {
            if (!hasMoreElements()) {
                throw new NoSuchElementException("No more messages to browse in " + destination);
            }
            JmsMessage found = next;
            next = null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            return found;
        }

        /** Null for what a consumer would not get: expired, not selected or unreadable. */
        private @Nullable JmsMessage shown(QueuedMessage queued) {
            StoredMessage message = queued.message();
            boolean expired = message.expiresAtMillis() != 0
                    && message.expiresAtMillis() <= session.store().clock().millis();
            if (expired || !filter.matches(message.head())) {
                return null;
            }
            try {
                int deliveryCount = Math.max(1, queued.deliveryCount());
                return MessageCodec.decode(message.head(), message.body(), deliveryCount, session.trust());
            } catch (MalformedMessageException e) {
                return null;
            }
        }
    }
}
