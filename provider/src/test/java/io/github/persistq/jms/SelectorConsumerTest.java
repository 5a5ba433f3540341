package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SelectorConsumerTest extends JmsFixture {
    private void sendColours(String... colours) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        for (String colour : colours) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            producer.send(message);
        }
    }

    @Test
    void receivesOnlyWhatMatchesAndLeavesTheRest() throws JMSException {
        sendColours("red", "blue", "red", "green");

        assertThat(drain(session.createConsumer(queue, "colour = 'red'"))).containsExactly("red", "red");
        assertThat(drain(session.createConsumer(queue))).containsExactly("blue", "green");
    }

    @Test
    void selectsByHeaders() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setPriority(8);
        producer.send(session.createTextMessage("urgent"));
        sendColours("calm");

        assertThat(drain(session.createConsumer(queue, "JMSPriority > 5 AND JMSDeliveryMode = 'PERSISTENT'")))
                .containsExactly("urgent");
    }

    @Test
    void takesBlankForNoSelector() throws JMSException {
        sendColours("red");

        MessageConsumer consumer = session.createConsumer(queue, " ");

        assertThat(consumer.getMessageSelector()).isNull();
        assertThat(drain(consumer)).containsExactly("red");
    }

    @Test
    void wakesTheReceiverWhoseSelectorMatches() throws Exception {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);
        for (String colour : new String[] {"red", "blue"}) {
            Session listening = connection.createSession();
            listening.createConsumer(queue, "colour = '" + colour + "'").setMessageListener(m -> heard.add(colour));
        }

        sendColours("blue");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("blue");
        sendColours("red");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("red");
    }

    @Test
    void wakesAPlainReceiverForWhatASelectingOneRefuses() throws Exception {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);
        connection
                .createSession()
                .createConsumer(queue, "colour = 'red'")
                .setMessageListener(m -> heard.add("selecting"));
        connection.createSession().createConsumer(queue).setMessageListener(m -> heard.add("plain"));

        sendColours("blue");

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("plain");
    }

    @Test
    void seesAMessageAgainAfterAnotherConsumerGaveItBack() throws JMSException {
        sendColours("red");
        MessageConsumer selecting = session.createConsumer(queue, "colour = 'red'");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createConsumer(queue).receiveNoWait();
        assertThat(selecting.receiveNoWait()).isNull();

        transacted.rollback();

        assertThat(drain(selecting)).containsExactly("red");
    }

    @Test
    void refusesAMalformedSelectorAtOnce() {
        for (String bad : new String[] {"colour =", "(", "colour LIKE 7", "TRUE = 0", "myProp<'foo'"}) {
            assertThatThrownBy(() -> session.createConsumer(queue, bad)).isInstanceOf(InvalidSelectorException.class);
        }
    }
}
