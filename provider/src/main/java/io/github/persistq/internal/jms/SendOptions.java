package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * How a producer sends.
 *
 * @param deliveryMode PERSISTENT or NON_PERSISTENT
 * @param priority 0 to 9
 * @param timeToLive milliseconds; 0 is for ever
 * @param deliveryDelay milliseconds; 0 is none
 * @param disableMessageId whether messages need no JMSMessageID
 * @param disableTimestamp whether messages need no JMSTimestamp
 */
record SendOptions(
        int deliveryMode,
        int priority,
        long timeToLive,
        long deliveryDelay,
        boolean disableMessageId,
        boolean disableTimestamp) {
    static final SendOptions DEFAULT = new SendOptions(
            Message.DEFAULT_DELIVERY_MODE,
            Message.DEFAULT_PRIORITY,
            Message.DEFAULT_TIME_TO_LIVE,
            Message.DEFAULT_DELIVERY_DELAY,
            false,
            false);

    boolean persistent() {
        return deliveryMode == DeliveryMode.PERSISTENT;
    }

    SendOptions withDeliveryMode(int mode) throws JMSException {
        if (mode != DeliveryMode.PERSISTENT && mode != DeliveryMode.NON_PERSISTENT) {
            throw JmsErrors.failure(
                    "Delivery mode %d; expected PERSISTENT (2) or NON_PERSISTENT (1)".formatted(mode), null);
        }
        return new SendOptions(mode, priority, timeToLive, deliveryDelay, disableMessageId, disableTimestamp);
    }

    SendOptions withPriority(int newPriority) throws JMSException {
        if (newPriority < 0 || newPriority > 9) {
            throw JmsErrors.failure("Priority %d; expected 0 to 9".formatted(newPriority), null);
        }
        return new SendOptions(
                deliveryMode, newPriority, timeToLive, deliveryDelay, disableMessageId, disableTimestamp);
    }

    SendOptions withTimeToLive(long millis) throws JMSException {
        checkNotNegative("Time to live", millis);
        return new SendOptions(deliveryMode, priority, millis, deliveryDelay, disableMessageId, disableTimestamp);
    }

    SendOptions withDeliveryDelay(long millis) throws JMSException {
        checkNotNegative("Delivery delay", millis);
        return new SendOptions(deliveryMode, priority, timeToLive, millis, disableMessageId, disableTimestamp);
    }

    SendOptions withDisableMessageId(boolean disable) {
        return new SendOptions(deliveryMode, priority, timeToLive, deliveryDelay, disable, disableTimestamp);
    }

    SendOptions withDisableTimestamp(boolean disable) {
        return new SendOptions(deliveryMode, priority, timeToLive, deliveryDelay, disableMessageId, disable);
    }

    private static void checkNotNegative(String what, long millis) throws JMSException {
        if (millis < 0) {
            throw JmsErrors.failure("%s of %d ms; expected 0 or more".formatted(what, millis), null);
        }
    }
}
