package io.github.persistq.internal.jms;

import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.message.JmsBytesMessage;
import io.github.persistq.internal.message.JmsMapMessage;
import io.github.persistq.internal.message.JmsObjectMessage;
import io.github.persistq.internal.message.JmsPlainMessage;
import io.github.persistq.internal.message.JmsTextMessage;
import io.github.persistq.internal.message.MessageFactory;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The simplified API's producer: how to send, and the headers and properties to set on each message.
 *
 * <p>Threading: used by the context's thread.
 */
final class JmsProducer implements JMSProducer {
    private final SessionState session;

    /** Holds the headers and properties: it knows the rules of names and conversions. */
    private final JmsPlainMessage template = MessageFactory.plain();

    private boolean correlationAsBytes;
    private SendOptions options = SendOptions.DEFAULT;
    private @Nullable CompletionListener async;

    JmsProducer(SessionState session) {
        this.session = session;
    }

    @Override
    public JMSProducer send(@Nullable Destination destination, @Nullable Message message) {
        try {
            session.checkOpen();
            if (message == null) {
                throw JmsErrors.messageFormat("The message is null", null);
            }
            applyTo(message);
            session.sender().send(Destinations.ref(destination), message, options, async);
            return this;
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    @Override
    public JMSProducer send(@Nullable Destination destination, @Nullable String body) {
        JmsTextMessage message = MessageFactory.text();
        try {
            message.setText(body);
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
        return send(destination, message);
    }

    @Override
    public JMSProducer send(@Nullable Destination destination, @Nullable Map<String, Object> body) {
        JmsMapMessage message = MessageFactory.map();
        if (body != null) {
            body.forEach((name, value) -> Unchecked.run(() -> message.setObject(name, value)));
        }
        return send(destination, message);
    }

    @Override
    public JMSProducer send(@Nullable Destination destination, byte @Nullable [] body) {
        JmsBytesMessage message = MessageFactory.bytes();
        if (body != null) {
            Unchecked.run(() -> message.writeBytes(body));
        }
        return send(destination, message);
    }

    @Override
    public JMSProducer send(@Nullable Destination destination, @Nullable Serializable body) {
        JmsObjectMessage message = MessageFactory.object(session.trust());
        Unchecked.run(() -> message.setObject(body));
        return send(destination, message);
    }

    /** Sets what was set on this producer; on a read-only message that is an error only if there are properties to set. */
    private void applyTo(Message message) throws JMSException {
        for (String name : getPropertyNames()) {
            message.setObjectProperty(name, template.getObjectProperty(name));
        }
        String correlationId = template.getJMSCorrelationID();
        if (correlationAsBytes) {
            message.setJMSCorrelationIDAsBytes(template.getJMSCorrelationIDAsBytes());
        } else if (correlationId != null) {
            message.setJMSCorrelationID(correlationId);
        }
        String type = template.getJMSType();
        if (type != null) {
            message.setJMSType(type);
        }
        Destination replyTo = template.getJMSReplyTo();
        if (replyTo != null) {
            message.setJMSReplyTo(replyTo);
        }
    }

    @Override
    public JMSProducer setDisableMessageID(boolean value) {
        options = options.withDisableMessageId(value);
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return options.disableMessageId();
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean value) {
        options = options.withDisableTimestamp(value);
        return this;
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return options.disableTimestamp();
    }

    @Override
    public JMSProducer setDeliveryMode(int deliveryMode) {
        options = Unchecked.call(() -> options.withDeliveryMode(deliveryMode));
        return this;
    }

    @Override
    public int getDeliveryMode() {
        return options.deliveryMode();
    }

    @Override
    public JMSProducer setPriority(int priority) {
        options = Unchecked.call(() -> options.withPriority(priority));
        return this;
    }

    @Override
    public int getPriority() {
        return options.priority();
    }

    @Override
    public JMSProducer setTimeToLive(long timeToLive) {
        options = Unchecked.call(() -> options.withTimeToLive(timeToLive));
        return this;
    }

    @Override
    public long getTimeToLive() {
        return options.timeToLive();
    }

    @Override
    public JMSProducer setDeliveryDelay(long deliveryDelay) {
        options = Unchecked.call(() -> options.withDeliveryDelay(deliveryDelay));
        return this;
    }

    @Override
    public long getDeliveryDelay() {
        return options.deliveryDelay();
    }

    @Override
    public JMSProducer setAsync(@Nullable CompletionListener listener) {
        async = listener;
        return this;
    }

    @Override
    public @Nullable CompletionListener getAsync() {
        return async;
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, boolean value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, byte value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, short value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, int value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, long value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, float value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, double value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, @Nullable String value) {
        return setProperty(name, (Object) value);
    }

    @Override
    public JMSProducer setProperty(@Nullable String name, @Nullable Object value) {
        Unchecked.run(() -> template.setObjectProperty(name, value));
        return this;
    }

    @Override
    public JMSProducer clearProperties() {
        template.clearProperties();
        return this;
    }

    @Override
    public boolean propertyExists(@Nullable String name) {
        return template.propertyExists(name);
    }

    @Override
    public boolean getBooleanProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getBooleanProperty(name));
    }

    @Override
    public byte getByteProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getByteProperty(name));
    }

    @Override
    public short getShortProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getShortProperty(name));
    }

    @Override
    public int getIntProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getIntProperty(name));
    }

    @Override
    public long getLongProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getLongProperty(name));
    }

    @Override
    public float getFloatProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getFloatProperty(name));
    }

    @Override
    public double getDoubleProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getDoubleProperty(name));
    }

    @Override
    public @Nullable String getStringProperty(@Nullable String name) {
        return Unchecked.call(() -> template.getStringProperty(name));
    }

    @Override
    public @Nullable Object getObjectProperty(@Nullable String name) {
        return template.getObjectProperty(name);
    }

    @Override
    public Set<String> getPropertyNames() {
        return template.livePropertyNames();
    }

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte @Nullable [] correlationId) {
        template.setJMSCorrelationIDAsBytes(correlationId);
        correlationAsBytes = correlationId != null;
        return this;
    }

    @Override
    public byte @Nullable [] getJMSCorrelationIDAsBytes() {
        return template.getJMSCorrelationIDAsBytes();
    }

    @Override
    public JMSProducer setJMSCorrelationID(@Nullable String correlationId) {
        template.setJMSCorrelationID(correlationId);
        correlationAsBytes = false;
        return this;
    }

    @Override
    public @Nullable String getJMSCorrelationID() {
        return template.getJMSCorrelationID();
    }

    @Override
    public JMSProducer setJMSType(@Nullable String type) {
        template.setJMSType(type);
        return this;
    }

    @Override
    public @Nullable String getJMSType() {
        return template.getJMSType();
    }

    @Override
    public JMSProducer setJMSReplyTo(@Nullable Destination replyTo) {
        template.setJMSReplyTo(replyTo);
        return this;
    }

    @Override
    public @Nullable Destination getJMSReplyTo() {
        return template.getJMSReplyTo();
    }
}
