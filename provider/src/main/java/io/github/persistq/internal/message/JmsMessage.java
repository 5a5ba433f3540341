package io.github.persistq.internal.message;

import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.BodyKind;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.internal.head.MessageHeadBuilder;
import io.github.persistq.spi.Bytes;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message: headers, properties and, in its subclasses, a body ({@code Jakarta Messaging 3.1, chapter 3}).
 *
 * <p>A message that was received has read-only properties and body until they are cleared; its headers can be changed, and
 * it can be sent again as it is.
 *
 * <p>Threading: one thread at a time.
 */
public abstract sealed class JmsMessage implements Message
        permits JmsPlainMessage, JmsTextMessage, JmsBytesMessage, JmsMapMessage, JmsStreamMessage, JmsObjectMessage {
    private static final int MAX_PRIORITY = 9;

    private @Nullable String messageId;
    private long timestampMillis;
    private @Nullable String correlationId;
    private @Nullable Bytes correlationBytes;
    private @Nullable Destination replyTo;
    private @Nullable Destination destination;
    private int deliveryMode = DEFAULT_DELIVERY_MODE;
    private boolean redelivered;
    private @Nullable String type;
    private long expirationMillis;
    private long deliveryTimeMillis;
    private int priority = DEFAULT_PRIORITY;
    private final MessageProperties properties = new MessageProperties();
    private boolean bodyReadOnly;
    private @Nullable AcknowledgeAction acknowledger;

    JmsMessage() {}

    /** The form of the body. */
    abstract BodyKind bodyKind();

    /** The body as it is stored; shares nothing that the application can still change. */
    abstract Bytes encodeBody() throws JMSException;

    /** Forgets the body's content. */
    abstract void clearContent();

    /** Whether there is a body at all: without one {@link #getBody} returns null for any type. */
    abstract boolean hasBody();

    /** Whether the body, when there is one, can be had as this type. */
    abstract boolean acceptsBodyType(Class<?> bodyType) throws JMSException;

    /** A copy of the body. */
    abstract @Nullable Object bodyCopy() throws JMSException;

    /** Sets the headers that a send sets, whether or not the message is read-only. */
    public final void stamp(SendStamp stamp) {
        messageId = stamp.messageId();
        timestampMillis = stamp.timestampMillis();
        destination = Destinations.destination(stamp.destination());
        deliveryMode = stamp.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        priority = stamp.priority();
        expirationMillis = stamp.expirationMillis();
        deliveryTimeMillis = stamp.deliveryTimeMillis();
    }

    /**
     * The message as it is now, ready to be stored; it may be read-only, and stays in the mode that it is in.
     *
     * @throws JMSException an InvalidDestinationException for a JMSReplyTo that is no usable destination
     */
    public final EncodedMessage encode() throws JMSException {
        return new EncodedMessage(head().encode(), encodeBody());
    }

    /** Headers and properties as they are stored. */
    public final MessageHead head() throws JMSException {
        MessageHeadBuilder head = MessageHead.builder()
                .messageId(messageId)
                .timestampMillis(timestampMillis)
                .destination(Destinations.refOrNull(destination))
                .replyTo(Destinations.refOrNull(replyTo))
                .persistent(deliveryMode == DeliveryMode.PERSISTENT)
                .type(type)
                .expirationMillis(expirationMillis)
                .deliveryTimeMillis(deliveryTimeMillis)
                .priority(priority)
                .bodyKind(bodyKind());
        if (correlationBytes == null) {
            head.correlationId(correlationId);
        } else {
            head.correlationBytes(correlationBytes);
        }
        properties.writeTo(head);
        return head.build();
    }

    /** Takes the stored headers and properties over and becomes read-only. */
    final void received(MessageHead head, int deliveryCount) {
        messageId = head.messageId();
        timestampMillis = head.timestampMillis();
        correlationId = head.correlationId();
        correlationBytes = head.correlationBytes();
        replyTo = Destinations.destinationOrNull(head.replyTo());
        destination = Destinations.destinationOrNull(head.destination());
        deliveryMode = head.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        redelivered = deliveryCount > 1;
        type = head.type();
        expirationMillis = head.expirationMillis();
        deliveryTimeMillis = head.deliveryTimeMillis();
        priority = head.priority();
        properties.received(head.properties(), deliveryCount);
        bodyReadOnly = true;
    }

    /** Sets what {@link #acknowledge} does. */
    public final void setAcknowledger(AcknowledgeAction action) {
        acknowledger = action;
    }

    @Override
    public final void acknowledge() throws JMSException {
        if (acknowledger != null) {
            acknowledger.run();
        }
    }

    final boolean isBodyReadOnly() {
        return bodyReadOnly;
    }

    final void setBodyReadOnly(boolean readOnly) {
        bodyReadOnly = readOnly;
    }

    final void checkBodyWriteable() throws JMSException {
        if (bodyReadOnly) {
            throw JmsErrors.notWriteable("Cannot write to the body of message " + messageId
                    + ": it is read-only because the message was received or reset; call clearBody() first");
        }
    }

    final JMSException wrongBodyType(Class<?> bodyType) {
        return JmsErrors.messageFormat(
                "The body of message %s of kind %s cannot be had as a %s"
                        .formatted(messageId, bodyKind(), bodyType.getName()),
                null);
    }

    @Override
    public final void clearBody() throws JMSException {
        clearContent();
        bodyReadOnly = false;
    }

    @Override
    public <T> @Nullable T getBody(Class<T> bodyType) throws JMSException {
        if (!isBodyAssignableTo(bodyType)) {
            throw wrongBodyType(bodyType);
        }
        return hasBody() ? bodyType.cast(bodyCopy()) : null;
    }

    @Override
    @SuppressWarnings("rawtypes") // As the interface declares it.
    public final boolean isBodyAssignableTo(Class bodyType) throws JMSException {
        Objects.requireNonNull(bodyType, "The type of the body is null; expected a class such as String.class");
        return !hasBody() || acceptsBodyType(bodyType);
    }

    @Override
    public final @Nullable String getJMSMessageID() {
        return messageId;
    }

    @Override
    public final void setJMSMessageID(@Nullable String id) {
        messageId = id;
    }

    @Override
    public final long getJMSTimestamp() {
        return timestampMillis;
    }

    @Override
    public final void setJMSTimestamp(long timestamp) {
        timestampMillis = timestamp;
    }

    /** The correlation id as bytes; text is given as UTF-8. */
    @Override
    public final byte @Nullable [] getJMSCorrelationIDAsBytes() {
        if (correlationBytes != null) {
            return correlationBytes.toArray();
        }
        return correlationId == null ? null : correlationId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public final void setJMSCorrelationIDAsBytes(byte @Nullable [] id) {
        correlationBytes = id == null ? null : Bytes.wrap(id.clone());
        correlationId = null;
    }

    /** The correlation id as text; bytes are read as UTF-8. */
    @Override
    public final @Nullable String getJMSCorrelationID() {
        return correlationBytes == null
                ? correlationId
                : StandardCharsets.UTF_8.decode(correlationBytes.asBuffer()).toString();
    }

    @Override
    public final void setJMSCorrelationID(@Nullable String id) {
        correlationId = id;
        correlationBytes = null;
    }

    @Override
    public final @Nullable Destination getJMSReplyTo() {
        return replyTo;
    }

    @Override
    public final void setJMSReplyTo(@Nullable Destination to) {
        replyTo = to;
    }

    @Override
    public final @Nullable Destination getJMSDestination() {
        return destination;
    }

    @Override
    public final void setJMSDestination(@Nullable Destination to) {
        destination = to;
    }

    @Override
    public final int getJMSDeliveryMode() {
        return deliveryMode;
    }

    @Override
    public final void setJMSDeliveryMode(int mode) throws JMSException {
        if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
            throw JmsErrors.failure(
                    "The delivery mode %d is unknown; expected %d (PERSISTENT) or %d (NON_PERSISTENT)"
                            .formatted(mode, DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT),
                    null);
        }
        deliveryMode = mode;
    }

    @Override
    public final boolean getJMSRedelivered() {
        return redelivered;
    }

    @Override
    public final void setJMSRedelivered(boolean value) {
        redelivered = value;
    }

    @Override
    public final @Nullable String getJMSType() {
        return type;
    }

    @Override
    public final void setJMSType(@Nullable String value) {
        type = value;
    }

    @Override
    public final long getJMSExpiration() {
        return expirationMillis;
    }

    @Override
    public final void setJMSExpiration(long expiration) {
        expirationMillis = expiration;
    }

    @Override
    public final long getJMSDeliveryTime() {
        return deliveryTimeMillis;
    }

    @Override
    public final void setJMSDeliveryTime(long deliveryTime) {
        deliveryTimeMillis = deliveryTime;
    }

    @Override
    public final int getJMSPriority() {
        return priority;
    }

    @Override
    public final void setJMSPriority(int value) throws JMSException {
        if (value < 0 || value > MAX_PRIORITY) {
            throw JmsErrors.failure("The priority %d is out of range; expected 0 to 9".formatted(value), null);
        }
        priority = value;
    }

    @Override
    public final void clearProperties() {
        properties.clear();
    }

    @Override
    public final boolean propertyExists(@Nullable String name) {
        return properties.exists(name);
    }

    @Override
    public final boolean getBooleanProperty(@Nullable String name) throws JMSException {
        return Conversions.toBoolean(properties.get(name), name);
    }

    @Override
    public final byte getByteProperty(@Nullable String name) throws JMSException {
        return Conversions.toByte(properties.get(name), name);
    }

    @Override
    public final short getShortProperty(@Nullable String name) throws JMSException {
        return Conversions.toShort(properties.get(name), name);
    }

    @Override
    public final int getIntProperty(@Nullable String name) throws JMSException {
        return Conversions.toInt(properties.get(name), name);
    }

    @Override
    public final long getLongProperty(@Nullable String name) throws JMSException {
        return Conversions.toLong(properties.get(name), name);
    }

    @Override
    public final float getFloatProperty(@Nullable String name) throws JMSException {
        return Conversions.toFloat(properties.get(name), name);
    }

    @Override
    public final double getDoubleProperty(@Nullable String name) throws JMSException {
        return Conversions.toDouble(properties.get(name), name);
    }

    @Override
    public final @Nullable String getStringProperty(@Nullable String name) throws JMSException {
        return Conversions.toText(properties.get(name), name);
    }

    @Override
    public final @Nullable Object getObjectProperty(@Nullable String name) {
        return properties.get(name);
    }

    @Override
    public final Enumeration<String> getPropertyNames() {
        return properties.names();
    }

    /** The names of the properties as they are at any time, not to be changed through the set. */
    public final Set<String> livePropertyNames() {
        return properties.liveNames();
    }

    @Override
    public final void setBooleanProperty(@Nullable String name, boolean value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setByteProperty(@Nullable String name, byte value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setShortProperty(@Nullable String name, short value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setIntProperty(@Nullable String name, int value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setLongProperty(@Nullable String name, long value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setFloatProperty(@Nullable String name, float value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setDoubleProperty(@Nullable String name, double value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setStringProperty(@Nullable String name, @Nullable String value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public final void setObjectProperty(@Nullable String name, @Nullable Object value) throws JMSException {
        properties.set(name, value);
    }

    /** The message's kind and id; never its content. */
    @Override
    public final String toString() {
        return bodyKind() + " message " + messageId;
    }
}
