package io.github.persistq.internal.jms;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.XAJMSContext;
import java.io.Serializable;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * A context and the resource that puts its work into global transactions ({@code Jakarta Messaging 3.1, 11.3.4}).
 *
 * <p>Threading: as {@link JmsContext}.
 */
public final class JmsXaContext implements XAJMSContext {
    private final JmsContext context;
    private final XaResource resource;

    private JmsXaContext(JmsContext context, XaResource resource) {
        this.context = context;
        this.resource = resource;
    }

    /** The first context of a connection, which closes with its last. */
    public static JmsXaContext of(JmsConnection connection) throws JMSException {
        XaWork work = new XaWork(connection.store(), connection.settings().ackDurability());
        JmsSession session = connection.unusedXaSession(work, Domain.ANY);
        return new JmsXaContext(JmsContext.of(connection, session), new XaResource(session.state(), work));
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }

    @Override
    public JMSContext getContext() {
        return context;
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return context.createContext(sessionMode);
    }

    @Override
    public JMSProducer createProducer() {
        return context.createProducer();
    }

    @Override
    public @Nullable String getClientID() {
        return context.getClientID();
    }

    @Override
    public void setClientID(@Nullable String clientId) {
        context.setClientID(clientId);
    }

    @Override
    public ConnectionMetaData getMetaData() {
        return context.getMetaData();
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() {
        return context.getExceptionListener();
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) {
        context.setExceptionListener(listener);
    }

    @Override
    public void start() {
        context.start();
    }

    @Override
    public void stop() {
        context.stop();
    }

    @Override
    public void setAutoStart(boolean value) {
        context.setAutoStart(value);
    }

    @Override
    public boolean getAutoStart() {
        return context.getAutoStart();
    }

    @Override
    public void close() {
        context.close();
    }

    @Override
    public BytesMessage createBytesMessage() {
        return context.createBytesMessage();
    }

    @Override
    public MapMessage createMapMessage() {
        return context.createMapMessage();
    }

    @Override
    public Message createMessage() {
        return context.createMessage();
    }

    @Override
    public ObjectMessage createObjectMessage() {
        return context.createObjectMessage();
    }

    @Override
    public ObjectMessage createObjectMessage(@Nullable Serializable object) {
        return context.createObjectMessage(object);
    }

    @Override
    public StreamMessage createStreamMessage() {
        return context.createStreamMessage();
    }

    @Override
    public TextMessage createTextMessage() {
        return context.createTextMessage();
    }

    @Override
    public TextMessage createTextMessage(@Nullable String text) {
        return context.createTextMessage(text);
    }

    @Override
    public boolean getTransacted() {
        return context.getTransacted();
    }

    @Override
    public int getSessionMode() {
        return context.getSessionMode();
    }

    @Override
    public void commit() {
        context.commit();
    }

    @Override
    public void rollback() {
        context.rollback();
    }

    @Override
    public void recover() {
        context.recover();
    }

    @Override
    public void acknowledge() {
        context.acknowledge();
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination) {
        return context.createConsumer(destination);
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector) {
        return context.createConsumer(destination, selector);
    }

    @Override
    public JMSConsumer createConsumer(@Nullable Destination destination, @Nullable String selector, boolean noLocal) {
        return context.createConsumer(destination, selector, noLocal);
    }

    @Override
    public JMSConsumer createDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return context.createDurableConsumer(topic, name);
    }

    @Override
    public JMSConsumer createDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal) {
        return context.createDurableConsumer(topic, name, selector, noLocal);
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(@Nullable Topic topic, @Nullable String name) {
        return context.createSharedDurableConsumer(topic, name);
    }

    @Override
    public JMSConsumer createSharedDurableConsumer(
            @Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return context.createSharedDurableConsumer(topic, name, selector);
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name) {
        return context.createSharedConsumer(topic, name);
    }

    @Override
    public JMSConsumer createSharedConsumer(@Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return context.createSharedConsumer(topic, name, selector);
    }

    @Override
    public Queue createQueue(@Nullable String name) {
        return context.createQueue(name);
    }

    @Override
    public Topic createTopic(@Nullable String name) {
        return context.createTopic(name);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue) {
        return context.createBrowser(queue);
    }

    @Override
    public QueueBrowser createBrowser(@Nullable Queue queue, @Nullable String selector) {
        return context.createBrowser(queue, selector);
    }

    @Override
    public TemporaryQueue createTemporaryQueue() {
        return context.createTemporaryQueue();
    }

    @Override
    public TemporaryTopic createTemporaryTopic() {
        return context.createTemporaryTopic();
    }

    @Override
    public void unsubscribe(@Nullable String name) {
        context.unsubscribe(name);
    }
}
