package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: sections 6.2.9 and 6.2.12, the order of messages and that there is one of each. */
class Chapter06OrderTest extends Statements {
    private static final List<String> MANY =
            IntStream.range(0, 50).mapToObj(String::valueOf).toList();

    @Test
    @Spec("6.2.9.1")
    void messagesAreReceivedInTheOrderInWhichTheyWereSent() throws Exception {
        send(MANY.toArray(String[]::new));

        assertThat(drain(session.createConsumer(queue))).isEqualTo(MANY);
    }

    @Test
    @Spec("6.2.9.1")
    void aSessionsMessagesKeepTheirOrderWhicheverProducerSendsThem() throws Exception {
        MessageProducer one = session.createProducer(queue);
        MessageProducer other = session.createProducer(queue);
        one.send(session.createTextMessage("1"));
        other.send(session.createTextMessage("2"));
        one.send(session.createTextMessage("3"));

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.1")
    void aContextsMessagesKeepTheirOrder() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer();
            for (String text : MANY) {
                producer.send(queue, text);
            }
        }

        assertThat(drain(session.createConsumer(queue))).isEqualTo(MANY);
    }

    @Test
    @Spec("6.2.9.1")
    void aListenerHearsMessagesInTheOrderInWhichTheyWereSent() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(MANY.size());
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            heard.add(uncheckedText(message));
            left.countDown();
        });

        send(MANY.toArray(String[]::new));

        Background.await(left);
        assertThat(heard).isEqualTo(MANY);
    }

    @Test
    @Spec("6.2.9.1")
    void eachSessionsMessagesKeepTheirOrderAmongThoseOfOthers() throws Exception {
        Session other = newConnection().createSession();
        MessageProducer one = session.createProducer(queue);
        MessageProducer two = other.createProducer(queue);
        for (int i = 0; i < 10; i++) {
            one.send(session.createTextMessage("one " + i));
            two.send(other.createTextMessage("two " + i));
        }

        List<String> received = drain(session.createConsumer(queue));

        assertThat(received).hasSize(20);
        for (String sender : List.of("one ", "two ")) {
            assertThat(received)
                    .filteredOn(text -> text.startsWith(sender))
                    .isEqualTo(IntStream.range(0, 10).mapToObj(i -> sender + i).toList());
        }
    }

    @Test
    @Spec("6.2.9.1")
    void theOrderHoldsWhenMessagesAreRedeliveredAfterARollback() throws Exception {
        send("1", "2", "3", "4");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        next(consumer);
        next(consumer);

        transacted.rollback();

        assertThat(drain(consumer)).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec("6.2.9.1")
    void redeliveredMessagesComeBeforeThoseThatWereSentMeanwhile() throws Exception {
        send("1", "2");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        next(consumer);
        send("3");

        client.recover();

        assertThat(drain(consumer)).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.1")
    void theOrderHoldsWhenMessagesAreRedeliveredAfterAClose() throws Exception {
        send("1", "2", "3");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        next(consumer);

        client.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.2")
    void theOrderOfSendsWithinATransactionIsKept() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        sendAll(transacted, DeliveryMode.PERSISTENT, "1", "2", "3");
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.2")
    void theTransactionsOfASessionKeepTheirOrder() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        sendAll(transacted, DeliveryMode.PERSISTENT, "1", "2");
        transacted.commit();
        sendAll(transacted, DeliveryMode.PERSISTENT, "lost");
        transacted.rollback();
        sendAll(transacted, DeliveryMode.PERSISTENT, "3", "4");
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec("6.2.9.2")
    void theOrderOfATransactionIsKeptForEachOfItsQueues() throws Exception {
        Queue other = session.createQueue(unique("other"));
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(null);
        for (String text : List.of("1", "2", "3")) {
            producer.send(queue, transacted.createTextMessage(text));
            producer.send(other, transacted.createTextMessage(text));
        }
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
        assertThat(drain(session.createConsumer(other))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("6.2.9.2")
    void messagesThatAreNotPersistentKeepTheirOrder() throws Exception {
        sendAll(session, DeliveryMode.NON_PERSISTENT, MANY.toArray(String[]::new));

        assertThat(drain(session.createConsumer(queue))).isEqualTo(MANY);
    }

    @Test
    @Spec("6.2.9.2")
    void theOrderHoldsWithinEachDeliveryMode() throws Exception {
        for (int i = 0; i < 10; i++) {
            sendAll(session, DeliveryMode.PERSISTENT, "persistent " + i);
            sendAll(session, DeliveryMode.NON_PERSISTENT, "light " + i);
        }

        List<String> received = drain(session.createConsumer(queue));

        assertThat(received).hasSize(20);
        for (String mode : List.of("persistent ", "light ")) {
            assertThat(received)
                    .filteredOn(text -> text.startsWith(mode))
                    .isEqualTo(IntStream.range(0, 10).mapToObj(i -> mode + i).toList());
        }
    }

    @Test
    @Spec("6.2.9.2")
    void messagesOfOnePriorityKeepTheirOrder() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        for (int i = 0; i < 10; i++) {
            producer.send(session.createTextMessage("high " + i), DeliveryMode.PERSISTENT, 8, 0);
            producer.send(session.createTextMessage("low " + i), DeliveryMode.PERSISTENT, 2, 0);
        }

        List<String> received = drain(session.createConsumer(queue));

        assertThat(received).hasSize(20);
        for (String priority : List.of("high ", "low ")) {
            assertThat(received)
                    .filteredOn(text -> text.startsWith(priority))
                    .isEqualTo(
                            IntStream.range(0, 10).mapToObj(i -> priority + i).toList());
        }
    }

    @Test
    @Spec("6.2.9.2")
    void aMessageWithALaterDeliveryTimeLetsOthersAhead() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(300);
        producer.send(session.createTextMessage("later"));
        producer.setDeliveryDelay(0);
        producer.send(session.createTextMessage("now"));
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(nextText(consumer)).isEqualTo("now");
        assertThat(nextText(consumer)).isEqualTo("later");
    }

    @Test
    @Spec("6.2.12")
    void whatWasSentOnceIsReceivedOnce() throws Exception {
        send(MANY.toArray(String[]::new));
        Set<String> ids = new HashSet<>();
        List<String> texts = new ArrayList<>();
        MessageConsumer consumer = session.createConsumer(queue);
        for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
            ids.add(m.getJMSMessageID());
            texts.add(text(m));
        }

        assertThat(texts).isEqualTo(MANY);
        assertThat(ids).hasSize(MANY.size());
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.12")
    void aMessageThatIsSentTwiceIsTwoMessages() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createTextMessage("hello");
        producer.send(message);
        String firstId = message.getJMSMessageID();
        producer.send(message);
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(next(consumer).getJMSMessageID()).isEqualTo(firstId);
        assertThat(next(consumer).getJMSMessageID())
                .isEqualTo(message.getJMSMessageID())
                .isNotEqualTo(firstId);
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    private void sendAll(Session sending, int deliveryMode, String... texts) throws JMSException {
        try (MessageProducer producer = sending.createProducer(queue)) {
            producer.setDeliveryMode(deliveryMode);
            for (String text : texts) {
                producer.send(sending.createTextMessage(text));
            }
        }
    }
}
