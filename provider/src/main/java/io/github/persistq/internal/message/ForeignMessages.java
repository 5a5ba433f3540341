package io.github.persistq.internal.message;

import io.github.persistq.internal.destination.Destinations;
import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.PropertyNames;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/**
 * Takes in messages whose classes are another provider's ({@code Jakarta Messaging 3.1, 3.12}).
 *
 * <p>Threading: stateless.
 */
public final class ForeignMessages {
    private static final int CHUNK = 8192;

    private ForeignMessages() {}

    /**
     * A writeable copy of a message of any provider: headers other than JMSDestination, properties and body. A BytesMessage or StreamMessage is reset
     * before and after. Properties under names that are reserved for headers are left out.
     *
     * @throws JMSException what the message's own methods throw, or a MessageFormatException for content that no message
     *     of ours may hold
     */
    public static JmsMessage copyOf(Message foreign) throws JMSException {
        JmsMessage copy = copyBody(foreign);
        copyHeaders(foreign, copy);
        copyProperties(foreign, copy);
        return copy;
    }

    /** Writes the headers that a send sets onto the caller's own message. */
    public static void stamp(Message foreign, SendStamp stamp) throws JMSException {
        foreign.setJMSMessageID(stamp.messageId());
        foreign.setJMSTimestamp(stamp.timestampMillis());
        foreign.setJMSDestination(Destinations.destination(stamp.destination()));
        foreign.setJMSDeliveryMode(stamp.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        foreign.setJMSPriority(stamp.priority());
        foreign.setJMSExpiration(stamp.expirationMillis());
        foreign.setJMSDeliveryTime(stamp.deliveryTimeMillis());
    }

    private static JmsMessage copyBody(Message foreign) throws JMSException {
        if (foreign instanceof TextMessage text) {
            JmsTextMessage copy = MessageFactory.text();
            copy.setText(text.getText());
            return copy;
        } else if (foreign instanceof BytesMessage bytes) {
            return copyBytes(bytes);
        } else if (foreign instanceof MapMessage map) {
            return copyMap(map);
        } else if (foreign instanceof StreamMessage stream) {
            return copyStream(stream);
        } else if (foreign instanceof ObjectMessage object) {
            JmsObjectMessage copy = MessageFactory.object(Trust.JDK_VALUES);
            copy.setObject(object.getObject());
            return copy;
        }
        return MessageFactory.plain();
    }

    private static JmsMessage copyBytes(BytesMessage foreign) throws JMSException {
        JmsBytesMessage copy = MessageFactory.bytes();
        byte[] chunk = new byte[CHUNK];
        foreign.reset();
        for (int count = foreign.readBytes(chunk); count > 0; count = foreign.readBytes(chunk)) {
            copy.writeBytes(chunk, 0, count);
        }
        foreign.reset();
        return copy;
    }

    private static JmsMessage copyMap(MapMessage foreign) throws JMSException {
        JmsMapMessage copy = MessageFactory.map();
        Enumeration<?> names = foreign.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            copy.setObject(name, foreign.getObject(name));
        }
        return copy;
    }

    private static JmsMessage copyStream(StreamMessage foreign) throws JMSException {
        JmsStreamMessage copy = MessageFactory.stream();
        foreign.reset();
        try {
            while (true) {
                copy.writeObject(foreign.readObject());
            }
        } catch (MessageEOFException end) {
            foreign.reset();
            return copy;
        }
    }

    private static void copyHeaders(Message foreign, JmsMessage copy) throws JMSException {
        copy.setJMSMessageID(foreign.getJMSMessageID());
        copy.setJMSTimestamp(foreign.getJMSTimestamp());
        copyCorrelation(foreign, copy);
        copy.setJMSReplyTo(Destinations.destinationOrNull(Destinations.refOrNull(foreign.getJMSReplyTo())));
        copy.setJMSType(foreign.getJMSType());
        copy.setJMSRedelivered(foreign.getJMSRedelivered());
        copy.setJMSExpiration(foreign.getJMSExpiration());
        copy.setJMSDeliveryTime(foreign.getJMSDeliveryTime());
        // What a send overwrites in any case must not fail it: some providers use values outside the specification's.
        boolean transientMode = foreign.getJMSDeliveryMode() == DeliveryMode.NON_PERSISTENT;
        copy.setJMSDeliveryMode(transientMode ? DeliveryMode.NON_PERSISTENT : DeliveryMode.PERSISTENT);
        copy.setJMSPriority(Math.max(0, Math.min(9, foreign.getJMSPriority())));
    }

    private static void copyCorrelation(Message foreign, JmsMessage copy) throws JMSException {
        String text = foreign.getJMSCorrelationID();
        if (text != null) {
            copy.setJMSCorrelationID(text);
            return;
        }
        try {
            copy.setJMSCorrelationIDAsBytes(foreign.getJMSCorrelationIDAsBytes());
        } catch (UnsupportedOperationException e) {
            // A provider need not have the form in bytes; then there is no correlation id.
            copy.setJMSCorrelationID(null);
        }
    }

    private static void copyProperties(Message foreign, JmsMessage copy) throws JMSException {
        Enumeration<?> names = foreign.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            if (!PropertyNames.isReservedForHeaders(name)) {
                copyProperty(foreign, copy, name);
            }
        }
    }

    private static void copyProperty(Message foreign, JmsMessage copy, String name) throws JMSException {
        try {
            copy.setObjectProperty(name, foreign.getObjectProperty(name));
        } catch (IllegalArgumentException e) {
            throw JmsErrors.messageFormat("Cannot take in a foreign message: " + e.getMessage(), e);
        }
    }
}
