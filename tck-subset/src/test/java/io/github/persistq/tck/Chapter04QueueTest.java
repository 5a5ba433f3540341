package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: queues. */
class Chapter04QueueTest extends Statements {
    @Test
    @Spec("4.1.2")
    void eachMessageGoesToOneOfTheQueuesConsumers() throws Exception {
        List<String> sent = IntStream.range(0, 20).mapToObj(String::valueOf).toList();
        MessageConsumer one = session.createConsumer(queue);
        MessageConsumer other = connection.createSession().createConsumer(queue);

        send(sent.toArray(String[]::new));

        List<String> received = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            Message message = (i % 2 == 0 ? one : other).receive(BRIEFLY);
            if (message != null) {
                received.add(text(message));
            }
        }
        received.addAll(drain(one));
        received.addAll(drain(other));
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    @Spec("4.1.2")
    void aMessageThatASelectorDoesNotMatchStaysForOthers() throws Exception {
        Message red = session.createTextMessage("red");
        red.setStringProperty("colour", "red");
        Message blue = session.createTextMessage("blue");
        blue.setStringProperty("colour", "blue");
        MessageProducer producer = session.createProducer(queue);
        producer.send(red);
        producer.send(blue);

        MessageConsumer selecting = session.createConsumer(queue, "colour = 'blue'");

        assertThat(drain(selecting)).containsExactly("blue");
        selecting.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("red");
    }

    @Test
    @Spec("4.1.6")
    void aBrowserLooksAtMessagesAndLeavesThem() throws Exception {
        send("first", "second");

        List<?> browsed = list(session.createBrowser(queue).getEnumeration());

        assertThat(browsed).hasSize(2);
        assertThat(text((Message) browsed.get(0))).isEqualTo("first");
        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "second");
    }

    @Test
    @Spec("4.1.6")
    void aBrowserDoesNotReturnAMessageBeforeItsDeliveryTime() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(3_600_000);

        producer.send(session.createTextMessage("in an hour"));

        assertThat(list(session.createBrowser(queue).getEnumeration())).isEmpty();
    }

    @Test
    @Spec("4.1.8")
    void aQueueHoldsMessagesWhileNobodyConsumesThem() throws Exception {
        Connection later = newConnection();
        send("hello");
        connection.close();

        later.start();

        assertThat(nextText(later.createSession().createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("4.1.2")
    void aMessageThatOneConsumersSelectorDoesNotMatchGoesToAnother() throws Exception {
        MessageConsumer blue = session.createConsumer(queue, "colour = 'blue'");
        MessageConsumer red = connection.createSession().createConsumer(queue, "colour = 'red'");

        sendColoured("red");
        sendColoured("blue");

        assertThat(nextText(red)).isEqualTo("red");
        assertThat(nextText(blue)).isEqualTo("blue");
        assertThat(red.receiveNoWait()).isNull();
        assertThat(blue.receiveNoWait()).isNull();
    }

    @Test
    @Spec("4.1.2")
    void whatASelectingConsumerReceivesIsInOrder() throws Exception {
        for (String colour : List.of("blue 1", "red 2", "blue 3", "red 4", "blue 5")) {
            sendColoured(colour);
        }

        MessageConsumer blue = session.createConsumer(queue, "colour LIKE 'blue%'");

        assertThat(drain(blue)).containsExactly("blue 1", "blue 3", "blue 5");
    }

    @Test
    @Spec("4.1.2")
    void aQueueIsConsumedByAListenerAsWell() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(2);
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            heard.add(uncheckedText(message));
            left.countDown();
        });

        send("first", "second");

        Background.await(left);
        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    @Spec("4.1.2")
    void aMessageThatCameBeforeItsConsumerIsDelivered() throws Exception {
        send("early");

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("early");
    }

    @Test
    @Spec("4.1.4")
    void queuesOfTheSameNameAreTheSameQueue() throws Exception {
        Queue sameName = newConnection().createSession().createQueue(queue.getQueueName());
        send("hello");

        Message received = next(session.createConsumer(sameName));

        assertThat(text(received)).isEqualTo("hello");
        assertThat(received.getJMSDestination()).isEqualTo(queue).isEqualTo(sameName);
    }

    @Test
    @Spec("4.1.4")
    void queuesOfDifferentNamesAreApart() throws Exception {
        Queue other = session.createQueue(unique("other"));
        send("here");

        assertThat(session.createConsumer(other).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("4.1.6")
    void aBrowserWithASelectorLooksAtWhatMatches() throws Exception {
        sendColoured("red");
        sendColoured("blue");

        QueueBrowser browser = session.createBrowser(queue, "colour = 'blue'");

        assertThat(browsed(browser)).containsExactly("blue");
        assertThat(browser.getMessageSelector()).isEqualTo("colour = 'blue'");
        assertThat(browser.getQueue()).isEqualTo(queue);
    }

    @Test
    @Spec("4.1.6")
    void aBrowserMayScanAgain() throws Exception {
        send("first", "second");
        QueueBrowser browser = session.createBrowser(queue);

        assertThat(browsed(browser)).containsExactly("first", "second");
        assertThat(browsed(browser)).containsExactly("first", "second");
    }

    @Test
    @Spec("4.1.6")
    void aBrowserOfAnEmptyQueueHasNothingToShow() throws Exception {
        Enumeration<?> nothing = session.createBrowser(queue).getEnumeration();

        assertThat(nothing.hasMoreElements()).isFalse();
        assertThatThrownBy(nothing::nextElement).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Spec("4.1.6")
    void browsingCountsNoDelivery() throws Exception {
        send("hello");
        assertThat(browsed(session.createBrowser(queue))).containsExactly("hello");

        Message received = next(session.createConsumer(queue));

        assertThat(received.getJMSRedelivered()).isFalse();
        assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("4.1.6")
    void aContextBrowsesWithAndWithoutASelector() throws Exception {
        sendColoured("red");
        sendColoured("blue");
        try (JMSContext context = factory.createContext()) {
            assertThat(browsed(context.createBrowser(queue))).containsExactly("red", "blue");
            assertThat(browsed(context.createBrowser(queue, "colour = 'red'"))).containsExactly("red");
        }
    }

    @Test
    @Spec("4.1.6")
    void aBrowserOfNoQueueIsRefused() {
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    @Spec("4.1.6")
    void aBrowserWithAnInvalidSelectorIsRefused() {
        assertThatThrownBy(() -> session.createBrowser(queue, "colour =")).isInstanceOf(InvalidSelectorException.class);
    }

    private void sendColoured(String colour) throws JMSException {
        Message message = session.createTextMessage(colour);
        message.setStringProperty("colour", colour);
        session.createProducer(queue).send(message);
    }

    private static List<String> browsed(QueueBrowser browser) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Object message : list(browser.getEnumeration())) {
            texts.add(text((Message) message));
        }
        return texts;
    }
}
