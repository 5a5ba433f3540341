package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import java.util.ArrayList;
import java.util.List;

/** Short ways of asking which messages a selector matches. */
abstract class SelectorStatements extends Statements {
    /** A message with properties. */
    Message with(Object... namesAndValues) throws JMSException {
        Message message = session.createMessage();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.setObjectProperty((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return message;
    }

    void assertMatches(Message message, String... selectors) throws JMSException {
        assertThat(passedOver(message, selectors))
                .as("selectors that should match")
                .isEmpty();
    }

    void assertMisses(Message message, String... selectors) throws JMSException {
        List<String> missing = passedOver(message, selectors);
        assertThat(selectors)
                .as("selectors that should not match")
                .filteredOn(each -> !missing.contains(each))
                .isEmpty();
    }

    /** Asserts that no consumer is created with these. */
    void assertInvalid(String... selectors) throws JMSException {
        List<String> accepted = new ArrayList<>();
        for (String selector : selectors) {
            try (MessageConsumer consumer = session.createConsumer(queue, selector)) {
                accepted.add(consumer.getMessageSelector());
            } catch (InvalidSelectorException e) {
                // As it should be; an exception of another type ends the statement.
                continue;
            }
        }
        assertThat(accepted).as("selectors that should be refused").isEmpty();
    }

    /** Those of the selectors with which a message that was just sent is not received. */
    private List<String> passedOver(Message message, String... selectors) throws JMSException {
        List<String> passedOver = new ArrayList<>();
        for (String selector : selectors) {
            if (!isReceived(message, selector)) {
                passedOver.add(selector);
            }
        }
        return passedOver;
    }

    /** Whether a message that was just sent is received with a selector; it is gone afterwards in any case. */
    private boolean isReceived(Message message, String selector) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue);
                MessageConsumer selecting = session.createConsumer(queue, selector)) {
            producer.send(message);
            if (selecting.receiveNoWait() != null) {
                return true;
            }
        }
        try (MessageConsumer everything = session.createConsumer(queue)) {
            next(everything);
            return false;
        }
    }
}
