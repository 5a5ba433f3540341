package io.github.persistq.crash;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Arrays;

/**
 * One receipt of a message.
 *
 * @param id which message
 * @param queue where it was received
 * @param priority its JMSPriority
 * @param persistent whether its JMSDeliveryMode is PERSISTENT
 * @param count its JMSXDeliveryCount
 * @param redelivered its JMSRedelivered
 * @param intact whether its body is the one that was sent
 */
record Sighting(
        String id, String queue, int priority, boolean persistent, int count, boolean redelivered, boolean intact) {
    /** The property that holds {@link #id}. */
    static final String ID = "id";

    static Sighting of(Message message, String queue) throws JMSException {
        String id = message.getStringProperty(ID);
        byte[] expected = MessageId.parse(id).body();
        byte[] body = new byte[expected.length + 1];
        int length = ((BytesMessage) message).readBytes(body);
        boolean intact = length == expected.length && Arrays.equals(body, 0, length, expected, 0, length);
        return new Sighting(
                id,
                queue,
                message.getJMSPriority(),
                message.getJMSDeliveryMode() == DeliveryMode.PERSISTENT,
                message.getIntProperty("JMSXDeliveryCount"),
                message.getJMSRedelivered(),
                intact);
    }

    static Sighting parse(String text) {
        String[] parts = text.split(" ");
        return new Sighting(
                parts[0],
                parts[1],
                Integer.parseInt(parts[2]),
                Boolean.parseBoolean(parts[3]),
                Integer.parseInt(parts[4]),
                Boolean.parseBoolean(parts[5]),
                Boolean.parseBoolean(parts[6]));
    }

    /** As in an event. */
    String text() {
        return "%s %s %d %b %d %b %b".formatted(id, queue, priority, persistent, count, redelivered, intact);
    }
}
