package io.github.persistq.internal.message;

import jakarta.jms.JMSException;

/** Sends messages to themselves. */
final class Messages {
    private Messages() {}

    /** The message as a consumer gets it on the first delivery. */
    static <T extends JmsMessage> T received(T sent) throws JMSException {
        return received(sent, 1, Trust.JDK_VALUES);
    }

    @SuppressWarnings("unchecked") // A message comes back as the type that it was sent as.
    static <T extends JmsMessage> T received(T sent, int deliveryCount, Trust trust) throws JMSException {
        EncodedMessage stored = sent.encode();
        return (T) MessageCodec.decode(stored.head(), stored.body(), deliveryCount, trust);
    }
}
