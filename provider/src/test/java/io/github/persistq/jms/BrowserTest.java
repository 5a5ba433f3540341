package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class BrowserTest extends JmsFixture {
    @Test
    void showsMessagesInOrderAndLeavesThem() throws JMSException {
        send("a", "b");

        assertThat(browse(queue)).containsExactly("a", "b");
        assertThat(browse(queue)).containsExactly("a", "b");
        assertThat(drain(session.createConsumer(queue))).containsExactly("a", "b");
    }

    @Test
    void showsWhatItsSelectorMatches() throws JMSException {
        for (int i = 0; i < 4; i++) {
            Message message = session.createTextMessage("m" + i);
            message.setIntProperty("n", i);
            session.createProducer(queue).send(message);
        }

        QueueBrowser browser = session.createBrowser(queue, "n >= 2");
        Enumeration<?> found = browser.getEnumeration();

        assertThat(text((Message) found.nextElement())).isEqualTo("m2");
        assertThat(text((Message) found.nextElement())).isEqualTo("m3");
        assertThat(found.hasMoreElements()).isFalse();
        assertThatThrownBy(found::nextElement).isInstanceOf(NoSuchElementException.class);
        assertThat(browser.getMessageSelector()).isEqualTo("n >= 2");
        assertThat(browser.getQueue()).isEqualTo(queue);
    }

    @Test
    void hidesWhatAConsumerHolds() throws JMSException {
        send("a", "b");
        connection
                .createSession(Session.CLIENT_ACKNOWLEDGE)
                .createConsumer(queue)
                .receiveNoWait();

        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void isEmptyForAnUnknownQueue() throws JMSException {
        assertThat(browse(session.createQueue("never seen"))).isEmpty();
    }

    @Test
    void showsNoDeliveryCountThatWasNot() throws JMSException {
        send("a");

        Message seen = (Message) session.createBrowser(queue).getEnumeration().nextElement();

        assertThat(seen.getJMSRedelivered()).isFalse();
    }

    @Test
    void refusesBadArguments() {
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(queue, "((")).isInstanceOf(InvalidSelectorException.class);
    }
}
