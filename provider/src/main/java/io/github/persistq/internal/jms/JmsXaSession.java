package io.github.persistq.internal.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicSession;
import java.io.Serializable;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * A session and the resource that puts its work into global transactions ({@code Jakarta Messaging 3.1, 11.3.3}).
 *
 * <p>Threading: as {@link JmsSession}.
 */
final class JmsXaSession implements XAQueueSession, XATopicSession {
    private final JmsSession session;
    private final XaResource resource;

    private JmsXaSession(JmsSession session, XaResource resource) {
        this.session = session;
        this.resource = resource;
    }

    /** A new session of a connection. */
    static JmsXaSession of(JmsConnection connection, Domain domain) throws JMSException {
        XaWork work = new XaWork(connection.store(), connection.settings().ackDurability());
        JmsSession session = connection.newXaSession(work, domain);
        return new JmsXaSession(session, new XaResource(session.state(), work));
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }

    @Override
    public Session getSession() {
        return session;
    }

    @Override
    public QueueSession getQueueSession() {
        return session;
    }

    @Override
    public TopicSession getTopicSession() {
        return session;
    }

    @Override
    public BytesMessage createBytesMessage() throws JMSException {
        return session.createBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() throws JMSException {
        return session.createMapMessage();
    }

    @Override
    public Message createMessage() throws JMSException {
        return session.createMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() throws JMSException {
        return session.createObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) throws JMSException {
        return session.createObjectMessage(object);
    }

    @Override
    public StreamMessage createStreamMessage() throws JMSException {
        return session.createStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() throws JMSException {
        return session.createTextMessage();
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) throws JMSException {
        return session.createTextMessage(text);
    }

    @Override
    public boolean getTransacted() throws JMSException {
        return session.getTransacted();
    }

    @Override
    public int getAcknowledgeMode() throws JMSException {
        return session.getAcknowledgeMode();
    }

    @Override
    public void commit() throws JMSException {
        session.commit();
    }

    @Override
    public void rollback() throws JMSException {
        session.rollback();
    }

    @Override
    public void recover() throws JMSException {
        session.recover();
    }

    @Override
    public void close() throws JMSException {
        session.close();
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        return session.getMessageListener();
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        session.setMessageListener(listener);
    }

    @Override
    public void run() {
        session.run();
    }

    @Override
    public MessageProducer createProducer(@Nullable Destination destination) throws JMSException {
        return session.createProducer(destination);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination) throws JMSException {
        return session.createConsumer(destination);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector)
            throws JMSException {
        return session.createConsumer(destination, selector);
    }

    @Override
    public MessageConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return session.createConsumer(destination, selector, noLocal);
    }

    @Override
    public Queue createQueue(@Nullable String name) throws JMSException {
        return session.createQueue(name);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) throws JMSException {
        return session.createBrowser(queue);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        return session.createBrowser(queue, selector);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() throws JMSException {
        return session.createTemporaryQueue();
    }

    @Override
    public Topic createTopic(@Nullable String name) throws JMSException {
        return session.createTopic(name);
    }

    @Override
    public MessageConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String subscription)
            throws JMSException {
        return session.createSharedConsumer(topic, subscription);
    }

    @Override
    public MessageConsumer createSharedConsumer(
            @Nullable Topic topic, @Nullable String subscription, @Nullable String selector) throws JMSException {
        return session.createSharedConsumer(topic, subscription, selector);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(@Nullable Topic topic, @Nullable String subscription)
            throws JMSException {
        return session.createDurableSubscriber(topic, subscription);
    }

    @Override
    public TopicSubscriber createDurableSubscriber(
            @Nullable Topic topic, @Nullable String subscription, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return session.createDurableSubscriber(topic, subscription, selector, noLocal);
    }

    @Override
    public MessageConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String subscription)
            throws JMSException {
        return session.createDurableConsumer(topic, subscription);
    }

    @Override
    public MessageConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String subscription, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return session.createDurableConsumer(topic, subscription, selector, noLocal);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String subscription)
            throws JMSException {
        return session.createSharedDurableConsumer(topic, subscription);
    }

    @Override
    public MessageConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String subscription, @Nullable String selector) throws JMSException {
        return session.createSharedDurableConsumer(topic, subscription, selector);
    }

    @Override
    public TemporaryTopic createTemporaryTopic() throws JMSException {
        return session.createTemporaryTopic();
    }

    @Override
    public void unsubscribe(@Nullable String subscription) throws JMSException {
        session.unsubscribe(subscription);
    }
}
