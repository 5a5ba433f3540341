package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2.15, what a closed session refuses. */
class Chapter06ClosedSessionTest extends Statements {
    private Session closing;

    @BeforeEach
    void openSessionToClose() throws Exception {
        closing = connection.createSession();
    }

    @Test
    @Spec("6.2.15")
    void aMessageOfAClosedSessionIsReadAndSentButNotAcknowledged() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Message received = next(client.createConsumer(queue));

        client.close();

        assertThatThrownBy(received::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThat(text(received)).isEqualTo("hello");
        session.createProducer(queue).send(received);
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello", "hello");
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionIsClosedAgainWithoutAnError() throws Exception {
        MessageProducer producer = closing.createProducer(queue);
        MessageConsumer consumer = closing.createConsumer(queue);
        QueueBrowser browser = closing.createBrowser(queue);
        closing.close();

        closing.close();
        producer.close();
        consumer.close();
        browser.close();

        assertThatThrownBy(closing::createMessage).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionMakesNoMessages() throws Exception {
        closing.close();

        new Calls()
                .add("createMessage", closing::createMessage)
                .add("createTextMessage()", () -> closing.createTextMessage())
                .add("createTextMessage(String)", () -> closing.createTextMessage("hello"))
                .add("createObjectMessage()", () -> closing.createObjectMessage())
                .add("createObjectMessage(Serializable)", () -> closing.createObjectMessage("hello"))
                .add("createBytesMessage", closing::createBytesMessage)
                .add("createStreamMessage", closing::createStreamMessage)
                .add("createMapMessage", closing::createMapMessage)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionMakesNoProducersConsumersAndBrowsers() throws Exception {
        closing.close();

        new Calls()
                .add("createProducer", () -> closing.createProducer(queue))
                .add("createProducer(null)", () -> closing.createProducer(null))
                .add("createConsumer", () -> closing.createConsumer(queue))
                .add("with a selector", () -> closing.createConsumer(queue, "a = 1"))
                .add("with noLocal", () -> closing.createConsumer(queue, null, true))
                .add("createBrowser", () -> closing.createBrowser(queue))
                .add("createBrowser with a selector", () -> closing.createBrowser(queue, "a = 1"))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionSubscribesToNothing() throws Exception {
        Topic topic = closing.createTopic(unique("topic"));
        closing.close();

        new Calls()
                .add("createConsumer", () -> closing.createConsumer(topic))
                .add("createSharedConsumer", () -> closing.createSharedConsumer(topic, "s"))
                .add("createDurableConsumer", () -> closing.createDurableConsumer(topic, "s"))
                .add("createSharedDurableConsumer", () -> closing.createSharedDurableConsumer(topic, "s"))
                .add("createDurableSubscriber", () -> closing.createDurableSubscriber(topic, "s"))
                .add("unsubscribe", () -> closing.unsubscribe("s"))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionMakesNoDestinations() throws Exception {
        closing.close();

        new Calls()
                .add("createQueue", () -> closing.createQueue("q"))
                .add("createTopic", () -> closing.createTopic("t"))
                .add("createTemporaryQueue", closing::createTemporaryQueue)
                .add("createTemporaryTopic", closing::createTemporaryTopic)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aClosedSessionTellsNothingAndSettlesNothing() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        closing.close();
        transacted.close();

        new Calls()
                .add("getTransacted", closing::getTransacted)
                .add("getAcknowledgeMode", closing::getAcknowledgeMode)
                .add("recover", closing::recover)
                .add("commit", transacted::commit)
                .add("rollback", transacted::rollback)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void theConsumersOfAClosedSessionReceiveAndTellNothing() throws Exception {
        MessageConsumer consumer = closing.createConsumer(queue);
        closing.close();

        new Calls()
                .add("receive", consumer::receive)
                .add("receive with a timeout", () -> consumer.receive(1))
                .add("receiveNoWait", consumer::receiveNoWait)
                .add("getMessageListener", consumer::getMessageListener)
                .add("setMessageListener", () -> consumer.setMessageListener(message -> {}))
                .add("getMessageSelector", consumer::getMessageSelector)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void theProducersOfAClosedSessionSendNothing() throws Exception {
        MessageProducer producer = closing.createProducer(queue);
        MessageProducer unbound = closing.createProducer(null);
        Message message = closing.createMessage();
        closing.close();

        new Calls()
                .add("send", () -> producer.send(message))
                .add("with options", () -> producer.send(message, DeliveryMode.PERSISTENT, 4, 0))
                .add("to a queue", () -> unbound.send(queue, message))
                .add("to a queue, with options", () -> unbound.send(queue, message, DeliveryMode.PERSISTENT, 4, 0))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    @ArtemisDiffers("allows some of these calls")
    void theProducersOfAClosedSessionTellAndTakeNothing() throws Exception {
        MessageProducer producer = closing.createProducer(queue);
        closing.close();

        new Calls()
                .add("getDestination", producer::getDestination)
                .add("getDeliveryMode", producer::getDeliveryMode)
                .add("setDeliveryMode", () -> producer.setDeliveryMode(DeliveryMode.PERSISTENT))
                .add("getPriority", producer::getPriority)
                .add("setPriority", () -> producer.setPriority(4))
                .add("getTimeToLive", producer::getTimeToLive)
                .add("setTimeToLive", () -> producer.setTimeToLive(0))
                .add("getDeliveryDelay", producer::getDeliveryDelay)
                .add("setDeliveryDelay", () -> producer.setDeliveryDelay(0))
                .add("getDisableMessageID", producer::getDisableMessageID)
                .add("setDisableMessageID", () -> producer.setDisableMessageID(false))
                .add("getDisableMessageTimestamp", producer::getDisableMessageTimestamp)
                .add("setDisableMessageTimestamp", () -> producer.setDisableMessageTimestamp(false))
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    @ArtemisDiffers(
            value = "goes on",
            reading = "the text names consumers and producers; a browser is taken as one of what a session made")
    void theBrowsersOfAClosedSessionShowNothing() throws Exception {
        QueueBrowser browser = closing.createBrowser(queue);
        closing.close();

        new Calls()
                .add("getEnumeration", browser::getEnumeration)
                .add("getQueue", browser::getQueue)
                .add("getMessageSelector", browser::getMessageSelector)
                .assertRefusedWith(IllegalStateException.class);
    }
}
