package io.github.persistq.internal.message;

import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.spi.Bytes;

/**
 * Brings stored messages back.
 *
 * <p>The classes of messages make their own as a {@link JmsMessage}: were their types named here, this class could not be
 * loaded without all of them, which costs the first message more than anything else done for it.
 *
 * <p>Threading: stateless.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * A received message, read-only until it is cleared. The object of an ObjectMessage is looked at only when it is read.
     *
     * @param deliveryCount attempts so far, this one included; 0 for a browsed message that nobody has had yet
     * @throws io.github.persistq.internal.head.MalformedMessageException if the bytes are not a message
     */
    public static JmsMessage decode(Bytes head, Bytes body, int deliveryCount, Trust trust) {
        MessageHead decoded = MessageHead.decode(head);
        JmsMessage message = switch (decoded.bodyKind()) {
            case NONE -> JmsPlainMessage.decode();
            case TEXT -> JmsTextMessage.decode(body);
            case BYTES -> JmsBytesMessage.decode(body);
            case MAP -> JmsMapMessage.decode(body);
            case STREAM -> JmsStreamMessage.decode(body);
            case OBJECT -> JmsObjectMessage.decode(body, trust);
        };
        message.received(decoded, deliveryCount);
        return message;
    }
}
