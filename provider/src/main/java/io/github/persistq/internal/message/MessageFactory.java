package io.github.persistq.internal.message;

/**
 * Makes empty messages to fill and send.
 *
 * <p>Threading: stateless.
 */
public final class MessageFactory {
    private MessageFactory() {}

    public static JmsPlainMessage plain() {
        return new JmsPlainMessage();
    }

    public static JmsTextMessage text() {
        return new JmsTextMessage();
    }

    public static JmsBytesMessage bytes() {
        return new JmsBytesMessage();
    }

    public static JmsMapMessage map() {
        return new JmsMapMessage();
    }

    public static JmsStreamMessage stream() {
        return new JmsStreamMessage();
    }

    /** The trust applies once the message was received; what the application sets it may also read. */
    public static JmsObjectMessage object(Trust trust) {
        return new JmsObjectMessage(trust);
    }
}
