package io.github.persistq.internal.jms;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.destination.JmsQueue;
import io.github.persistq.internal.destination.JmsTopic;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.message.JmsObjectMessage;
import io.github.persistq.internal.message.JmsTextMessage;
import io.github.persistq.internal.message.MessageFactory;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A session as applications see it: checks arguments and hands them on ({@code Jakarta Messaging 3.1, 6.2}).
 *
 * <p>Threading: one thread at a time; any thread may close it.
 */
final class JmsSession implements QueueSession, TopicSession {
    private final SessionState state;
    private final Domain domain;
    private final Consumers consumers;

    JmsSession(SessionState state, Domain domain) {
        this.state = state;
        this.domain = domain;
        this.consumers = new Consumers(state);
    }

    SessionState state() {
        return state;
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.bytes();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.map();
    }

    @Override
    public Message createMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.plain();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.object(state.trust());
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
        state.checkOpen();
        JmsObjectMessage message = MessageFactory.object(state.trust());
        message.setObject(object);
        return message;
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.stream();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        state.checkOpen();
        return MessageFactory.text();
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) throws JMSException {
        state.checkOpen();
        JmsTextMessage message = MessageFactory.text();
        message.setText(text);
        return message;
    }

    @Override
    public boolean getTransacted() throws JMSException {
        state.checkOpen();
        return state.transacted();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        state.checkOpen();
        return state.mode();
    }

    @Override
    public void commit() throws JMSException {
        state.commit();
    }

    @Override
    public void rollback() throws JMSException {
        state.rollback();
    }

    @Override
    public void recover() throws JMSException {
        state.recover();
    }

    /** Acknowledges all that the session has delivered, where the application acknowledges; otherwise does nothing. */
    void acknowledge() throws JMSException {
        state.checkOpen();
        state.acknowledger().acknowledge();
    }

    @Override
    public void close() throws JMSException {
        state.checkOutsideListener("Session.close()");
        state.checkOutsideCompletion("Session.close()");
        try {
            state.close();
        } finally {
            state.connection().remove(this);
        }
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        state.checkOpen();
        return state.assigned().listener();
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        state.checkOpen();
        state.setListener(listener);
    }

    @Override
    public void run() {
        try {
            state.checkOpen();
            state.assigned().run();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public JmsMessageProducer createProducer(@Nullable Destination destination) throws JMSException {
        state.checkOpen();
        DestinationRef bound = Destinations.refOrNull(destination);
        if (bound != null) {
            checkDomain(bound);
            open(bound);
        }
        return new JmsMessageProducer(state, bound);
    }

    @Override
    public JmsMessageConsumer createConsumer(@Nullable Destination destination) throws JMSException {
        return createConsumer(destination, null);
    }

    @Override
    public JmsMessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector)
            throws JMSException {
        return createConsumer(destination, selector, false);
    }

    @Override
    public JmsMessageConsumer createConsumer(
            @Nullable Destination destination, @Nullable String selector, boolean noLocal) throws JMSException {
        state.checkOpen();
        DestinationRef ref = Destinations.ref(destination);
        checkDomain(ref);
        return consumers.create(ref, selector, noLocal);
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue) throws JMSException {
        return createConsumer(queue);
    }

    @Override
    public QueueReceiver createReceiver(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        return createConsumer(queue, selector);
    }

    @Override
    public QueueSender createSender(@Nullable Queue queue) throws JMSException {
        return createProducer(queue);
    }

    @Override
    public Queue createQueue(@Nullable String name) throws JMSException {
        state.checkOpen();
        refuseIn(Domain.TOPIC, "createQueue");
        return new JmsQueue(checkedName(name));
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) throws JMSException {
        return createBrowser(queue, null);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        state.checkOpen();
        refuseIn(Domain.TOPIC, "createBrowser");
        return new JmsQueueBrowser(state, Destinations.ref(queue), selector);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        state.checkOpen();
        refuseIn(Domain.TOPIC, "createTemporaryQueue");
        return state.connection().temporaries().createQueue();
    }

    @Override
    public Topic createTopic(@Nullable String name) throws JMSException {
        state.checkOpen();
        refuseIn(Domain.QUEUE, "createTopic");
        return new JmsTopic(checkedName(name));
    }

    @Override
    public TopicPublisher createPublisher(@Nullable Topic topic) throws JMSException {
        return createProducer(topic);
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic) throws JMSException {
        return createConsumer(topic);
    }

    @Override
    public TopicSubscriber createSubscriber(@Nullable Topic topic, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return createConsumer(topic, selector, noLocal);
    }

    @Override
    public JmsMessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createSharedConsumer(topic, name, null);
    }

    @Override
    public JmsMessageConsumer createSharedConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) throws JMSException {
        checkTopics("createSharedConsumer");
        return consumers.create(topic, new Readers.Request(name, selector, false, true, false));
    }

    @Override
    public TopicSubscriber createDurableSubscriber(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return createDurableConsumer(topic, name, selector, noLocal);
    }

    @Override
    public JmsMessageConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) throws JMSException {
        return createDurableConsumer(topic, name, null, false);
    }

    @Override
    public JmsMessageConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        checkTopics("A durable subscription");
        return consumers.create(topic, new Readers.Request(name, selector, noLocal, false, true));
    }

    @Override
    public JmsMessageConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name)
            throws JMSException {
        return createSharedDurableConsumer(topic, name, null);
    }

    @Override
    public JmsMessageConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) throws JMSException {
        checkTopics("createSharedDurableConsumer");
        return consumers.create(topic, new Readers.Request(name, selector, false, true, true));
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        checkTopics("createTemporaryTopic");
        return state.connection().temporaries().createTopic();
    }

    @Override
    public void unsubscribe(@Nullable String name) throws JMSException {
        checkTopics("unsubscribe");
        state.connection().readers().unsubscribe(name);
    }

    private void checkTopics(String what) throws JMSException {
        state.checkOpen();
        refuseIn(Domain.QUEUE, what);
    }

    private void checkDomain(DestinationRef ref) throws JMSException {
        refuseIn(ref.kind().isTopic() ? Domain.QUEUE : Domain.TOPIC, "Use of " + ref);
    }

    private void refuseIn(Domain refused, String method) throws JMSException {
        if (domain == refused) {
            throw JmsErrors.illegalState("%s on a session for %s alone; use Connection.createSession"
                    .formatted(method, domain == Domain.QUEUE ? "queues" : "topics"));
        }
    }

    private static String checkedName(@Nullable String name) throws JMSException {
        if (name == null || name.isEmpty() || name.length() > QueueName.MAX_LENGTH) {
            throw JmsErrors.invalidDestination("A destination's name has 1 to %d characters; got %s"
                    .formatted(QueueName.MAX_LENGTH, name == null ? "null" : name.length() + " characters"));
        }
        return name;
    }

    /** Opens a queue, so that it is there before the first message; a topic needs no opening. */
    private void open(DestinationRef ref) throws JMSException {
        state.connection().temporaries().checkPresent(ref);
        if (ref.kind() == DestinationRef.Kind.QUEUE) {
            try {
                state.store().ensureQueue(QueueName.queue(ref.name()));
            } catch (StorageException e) {
                throw JmsErrors.storage(e);
            }
        }
    }
}
