package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import java.util.ArrayList;
import java.util.List;
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
}
